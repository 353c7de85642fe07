"""Write the beds of adult intensive care by place and year, from the file of the DREES.

python scripts/make_beds.py: `lits_soins_critiques.csv` (DREES, SAE 2013 to 2024, Licence Ouverte
2.0) becomes src/argos/publish/modelled/capacity/beds.csv. Who owns the beds is not kept; régions
are the sums of their départements, and so is France, which is equal to the one given.
"""

from pathlib import Path

import polars as pl

from argos.core.places import places
from forecast_data import FILES

TARGET = Path(__file__).resolve().parents[1] / "src/argos/publish/modelled/capacity/beds.csv"
ADULT = "REAADU"


def main() -> None:
    """Write the file."""
    given = pl.read_csv(FILES / "hospital" / "lits_soins_critiques.csv", separator=";")
    code = pl.col("id_geo").str.split("_").list.first()
    adult = given.filter(pl.col("uni") == ADULT).with_columns(place=pl.lit("dep:") + code)
    each = (
        adult.filter(code != "00").group_by("place", year="annee").agg(beds=pl.col("nb_lit").sum())
    )
    region = places().frame.select("place", "reg")
    named = each.join(region, on="place", how="left", validate="m:1")
    lost = named.filter(pl.col("reg").is_null())
    if not lost.is_empty():
        raise SystemExit(f"places without a région: {lost['place'].unique().to_list()}")
    regions = named.group_by(place="reg", year="year").agg(pl.col("beds").sum())
    france = each.group_by("year").agg(pl.col("beds").sum()).with_columns(place=pl.lit("fra"))
    told = (
        adult.filter(pl.col("id_geo") == "00_FR").group_by(year="annee").agg(pl.col("nb_lit").sum())
    )
    apart = france.join(told, on="year").filter(pl.col("beds") != pl.col("nb_lit"))
    if not apart.is_empty():
        raise SystemExit("France is not the sum of its départements")
    columns = ["place", "year", "beds"]
    whole = pl.concat([x.select(columns) for x in (each, regions, france)]).cast({"beds": pl.Int64})
    whole.sort("place", "year").write_csv(TARGET)


if __name__ == "__main__":
    main()
