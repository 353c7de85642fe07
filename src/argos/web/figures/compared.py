"""The figure of several series over each other, or of the ratio of two."""

import polars as pl

from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web import charts
from argos.web.charts.compared import Kind
from argos.web.charts.look import Look
from argos.web.charts.render import Chart, described
from argos.web.choices import Choices
from argos.web.figures.figure import Figure, words
from argos.web.figures.series import recent, sourced
from argos.web.findings import finding
from argos.web.frames import Shown, shown
from argos.web.measures import measure_of
from argos.web.several import One, several

COLUMNS = ("series", "date", "value", "mean", "status", "provisional")
SCHEMA = pl.Schema(dict(zip(
    COLUMNS, (pl.String, pl.Date, pl.Float64, pl.Float64, pl.String, pl.Boolean), strict=True,
)))  # fmt: skip
PER = 100  # a ratio says how many of the first for 100 of the second
Drawn = tuple[str, One, Shown]


def compared(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return every chosen series on one axis or two, or the ratio of the first two.

    Raises:
        UsageError: see ``Snapshot.series`` and ``several``.

    """
    ones = several(choices)
    first = recent(choices, shown(snapshot, ones[0].choices.ask(first=None, last=None))).first
    names = named(snapshot, ones)
    drawn = [
        (name, one, shown(snapshot, one.choices.but(first=first).ask()))
        for name, one in zip(names, ones, strict=True)
    ]
    if choices.ratio and len(drawn) > 1:
        return _ratio(choices, drawn)
    return _over_each_other(snapshot, choices, drawn)


def named(snapshot: Snapshot, ones: list[One]) -> list[str]:
    """Return a name for each series that tells it from the others, and is no longer than need be.

    Two series asked alike are told apart by a number.
    """
    labels = [words(snapshot, one.choices.indicator)["label"] for one in ones]
    wheres = [one.where for one in ones]
    if len(set(wheres)) == 1 and len(set(labels)) == len(ones):
        return labels
    if len(set(labels)) == 1 and len(set(wheres)) == len(ones):
        return wheres
    whole = [f"{label}, {where}" for label, where in zip(labels, wheres, strict=True)]
    return [
        name if whole.count(name) == 1 else f"{name} ({whole[: n + 1].count(name)})"
        for n, name in enumerate(whole)
    ]


def ratio_of(above: pl.DataFrame, below: pl.DataFrame) -> pl.DataFrame:
    """Return how many of one series for 100 of another, by value and by 7-day mean.

    Nothing divided by zero, and nothing of a day on which either is not known: that day has the
    status of the one that lacks.
    """
    joined: pl.DataFrame = above.join(below, on="date", how="inner", suffix="_below")
    known = pl.col("value").is_not_null() & (pl.col("value_below") > 0)
    return joined.select(
        "date",
        value=pl.when(known).then(PER * pl.col("value") / pl.col("value_below")),
        mean=pl.when(pl.col("mean_below") > 0).then(
            PER * pl.col("mean") / pl.col("mean_below")
        ),
        status=pl.when(known).then(pl.lit("ok"))
        .when(pl.col("value").is_null()).then("status")
        .when(pl.col("value_below").is_null()).then("status_below")
        .otherwise(pl.lit("not_interpretable")),
        provisional=pl.col("provisional") | pl.col("provisional_below"),
    )  # fmt: skip


def _over_each_other(snapshot: Snapshot, choices: Choices, drawn: list[Drawn]) -> Figure:
    units = [words(snapshot, one.choices.indicator)["unit"] for _, one, _ in drawn]
    right = [name for name, one, _ in drawn if one.right]
    sides = [_joined(units, drawn, right=side) for side in (False, True)]
    statement = ". ".join(
        f"{name} : {finding(each, measure=measure_of(one.choices.indicator, unit)).sentence}"
        for (name, one, each), unit in zip(drawn, units, strict=True)
    )
    return _figure(
        choices, drawn, _stacked(drawn), statement, units=[s for s in sides if s], right=right
    )


def _ratio(choices: Choices, drawn: list[Drawn]) -> Figure:
    (top, one, above), (bottom, _, below) = drawn[:2]
    name = f"{top} / {bottom}"
    table = ratio_of(above.frame, below.frame)
    solid = Shown(above.ask, table, above.known_at, above.settled, above.measured)
    smooth = table.with_columns(value=pl.coalesce("mean", "value"))
    weeks = Shown(above.ask, smooth, above.known_at, above.settled, above.measured)
    statement = f"{name} : {finding(weeks, measure='share').sentence}"
    unit = str(Text(f"pour {PER} de la seconde", f"for {PER} of the second"))
    return _figure(choices, [(name, one, solid)], _stacked([(name, one, solid)]), statement,
                   units=[unit], right=[], sources=drawn[:2])  # fmt: skip


def _figure(
    choices: Choices, drawn: list[Drawn], table: pl.DataFrame, statement: str, *,
    units: list[str], right: list[str], sources: list[Drawn] | None = None,
) -> Figure:  # fmt: skip
    names = [name for name, _, _ in drawn]
    kind: Kind = choices.kind  # type: ignore[assignment]

    def draw(look: Look) -> Chart:
        parts = [table.filter(pl.col("series") == name) for name in names]
        chart = charts.compared(
            pl.concat(parts), look, kind=kind, units=units, second_axis=right
        )  # fmt: skip
        return described(chart, statement)

    said = [sourced(each) for _, _, each in sources or drawn]
    return Figure(
        title=choices.name or statement.split(". ", 1)[0],
        subtitle=" – ".join([*names, *units]),
        statement=statement,
        source=" ".join(dict.fromkeys(each for each in said if each)),
        table=table,
        draw=draw,
    )


def _joined(units: list[str], drawn: list[Drawn], *, right: bool) -> str:
    mine = [unit for unit, (_, one, _) in zip(units, drawn, strict=True) if one.right == right]
    return " / ".join(dict.fromkeys(mine))


def _stacked(drawn: list[Drawn]) -> pl.DataFrame:
    """Return all series below each other by day, so that a table shows the last days of each."""
    frames = [
        each.frame.with_columns(series=pl.lit(name)).select(
            pl.col(c).cast(SCHEMA[c]) for c in COLUMNS
        )
        for name, _, each in drawn
    ]
    stacked = pl.concat([pl.DataFrame(schema=SCHEMA), *frames])
    return stacked.sort("date", maintain_order=True)
