"""Rates and ratios: made from released figures, never from counts."""

from collections.abc import Mapping
from functools import reduce

import polars as pl

from argos.outputs.tables import EVERY
from argos.publish import rule
from argos.publish.cube import CELL
from argos.publish.indicators import Indicator, Ratio

FIGURE = [*CELL, "value", "status", "known_from"]
OTHER = [name for name in CELL if name != "indicator"]
PART = -1  # the rank of a part of a source, which has none
BY = [*OTHER, "source_rank", "rounded"]


def ratio(figures: pl.DataFrame, name: str, of: Ratio) -> pl.DataFrame:
    """Return the quotient of two indicators, once each time that it changes.

    Where one of the two has no figure, its status is the quotient's; nothing can be said of a day
    on which there was nothing to divide by.

    Args:
        figures: `FIGURE` and source_rank, the whole history of both indicators.
        name: the new indicator.
        of: what is divided by what.

    """
    sides = [_side(figures, each) for each in (of.numerator, of.denominator)]
    instants = pl.concat([side.select(*BY, "known_from") for side in sides]).unique()
    both = reduce(_as_known, sides, instants.sort("known_from"))
    there = both.filter(
        pl.all_horizontal(
            pl.col(f"status {each}").is_not_null() for each in (of.numerator, of.denominator)
        )
        | _breakdown()
    )
    return _changes(_divided(there, of).with_columns(indicator=pl.lit(name)))


def _side(figures: pl.DataFrame, name: str) -> pl.DataFrame:
    ranked = figures.with_columns(pl.col("source_rank").fill_null(PART))
    own = ranked.filter(pl.col("indicator") == name).sort("known_from")
    renamed = {"value": f"value {name}", "status": f"status {name}"}
    return own.select(*BY, "known_from", "value", "status").rename(renamed)


def _as_known(instants: pl.DataFrame, side: pl.DataFrame) -> pl.DataFrame:
    return instants.join_asof(
        side, on="known_from", by=BY, check_sortedness=False, strategy="backward"
    )


def _breakdown() -> pl.Expr:
    every = (pl.col(name).str.ends_with(EVERY) for name in ("age", "sex", "partner"))
    return pl.any_horizontal(*every)


def _divided(both: pl.DataFrame, of: Ratio) -> pl.DataFrame:
    above, below = (pl.col(f"value {each}") for each in (of.numerator, of.denominator))
    states = [pl.col(f"status {each}").fill_null("ok") for each in (of.denominator, of.numerator)]
    missing = pl.coalesce(pl.when(state != "ok").then(state) for state in states)
    empty = pl.when((below == 0) & ~_breakdown()).then(pl.lit("not_interpretable"))
    # A provisional figure is still a figure.
    usable = above.is_not_null() & below.is_not_null()
    status = pl.coalesce(empty, missing, pl.lit("ok"))
    value = pl.when(usable & (below != 0)).then(above * of.per / below)
    return both.with_columns(value=value, status=status)


def _changes(figures: pl.DataFrame) -> pl.DataFrame:
    ordered = figures.sort("known_from")
    first = pl.int_range(pl.len()).over(BY) == 0
    same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(name).shift(1).over(BY)) for name in ("value", "status")
    )
    kept = ordered.filter(first | ~same)
    rank = pl.col("source_rank")
    return kept.with_columns(source_rank=pl.when(rank != PART).then(rank)).select(*FIGURE, *BY[-2:])


def rate(figures: pl.DataFrame, populations: Mapping[str, int], per: float) -> pl.DataFrame:
    """Return sums for so many inhabitants; a place of unknown population has no rate."""
    known = pl.DataFrame(
        {"place": list(populations), "inhabitants": list(populations.values())},
        schema={"place": pl.String, "inhabitants": pl.Int64},
    )
    joined = figures.join(known.filter(pl.col("inhabitants") > 0), on="place")
    value = pl.col("value") * per / pl.col("inhabitants")
    return joined.with_columns(value=value).drop("inhabitants")


def sums_behind(
    rates: pl.DataFrame, how: Indicator, populations: Mapping[str, int]
) -> pl.DataFrame:
    """Turn published rates back into the rounded sums that they were made from.

    Args:
        rates: `CELL`, value, of the rate that ``how`` declares.
        how: the rate.
        populations: inhabitants by place.

    """
    per, of = (how.rate.per, how.rate.of) if how.rate else (1.0, how.id)
    people = pl.col("place").replace_strict(populations, default=None, return_dtype=pl.Int64)
    sums = (pl.col("value") * people / per / rule.BASE).round() * rule.BASE
    return rates.with_columns(sums, indicator=pl.lit(of), period=pl.lit("window"))
