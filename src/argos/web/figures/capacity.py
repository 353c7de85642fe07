"""The figure of beds: how many may be occupied against those there are, in each scenario."""

import polars as pl

from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web import beds, formats
from argos.web.charts.look import Look
from argos.web.charts.ranges import ranges
from argos.web.charts.render import Chart, described
from argos.web.choices import Choices
from argos.web.figures.figure import Figure
from argos.web.figures.forecast import whole
from argos.web.foretold import SHOWN, with_quantiles

ICU = "icu"


def capacity(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return the occupied beds of the chosen kind at the chosen place, a panel a scenario."""
    kind = choices.resource or ICU
    rows = beds.occupied(snapshot, choices).filter(resource=kind)
    parts = rows.partition_by("scenario", maintain_order=True)
    drawn = pl.concat([_panel(part) for part in parts] or [_panel(rows)])
    named, where = beds.resource(kind), formats.place(choices.place or "fra")
    lines = {panel: {_beds(value): value} for panel, value in _last_beds(drawn)}
    title = _title(drawn, named)
    unit = str(Text("lits occupés", "occupied beds"))
    key = str(
        Text(
            "bandes : 1 chance sur 2, 9 chances sur 10 · pointillés : valeur médiane · "
            "trait noir : lits ouverts",
            "bands: 1 chance in 2, 9 chances in 10 · dotted: median · black line: open beds",
        )
    )

    def draw(look: Look) -> Chart:
        return described(ranges(drawn, look, unit=unit, key=key, rules=lines), title)

    source = _source(rows)
    table = drawn.drop("value").sort("date", maintain_order=True)
    return Figure(title, f"{named} – {where} – {unit}", title, source, table, draw)


def _panel(part: pl.DataFrame) -> pl.DataFrame:
    """Return the occupancy of one scenario, named in words."""
    told = with_quantiles(part.with_columns(horizon=pl.lit(0, pl.Int16)))
    name = beds.scenario(part["scenario"][0]) if part.height else ""
    both = told.select("date", *SHOWN, "rounded").join(part.select("date", "beds"), on="date")
    return both.with_columns(panel=pl.lit(name), value=pl.lit(None, pl.Float64))


def _last_beds(drawn: pl.DataFrame) -> list[tuple[str, float]]:
    last = drawn.group_by("panel", maintain_order=True).agg(pl.col("beds").last())
    return [(panel, value) for panel, value in last.iter_rows() if value is not None]


def _beds(value: float) -> str:
    count = formats.number(round(value))
    return str(Text(f"{count} lits", f"{count} beds"))


def _title(drawn: pl.DataFrame, named: str) -> str:
    """Say how many beds may be occupied on the last day, of how many, as it goes."""
    if drawn.is_empty():
        return str(Text(f"{named} : pas de prévision de lits", f"{named}: no forecast of beds"))
    row = drawn.filter(pl.col("panel") == drawn["panel"][0]).row(-1, named=True)
    reach = formats.between(whole(row["low90"]), whole(row["high90"]))
    on = formats.day(row["date"])
    of = "" if row["beds"] is None else str(
        Text(f" sur {formats.number(round(row['beds']))}",
             f" of {formats.number(round(row['beds']))}")
    )  # fmt: skip
    return str(
        Text(
            f"{named} : {reach} lits occupés{of} au {on} (9 chances sur 10)",
            f"{named}: {reach} beds occupied{of} on {on} (9 chances in 10)",
        )
    )


def _source(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return ""
    on = formats.day(rows["origin"].max(), year=True)  # type: ignore[arg-type]
    return str(
        Text(
            f"Calculé des admissions prévues et des durées de séjour, chiffres connus au {on}.",
            f"Computed from forecast admissions and lengths of stay, figures known to {on}.",
        )
    )
