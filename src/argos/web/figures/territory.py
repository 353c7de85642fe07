"""The figure of the territory: one indicator over the départements of a région, as a map."""

from dataclasses import dataclass

import polars as pl

from argos.core.language import Text
from argos.core.places import places
from argos.core.settings import Settings
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.charts.look import Look
from argos.web.charts.render import Chart, described
from argos.web.charts.territory import territory_map
from argos.web.choices import Choices
from argos.web.figures.figure import Figure, words
from argos.web.figures.series import sourced
from argos.web.findings import finding
from argos.web.frames import Shown, shown
from argos.web.measures import Measure, measure_of

PER = 100_000
RATE_CLASSES = (5.0, 10.0, 50.0, 150.0, 250.0)  # of 7 days for 100,000: those of 2020's thresholds
SHARE_CLASSES = (2.0, 5.0, 10.0, 20.0)  # in per cent
REGION = "reg:52"


@dataclass(frozen=True, slots=True)
class _Scale:
    """How an indicator is shown on a map: maps show rates, counts go to tables."""

    unit: Text
    classes: tuple[float, ...]
    per_head: bool


def territory(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return the map of the chosen indicator over a région's départements.

    A count is the sum of its last 7 solid days for 100,000 inhabitants; persons present are those
    of the last solid day for 100,000; a rate is shown as it is.
    """
    region = _region(choices.place)
    said = words(snapshot, choices.indicator)
    measure = measure_of(choices.indicator, said["unit"])
    scale = _scale(measure, said["unit"])
    series = [(dep, shown(snapshot, choices.ask(place=dep))) for dep in _departements(region)]
    table = pl.DataFrame(
        [_row(dep, each, scale, measure) for dep, each in series],
        schema={"place": pl.String, "label": pl.String, "date": pl.Date, "value": pl.Float64,
                "status": pl.String},
        orient="row",
    )  # fmt: skip
    title = _title(said["label"], table, scale)

    def draw(look: Look) -> Chart:
        own = Settings.from_environment().outlines
        drawn = territory_map(
            table, look, classes=scale.classes, unit=str(scale.unit), outlines=own
        )
        return described(drawn, title)

    known = [each for _, each in series if each.known_at is not None]
    return Figure(
        title=title,
        subtitle=f"{said['label']} – {formats.place(region)} – {scale.unit}",
        statement=title,
        source=sourced(known[-1]) if known else "",
        table=table,
        draw=draw,
    )


def _region(place: str) -> str:
    """Return the région of a place; the territory's own for the nation."""
    return place if place.startswith("reg:") else places().parents(place).get("reg", REGION)


def _scale(measure: Measure, unit: str) -> _Scale:
    if measure == "share":
        return _Scale(Text(unit, unit), SHARE_CLASSES, per_head=False)
    if measure == "per_head":
        return _Scale(Text(unit, unit), RATE_CLASSES, per_head=False)
    if measure == "stock":
        words_ = Text("pour 100 000 habitants, dernier jour", "per 100,000 inhabitants, last day")
        return _Scale(words_, RATE_CLASSES, per_head=True)
    words_ = Text("pour 100 000 habitants en 7 jours", "per 100,000 inhabitants in 7 days")
    return _Scale(words_, RATE_CLASSES, per_head=True)


def _row(
    dep: str, series: Shown, scale: _Scale, measure: Measure
) -> tuple[str, str, object, float | None, str]:
    state = finding(series, measure=measure)
    people = places().population(dep)
    if state.now is None or (scale.per_head and not people):
        return dep, formats.place(dep), state.day, None, _why(series, state.status)
    value = state.now * PER / people if scale.per_head and people else state.now
    return dep, formats.place(dep), state.day, round(value, 1), "ok"


def _why(series: Shown, status: str) -> str:
    """Return why there is no figure: of the seven days, the first that lacks one says it."""
    blank = series.solid.tail(7).filter(pl.col("value").is_null())
    return status if blank.is_empty() else str(blank["status"][0])


def _departements(region: str) -> list[str]:
    frame = places().frame.filter((pl.col("level") == "dep") & (pl.col("reg") == region))
    return frame["place"].sort().to_list()


def _title(label: str, table: pl.DataFrame, scale: _Scale) -> str:
    known = table.filter(pl.col("value").is_not_null()).sort("value", descending=True)
    if known.is_empty():
        return str(Text(f"{label} : aucun chiffre par département",
                        f"{label}: no figure by département"))  # fmt: skip
    top = known.row(0, named=True)
    value = formats.number(top["value"])
    return str(
        Text(
            f"{label} : le plus haut en {top['label']} ({value} {scale.unit.fr})",
            f"{label}: highest in {top['label']} ({value} {scale.unit.en})",
        )
    )
