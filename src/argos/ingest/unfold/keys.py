"""The key of an event, and the identifier that is made of it.

``event_id`` is BLAKE2b, keyed with a secret that never rotates, 16 bytes, over the feed, the parts
of the key and the measure, joined by the unit separator. No trait of a person is part of it.
"""

from hashlib import blake2b

import polars as pl

from argos.core.contract import Contract, Role

SEPARATOR = "\x1f"
KEY = "\x1fkey"  # the column of a row's key, null where a part of it could not be read
SIZE = 16  # bytes
ALL = "all"


def event_ids(names: pl.Series, secret: bytes) -> pl.Series:
    """Return the identifiers of facts.

    Args:
        names: what each fact is called, from ``fact_name``.
        secret: the key, at most 64 bytes.

    """
    start = blake2b(key=secret, digest_size=SIZE)

    def identify(name: bytes) -> bytes:
        digest = start.copy()
        digest.update(name)
        return digest.digest()

    encoded = names.cast(pl.Binary).to_list()
    return pl.Series("event_id", list(map(identify, encoded)), dtype=pl.Binary)


def fact_name(contract: Contract, measure: str, sex: pl.Expr | None = None) -> pl.Expr:
    """Return what a row's fact is called: feed, key, sex (of a count), measure."""
    parts = [pl.lit(contract.feed), pl.col(KEY), pl.lit(measure)]
    return pl.concat_str(parts if sex is None else [*parts[:2], sex, parts[2]], separator=SEPARATOR)


def key_shape(contract: Contract) -> str:
    """Return what the key of a feed's facts is made of; another shape would double every fact."""
    units = [field.name for field in contract.with_role("unit")]
    if contract.is_count:
        return "+".join(["place", contract.period, "age_band", "sex", *units])
    return "+".join([field.name for field in contract.with_role("key")] + units)


def with_key(frame: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add the key of each row, and for counts ``occurred_on``, ``age_band``, ``sex``.

    The key of a count is its place, period, day, class of ages and unit; its sex follows where
    it is the row's, and else each figure has its own. The key of an event is the contract's key
    fields and the unit, since each laboratory numbers its own.

    """
    units = [pl.col(field.name) for field in contract.with_role("unit")]
    if not contract.is_count:
        parts = [pl.col(field.name) for field in contract.with_role("key")]
        return frame.with_columns(_joined([*parts, *units]))
    days = [pl.col(field.name) for field in contract.with_role("date")]
    named = frame.with_columns(
        pl.coalesce(days).alias("occurred_on"),
        _class(contract, "age_band"),
        _class(contract, "sex"),
    )
    parts = [pl.col("place"), pl.lit(contract.period), pl.col("occurred_on"), pl.col("age_band")]
    return named.with_columns(_joined([*parts, *units]))


def key_of_twins(contract: Contract) -> pl.Expr:
    """Return what only one row of a file may have: the key, and the sex where the row has one."""
    return pl.concat_str([KEY, "sex"], separator=SEPARATOR) if contract.is_count else pl.col(KEY)


def _joined(parts: list[pl.Expr]) -> pl.Expr:
    return pl.concat_str([part.cast(pl.String) for part in parts], separator=SEPARATOR).alias(KEY)


def _class(contract: Contract, role: Role) -> pl.Expr:
    fields = contract.with_role(role)
    return (pl.col(fields[0].name) if fields else pl.lit(ALL)).alias(role)
