"""Which cell of the cube is a sum of which: the equations that an attacker can write down.

A total is the sum of its ages, of its sexes, of its partners; a place of the places in it; a week
or a sliding window of its days; an indicator is a part of another.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from argos.publish.cube import ALL, CELL, DAYS_OF_WEEK, UNKNOWN, ancestors, week_end

LEVELS = (("reg", "fra"), ("dep", "reg"), ("com", "epci"), ("epci", "dep"), ("com", "dep"))
SEXES = ("f", "m")
UNBOUNDED_CHILDREN = 1_000_000  # less so many are expected: what is left is one count of any size


@dataclass(frozen=True)
class Structure:
    """What is known of a source besides figures.

    Attributes:
        partner: the name of the whole source.
        ages: the age classes of each indicator, the unknown age left out.
        parts: names of the partners and units that the source is the sum of, if several.
        part_of: indicator to the indicator of which it is a part.
        census: indicators whose week is its last day, not the sum of its days.
        window_days: length of the sliding windows.

    """

    partner: str
    ages: Mapping[str, Sequence[str]]
    part_of: Mapping[str, str]
    parts: tuple[str, ...] = ()
    census: frozenset[str] = frozenset()
    window_days: int = DAYS_OF_WEEK


def links(cells: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Return every pair of a cell and a cell that is a sum of which it is a term.

    Args:
        cells: cell (number), `CELL`.
        structure: what is known besides.

    Returns:
        rule (one a kind of sum), child, parent (numbers of cells), sign (the term's), expected: how
        many terms a complete parent has, extra: a term that is not among those, strict: whether the
        rule says nothing without them all.

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
    ]
    return pl.concat(
        _to_parents(cells, children, pl.lit(rule, pl.Int64)) for rule, children in enumerate(kinds)
    )


def insiders(structure: Structure) -> pl.Expr:
    """Return the partner whose own count a cell is, null for a sum over partners."""
    return pl.when(pl.col("partner").is_in(list(structure.parts))).then("partner")


def _to_parents(cells: pl.DataFrame, children: pl.DataFrame, rule: pl.Expr) -> pl.DataFrame:
    """Join children, renamed as their parent, to the parent's cell; without one they fall out."""
    plain = {"sign": pl.lit(1), "extra": pl.lit(value=False), "strict": pl.lit(value=False)}
    added = [value.alias(name) for name, value in plain.items() if name not in children.columns]
    named = children.with_columns(*added).rename({"cell": "child"})
    found = named.join(cells.select(*CELL, parent="cell"), on=CELL)
    numbers = (pl.col(name).cast(pl.Int64) for name in ("sign", "expected"))
    return found.select(rule.alias("rule"), "child", "parent", *numbers, "extra", "strict")


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
    census = pl.col("indicator").is_in(sorted(structure.census))
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
    return children.with_columns(indicator=pl.lit(whole), expected=pl.lit(-UNBOUNDED_CHILDREN))
