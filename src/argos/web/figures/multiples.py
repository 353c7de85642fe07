"""The figure of small multiples: one series by place, age, sex or partner, side by side."""

import polars as pl

from argos.core.language import Text
from argos.core.places import places
from argos.core.schema import SEXES
from argos.outputs.snapshot import Snapshot
from argos.web import charts, formats
from argos.web.charts.look import Look
from argos.web.charts.render import Chart, described
from argos.web.choices import Choices
from argos.web.figures.figure import Figure, who_where, words
from argos.web.figures.series import recent, sourced, weekly
from argos.web.findings import finding
from argos.web.frames import Shown, shown
from argos.web.measures import Measure, measure_of

MOST = 16  # panels
COLUMNS = ("panel", "date", "value", "mean", "status", "provisional")
SCHEMA = pl.Schema(dict(zip(
    COLUMNS, (pl.String, pl.Date, pl.Float64, pl.Float64, pl.String, pl.Boolean), strict=True,
)))  # fmt: skip


def multiples(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return a panel for each part of what ``by`` names (place, where nothing is chosen).

    Raises:
        UsageError: see ``Snapshot.series``.

    """
    said = words(snapshot, choices.indicator)
    measure = measure_of(choices.indicator, said["unit"])
    parts = _parts(snapshot, choices)
    drawn = [(name, shown(snapshot, recent(each, series).ask())) for name, each, series in parts]
    table = _table(drawn)
    title = _title(said["label"], [(name, series) for name, _, series in parts], measure)

    def draw(look: Look) -> Chart:
        chart = charts.multiples(
            table, look, unit=said["unit"], shared=choices.axis == "shared",
            period="week" if any(weekly(each.frame) for _, each in drawn) else "day",
        )  # fmt: skip
        return described(chart, title)

    known = [each for _, each in drawn if each.known_at is not None]
    return Figure(
        title, f"{said['label']} – {who_where(choices)} – {said['unit']}", title,
        sourced(known[-1]) if known else "", table, draw,
    )  # fmt: skip


def divided(snapshot: Snapshot, choices: Choices) -> list[tuple[str, Choices]]:
    """Return the name and the choices of each part of what ``by`` names."""
    if choices.by == "age":
        row = snapshot.labels.row(by_predicate=pl.col("indicator") == choices.indicator, named=True)
        return [(formats.age(each), choices.but(age=each)) for each in row["ages"]]
    if choices.by == "sex":
        return [(formats.sex(each), choices.but(sex=each)) for each in SEXES if each != "all"]
    if choices.by == "partner":
        found = snapshot.rows(choices.indicator, choices.place)["partner"].unique().sort()
        named = [each for each in found if not each.endswith("/*")]
        return [(formats.partner(each), choices.but(partner=each)) for each in named]
    return [(formats.place(each), choices.but(place=each)) for each in _below(snapshot, choices)]


def _below(snapshot: Snapshot, choices: Choices) -> list[str]:
    """Return the départements of a place's région (of the nation: its régions) with figures."""
    above = {**places().parents(choices.place), choices.place.split(":")[0]: choices.place}
    region = above.get("reg")
    if region is None:
        level, inside = "reg", pl.lit(value=True)
    else:
        level, inside = "dep", pl.col("reg") == region
    frame = places().frame.filter((pl.col("level") == level) & inside).sort("place")
    return [each for each in frame["place"] if each in snapshot.places(choices.indicator)]


def _parts(snapshot: Snapshot, choices: Choices) -> list[tuple[str, Choices, Shown]]:
    every = [
        (name, each, shown(snapshot, each.ask(first=None)))
        for name, each in divided(snapshot, choices)
    ]
    return [part for part in every if not part[2].frame.is_empty()][:MOST]


def _table(drawn: list[tuple[str, Shown]]) -> pl.DataFrame:
    frames = [
        each.frame.with_columns(panel=pl.lit(name)).select(
            pl.col(c).cast(SCHEMA[c]) for c in COLUMNS
        )
        for name, each in drawn
    ]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *frames])


def _title(label: str, parts: list[tuple[str, Shown]], measure: Measure) -> str:
    """Say where it rises, the largest change first."""
    states = [(name, finding(series, measure=measure)) for name, series in parts]
    rising = sorted(
        (each for each in states if each[1].direction == "rising"),
        key=lambda each: -(each[1].change or 0.0),
    )
    if not parts:
        return str(Text(f"{label} : rien n'est publié dans ce détail",
                        f"{label}: nothing is published in this detail"))  # fmt: skip
    if not rising:
        return str(Text(f"{label} : rien ne monte nettement sur 7 jours",
                        f"{label}: nothing is clearly rising over 7 days"))  # fmt: skip
    named = " ; ".join(f"{name}, {state.sentence}" for name, state in rising[:3])
    return str(Text(f"{label}, en hausse : {named}", f"{label}, rising: {named}"))
