"""A row about a person's event becomes one fact per moment that it tells."""

from itertools import pairwise

import polars as pl

from argos.core.contract import Contract, FieldOf
from argos.ingest.unfold.counts import NAME
from argos.ingest.unfold.keys import fact_name


def facts_of_moments(frame: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Unfold rows of events: a moment whose date is blank is not (yet) said.

    Args:
        frame: typed rows with their key; ``subject`` (Binary) once persons are identified.
        contract: the feed's contract.

    Returns:
        The facts, without identifiers but with ``NAME``.

    """
    shared = [
        *(pl.col(name) for name in ("row", "sheet", "place", "codes", "attributes")),
        *_ages(contract),
        _sex(contract).alias("sex"),
        (pl.col("subject") if "subject" in frame.columns else pl.lit(None, pl.Binary)).alias(
            "subject"
        ),
        pl.lit(1.0).alias("value"),
        pl.lit("ok").alias("status"),
    ]
    parts = [
        frame.lazy()
        .filter(pl.col(moment.date).is_not_null())
        .select(
            *shared,
            pl.col(moment.date).alias("occurred_on"),
            pl.lit(moment.measure).alias("measure"),
            fact_name(contract, moment.measure).alias(NAME),
        )
        for moment in contract.moments
    ]
    return pl.concat(parts).collect(engine="in-memory")


def names_of_moments(frame: pl.DataFrame, contract: Contract) -> pl.Series:
    """Return what the facts of rows are called, null where the key could not be read."""
    return pl.concat(
        [
            frame.select(fact_name(contract, moment.measure)).to_series()
            for moment in contract.moments
        ]
    )


def band_of(years: pl.Expr, bands: list[int]) -> pl.Expr:
    """Return the class of an age in years, null below the first one.

    >>> pl.select(band_of(pl.lit(20), [0, 15, 75])).item()
    '15-74'
    """
    labels = [f"{low:02d}-{high - 1:02d}" for low, high in pairwise(bands)] + [f"{bands[-1]:02d}+"]
    named = pl.lit(None, pl.String)
    for low, label in zip(bands, labels, strict=True):
        named = pl.when(years >= low).then(pl.lit(label)).otherwise(named)
    return named


def _ages(contract: Contract) -> list[pl.Expr]:
    """Return ``age`` and ``age_band``, as fine as the contract allows and no finer."""
    exact, bands = pl.lit(None, pl.Int16), [pl.col(f.name) for f in contract.with_role("age_band")]
    for field in contract.with_role("age"):
        exact, bands = _age(field, bands)
    return [exact.alias("age"), pl.coalesce(pl.lit(None, pl.String), *bands).alias("age_band")]


def _age(field: FieldOf, bands: list[pl.Expr]) -> tuple[pl.Expr, list[pl.Expr]]:
    years = pl.col(field.name)
    if field.keep == "exact":
        return years.cast(pl.Int16), bands
    return pl.lit(None, pl.Int16), [*bands, band_of(years, field.bands)]


def _sex(contract: Contract) -> pl.Expr:
    fields = contract.with_role("sex")
    return pl.coalesce(*(pl.col(field.name) for field in fields), pl.lit("unknown"))
