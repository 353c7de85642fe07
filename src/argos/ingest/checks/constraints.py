"""The constraints of Table Schema, as expressions that are true where a value breaks them."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from argos.core.contract import Contract, FieldOf
from argos.ingest.checks.columns import text
from argos.ingest.checks.fault import Fault
from argos.ingest.checks.typing import day, kept_text, number

OLDEST = 130  # years; an age above is a mistake whatever the contract says


def broken(field: FieldOf, contract: Contract) -> Iterator[Fault]:
    """Return the constraints of a field that its values can break; ``required`` is apart."""
    rules = field.constraints
    spelled = kept_text(text(field), field, contract)
    if rules.enum is not None:
        allowed = pl.Series(rules.enum, dtype=pl.String).implode()
        listed = spelled.is_in(allowed) | text(field).is_in(allowed)
        yield Fault(field.name, "NOT_IN_LIST", ~listed, ", ".join(rules.enum))
    if rules.pattern is not None:
        whole = text(field).str.contains(f"^(?:{rules.pattern})$")
        yield Fault(field.name, "BAD_PATTERN", ~whole, rules.pattern)
    yield from _lengths(field)
    yield from _bounds(field, contract)


def _lengths(field: FieldOf) -> Iterator[Fault]:
    least, most = field.constraints.minLength, field.constraints.maxLength
    if least is None and most is None:
        return
    length = text(field).str.len_chars()
    outside = (length < (least or 0)) | (length > most if most is not None else pl.lit(False))
    yield Fault(field.name, "BAD_LENGTH", outside, _range(least, most))


def _bounds(field: FieldOf, contract: Contract) -> Iterator[Fault]:
    least, most = field.constraints.minimum, field.constraints.maximum
    if field.role == "age":
        least, most = 0 if least is None else least, OLDEST if most is None else most
    if least is None and most is None:
        return
    dated = any(isinstance(bound, date) for bound in (least, most))
    value = day(text(field), field.formats) if dated else number(text(field), contract)
    below = value < least if least is not None else pl.lit(False)
    above = value > most if most is not None else pl.lit(False)
    yield Fault(field.name, "OUT_OF_RANGE", below | above, _range(least, most))


def _range(least: object, most: object) -> str:
    return f"{'' if least is None else least} … {'' if most is None else most}".strip()
