"""Count what the weather last told of EPCI, and how often it was that of their département.

    python scripts/count_epci_weather.py HOME

HOME is a home of Argos in which models have spoken, `demo-home/simulated` for one. Prints the skies
and vigilances of today and of 7 days ahead, and of those EPCI and illnesses that have a sky, how
many had that of the département where most of their people live.
"""

import sys
from pathlib import Path

import polars as pl

from argos.outputs.snapshot import Snapshot
from argos.outputs.store import Outputs
from argos.web.nearby import departement_of

LAST = 7


def main(home: Path) -> None:
    """Print the counts."""
    told = Snapshot(Outputs(str(home / "published"))).weather()
    epci = told.filter(pl.col("place").str.starts_with("epci:"))
    for ahead in (0, LAST):
        for name in ("sky", "vigilance"):
            counts = epci.filter(ahead=ahead)[name].value_counts(sort=True).rows()
            print(f"{ahead} days ahead, {name}:", ", ".join(f"{n} {each}" for each, n in counts))
    alike = _beside_departement(told.filter(ahead=0), epci.filter(ahead=0))
    print(f"as their département: {alike.sum()} of {alike.len()}")


def _beside_departement(told: pl.DataFrame, epci: pl.DataFrame) -> pl.Series:
    """Return, of each EPCI and illness with a sky, whether it is that of the département."""
    above = pl.col("place").map_elements(departement_of, return_dtype=pl.String)
    known = epci.filter(pl.col("sky") != "unknown").with_columns(above=above)
    theirs = told.select("pathology", above="place", theirs="sky")
    return known.join(theirs, on=["pathology", "above"]).select(
        same=pl.col("sky") == pl.col("theirs")
    )["same"]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
