"""Which cell of the cube is a sum of which: the equations that an attacker can write down.

A total is the sum of its ages, of its sexes, of its partners; a place of the places in it; a week
or a sliding window of its days; an indicator is a part of another; who is present at the end of a
day is who was, and came, and did not leave.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from argos.publish.cube import ALL, CELL, DAYS_OF_WEEK, UNKNOWN, ancestors, week_end

LEVELS = (("reg", "fra"), ("dep", "reg"), ("com", "epci"), ("epci", "dep"), ("com", "dep"))
SEXES = ("f", "m")


@dataclass(frozen=True)
class Moves:
    """Which indicators say who comes to a census and who leaves it, where any does.

    Attributes:
        arrivals: those who come; moves inside the census may be left out.
        departures: some of those who leave.

    """

    arrivals: str | None = None
    departures: str | None = None

    @property
    def both(self) -> tuple[str, ...]:
        """The indicators that there are."""
        return tuple(each for each in (self.arrivals, self.departures) if each)


@dataclass(frozen=True)
class Structure:
    """What is known of a source besides figures.

    Attributes:
        partner: the name of the whole source.
        ages: the age classes of each indicator, the unknown age left out.
        parts: names of the partners and units that the source is the sum of, if several.
        part_of: indicator to the indicator of which it is a part.
        moves: of each indicator that is a census (who is present at the end of a day; its week is
            its last day), who comes and who leaves.
        begins: the first day of a census, before which nobody was present.
        window_days: length of the sliding windows.

    """

    partner: str
    ages: Mapping[str, Sequence[str]]
    part_of: Mapping[str, str]
    parts: tuple[str, ...] = ()
    moves: Mapping[str, Moves] = field(default_factory=dict)
    begins: date | None = None
    window_days: int = DAYS_OF_WEEK

    @property
    def moving(self) -> list[str]:
        """The censuses, and the indicators of who comes and leaves."""
        named = (name for census, each in self.moves.items() for name in (census, *each.both))
        return sorted(set(named))


def links(cells: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Return every pair of a cell and a cell that is a sum of which it is a term.

    Args:
        cells: cell (number), `CELL`.
        structure: what is known besides.

    Returns:
        rule (one a kind of sum), child, parent (numbers of cells), sign (the term's), expected: how
        many terms a complete parent has, extra: a term that is not among those, strict: whether the
        rule says nothing without them all, loose: whether something more may be left to the parent.

    """
    kinds = [
        _ages(cells, structure),
        _sexes(cells),
        _partners(cells, structure),
        _weeks(cells, structure),
        _windows(cells, structure),
        *(_inside(cells, level, above) for level, above in LEVELS),
        _differences(cells, structure),
        *(_part(cells, part, whole) for part, whole in structure.part_of.items()),
        *(_moves(cells, census, moves, structure) for census, moves in structure.moves.items()),
    ]
    return pl.concat(
        _to_parents(cells, children, pl.lit(rule, pl.Int64)) for rule, children in enumerate(kinds)
    )


def insiders(structure: Structure) -> pl.Expr:
    """Return the partner whose own count a cell is, null for a sum over partners."""
    return pl.when(pl.col("partner").is_in(list(structure.parts))).then("partner")


def _to_parents(cells: pl.DataFrame, children: pl.DataFrame, rule: pl.Expr) -> pl.DataFrame:
    """Join children, renamed as their parent, to the parent's cell; without one they fall out."""
    no = pl.lit(value=False)
    plain = {"sign": pl.lit(1), "extra": no, "strict": no, "loose": no}
    added = [value.alias(name) for name, value in plain.items() if name not in children.columns]
    named = children.with_columns(*added).rename({"cell": "child"})
    found = named.join(cells.select(*CELL, parent="cell"), on=CELL)
    numbers = (pl.col(name).cast(pl.Int64) for name in ("sign", "expected"))
    return found.select(rule.alias("rule"), "child", "parent", *numbers, "extra", "strict", "loose")


def _ages(cells: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    children = cells.filter(pl.col("age") != ALL)
    sizes = {name: len(ages) for name, ages in structure.ages.items()}
    expected = pl.col("indicator").replace_strict(sizes, return_dtype=pl.Int64)
    return children.with_columns(expected=expected, extra=pl.col("age") == UNKNOWN, age=pl.lit(ALL))


def _sexes(cells: pl.DataFrame) -> pl.DataFrame:
    children = cells.filter(pl.col("sex") != ALL)
    return children.with_columns(
        expected=pl.lit(len(SEXES)), extra=pl.col("sex") == UNKNOWN, sex=pl.lit(ALL)
    )


def _partners(cells: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Units add up to their partner, partners to the whole source."""
    above = {part: _whole_of(part, structure) for part in structure.parts}
    sizes = Counter(above.values())
    table = pl.DataFrame(
        [(part, whole, sizes[whole]) for part, whole in above.items()],
        schema={"partner": pl.String, "whole": pl.String, "expected": pl.Int64},
        orient="row",
    )
    return cells.join(table, on="partner").with_columns(partner=pl.col("whole"))


def _whole_of(part: str, structure: Structure) -> str:
    head, _, unit = part.partition("/")
    return head if unit and head in structure.parts else structure.partner


def _weeks(cells: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    census = pl.col("indicator").is_in(sorted(structure.moves))
    sunday = pl.col("date") == week_end(pl.col("date"))
    children = cells.filter((pl.col("period") == "day") & (~census | sunday))
    return children.with_columns(
        expected=pl.when(census).then(1).otherwise(DAYS_OF_WEEK),
        period=pl.lit("week"),
        date=week_end(pl.col("date")),
    )


def _windows(cells: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    shifts = pl.DataFrame({"shift": range(structure.window_days)})
    sliding = cells.filter(pl.col("period") == "window")["indicator"].unique()
    daily = (pl.col("period") == "day") & pl.col("indicator").is_in(sliding.implode())
    return (
        cells.filter(daily)
        .join(shifts, how="cross")
        .with_columns(
            expected=pl.lit(structure.window_days),
            period=pl.lit("window"),
            date=pl.col("date") + pl.duration(days="shift"),
        )
    )


def _differences(cells: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Return the terms of a window: the window of the day before, and the days gained and lost.

    What two windows share cancels out, so their difference is known even if no day between is.
    """
    sliding = cells.filter(pl.col("period") == "window")["indicator"].unique()
    daily = cells.filter((pl.col("period") == "day") & pl.col("indicator").is_in(sliding.implode()))
    lasting = structure.window_days
    terms = [
        (cells.filter(pl.col("period") == "window"), 1, 1),
        (daily, 0, 1),
        (daily, lasting, -1),
    ]
    moved = [
        frame.with_columns(
            period=pl.lit("window"), date=pl.col("date") + pl.duration(days=days), sign=pl.lit(sign)
        )
        for frame, days, sign in terms
    ]
    return pl.concat(moved).with_columns(expected=pl.lit(len(terms)), strict=pl.lit(value=True))


def _inside(cells: pl.DataFrame, level: str, above: str) -> pl.DataFrame:
    known = ancestors().filter(pl.col("place").str.starts_with(f"{level}:"))
    whole = pl.lit("fra") if above == "fra" else pl.col(above)
    held = known.select("place", above=whole).drop_nulls()
    expected = pl.col("place").n_unique().over("above")
    children = cells.join(held.with_columns(expected=expected), on="place")
    return children.with_columns(place=pl.col("above"))


def _part(cells: pl.DataFrame, part: str, whole: str) -> pl.DataFrame:
    children = cells.filter(pl.col("indicator") == part)
    return children.with_columns(
        indicator=pl.lit(whole), expected=pl.lit(1), loose=pl.lit(value=True)
    )


def _moves(cells: pl.DataFrame, census: str, moves: Moves, structure: Structure) -> pl.DataFrame:
    """Return the terms of who arrived: who is present, less who was, and some of who left.

    ``arrivals = present - present before + departures + others who left``. Before the first day
    nobody was present.
    """
    present = cells.filter(pl.col("indicator") == census)
    step = pl.when(pl.col("period") == "week").then(DAYS_OF_WEEK).otherwise(1)
    later = present.with_columns(date=pl.col("date") + pl.duration(days=step), sign=pl.lit(-1))
    left = cells.filter(pl.col("indicator") == (moves.departures or ""))
    opening = pl.lit(structure.begins).is_between(
        pl.col("date") - pl.duration(days=step - 1), "date"
    )
    terms = [
        (present.with_columns(sign=pl.lit(1)), False),
        (later, False),
        (left.with_columns(sign=pl.lit(1)), True),
    ]
    whole = pl.concat([frame.with_columns(extra=pl.lit(extra)) for frame, extra in terms])
    return whole.with_columns(
        indicator=pl.lit(moves.arrivals or ""),
        expected=pl.when(opening.fill_null(value=False)).then(1).otherwise(2),
        strict=pl.lit(value=True),
        loose=pl.lit(value=True),
    )
