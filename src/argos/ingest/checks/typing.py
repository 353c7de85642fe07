"""From the strings of a file to types: numbers, booleans, days, codes, places.

Every expression gives null for what it cannot read; ``faults`` tells why.
"""

from collections.abc import Callable, Mapping

import polars as pl

from argos.core.calendar import week_end_of
from argos.core.clock import PARIS
from argos.core.contract import Contract, FieldOf
from argos.core.places import places

TRUE, FALSE = ("true", "1"), ("false", "0")
SEXES = {sex: sex for sex in ("f", "m", "unknown", "all")}
AGE_BAND = r"^(all|\d{2,3}-\d{2,3}|\d{2,3}\+)$"
_NUMBER = r"^[+-]?\d+(\.\d*)?([eE][+-]?\d{1,3})?$"
_DIGITS = r"^[+-]?[0-9]+$"
_ONE_OR_THOUSAND = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"
_ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
_ISO_LOCAL = r"^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?$"
_ISO_OFFSET = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$"
_WITH_TIME = ("%H", "%I", "%T", "%R", "%s", "%c")


def number(text: pl.Expr, contract: Contract) -> pl.Expr:
    """Read numbers with the contract's decimal marks; no thousands separators."""
    marks = contract.file.decimal_marks
    plain = text.str.replace(",", ".", literal=True) if "," in marks else text
    if "." not in marks:
        plain = pl.when(~text.str.contains(".", literal=True)).then(plain)
    value = pl.when(plain.str.contains(_NUMBER)).then(plain).cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def integer(text: pl.Expr, contract: Contract) -> pl.Expr:
    """Read whole numbers, also when they are written 12.00; 1,000 is one or a thousand: neither."""
    value = number(text, contract)
    whole = (value == value.floor()) & ~text.str.contains(_ONE_OR_THOUSAND)
    # Digits alone keep all of them: above 2**53 two whole numbers may be one float.
    exact = pl.when(text.str.contains(_DIGITS)).then(text).cast(pl.Int64, strict=False)
    return pl.coalesce(exact, pl.when(whole).then(value).cast(pl.Int64, strict=False))


def boolean(text: pl.Expr, contract: Contract) -> pl.Expr:
    """Read true, false, 1 and 0, whatever the case."""
    del contract
    folded = text.str.to_lowercase()
    spelled = dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)
    return folded.replace_strict(spelled, default=None, return_dtype=pl.Boolean)


def string(text: pl.Expr, contract: Contract) -> pl.Expr:
    """Keep a string as it is."""
    del contract
    return text


def day(text: pl.Expr, formats: list[str]) -> pl.Expr:
    """Read local days: in one of the formats, or ISO 8601, which a date cell of a workbook becomes.

    A time is cut off; one with an offset is first brought to local time.
    """
    ways = [_formatted(text, pattern) for pattern in formats if not is_week(pattern)]
    return pl.coalesce(*ways, _iso(text))


def is_week(pattern: str) -> bool:
    """Whether a format designates a week: ``%G…%V``, or two dates."""
    return "%V" in pattern or pattern.count("%Y") > 1


def occurred(text: pl.Expr, field: FieldOf, contract: Contract) -> pl.Expr:
    """Read the day on which a fact is counted: the last one of its period."""
    days = day(text, field.formats)
    if contract.period == "day":
        return days
    if contract.period == "week":
        days = days + pl.duration(days=7 - days.dt.weekday().cast(pl.Int64))
    return pl.coalesce(week_end_of(text), days)


def coded(text: pl.Expr, values: Mapping[str, str]) -> pl.Expr:
    """Translate codes, null where unknown; ``0.0`` is read as 0, ``9`` as 09, ``m`` as M.

    A spelling that two codes share is nobody's.
    """
    bare = text.str.replace(r"^(\d+)[.,]0+$", "$1").str.to_lowercase()
    exact = _unambiguous({code: code.strip().lower() for code in values}, values)
    short = _unambiguous({code: _short(code.strip().lower()) for code in values}, values)
    return pl.coalesce(
        _translated(text, dict(values)),
        _translated(bare, exact),
        _translated(bare.str.replace(r"^0+(.)", "$1"), short),
    )


def place(text: pl.Expr, field: FieldOf) -> pl.Expr:
    """Read official codes as typed places, at the level that the contract keeps."""
    level = field.level or "com"
    codes = pl.coalesce(coded(text, field.values), text) if field.values else text
    # A value may translate into a place that is typed already.
    typed = pl.coalesce(_known_place(codes, field), places().typed(codes, level))
    if field.keep_level is None or field.keep_level == level:
        return typed
    above = places().roll_up(level, field.keep_level)
    return _translated(typed, dict(above.iter_rows()))


def typed(text: pl.Expr, field: FieldOf, contract: Contract) -> pl.Expr:
    """Return a field's values as its role and its type want them."""
    if field.role in ("sex", "age_band", "unit"):
        return _vocabulary(text, field)
    if field.role == "place":
        return place(text, field)
    if field.role == "date":
        return occurred(text, field, contract)
    if field.role == "value":
        return figure(text, field, contract)
    if field.type in ("date", "datetime"):
        return day(text, field.formats)
    return BY_TYPE[field.type](text, contract)


def figure(text: pl.Expr, field: FieldOf, contract: Contract) -> pl.Expr:
    """Read published figures: a word of the contract that calls one unusable becomes NaN."""
    value = BY_TYPE[field.type](text, contract).cast(pl.Float64)
    words = [word.strip().lower() for word in contract.file.not_interpretable]
    if not words:
        return value
    unusable = text.str.to_lowercase().is_in(words)
    return pl.when(unusable).then(float("nan")).otherwise(value)


def kept_text(text: pl.Expr, field: FieldOf, contract: Contract) -> pl.Expr:
    """Return a field's values as text in one spelling: 1.0 is 1, TRUE is true, a day is ISO."""
    if field.type == "datetime":
        return text
    if field.type == "date":
        return day(text, field.formats).cast(pl.String)
    if field.type != "string":
        return BY_TYPE[field.type](text, contract).cast(pl.String)
    return pl.coalesce(coded(text, field.values), text) if field.values else text


BY_TYPE: Mapping[str, Callable[[pl.Expr, Contract], pl.Expr]] = {
    "string": string,
    "integer": integer,
    "number": number,
    "boolean": boolean,
}


def _vocabulary(text: pl.Expr, field: FieldOf) -> pl.Expr:
    """Read sexes, age classes and units: what the contract does not list is unknown."""
    if field.values:
        return coded(text, field.values)
    if field.role == "sex":
        return coded(text, SEXES)
    if field.role == "age_band":
        return pl.when(text.str.contains(AGE_BAND)).then(text)
    return text


def _known_place(codes: pl.Expr, field: FieldOf) -> pl.Expr:
    known = places().known(field.level or "com")
    named = {code: code for code in set(field.values.values()) & known}
    return _translated(codes, named)


def _formatted(text: pl.Expr, pattern: str) -> pl.Expr:
    if not any(part in pattern for part in _WITH_TIME):
        return text.str.to_date(pattern, strict=False)
    if "%z" in pattern or "%:z" in pattern:
        instants = text.str.to_datetime(pattern, strict=False, time_zone="UTC")
        return instants.dt.convert_time_zone(PARIS.key).dt.date()
    return text.str.to_datetime(pattern, strict=False).dt.date()


def _iso(text: pl.Expr) -> pl.Expr:
    days = pl.when(text.str.contains(_ISO_DAY)).then(text)
    local = text.str.extract(_ISO_LOCAL, 1)
    return pl.coalesce(
        pl.coalesce(days, local).str.to_date("%Y-%m-%d", strict=False), _iso_with_offset(text)
    )


def _iso_with_offset(text: pl.Expr) -> pl.Expr:
    instant = pl.when(text.str.contains(_ISO_OFFSET)).then(text)
    plain = instant.str.replace("Z", "+00:00", literal=True).str.replace(" ", "T", literal=True)
    whole = plain.str.replace(r"T(\d{2}:\d{2})([+-])", "T$1:00$2")
    read = whole.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%z", strict=False, time_zone="UTC")
    return read.dt.convert_time_zone(PARIS.key).dt.date()


def _translated(text: pl.Expr, spellings: dict[str, str]) -> pl.Expr:
    if not spellings:
        return pl.lit(None, pl.String)
    return text.replace_strict(
        list(spellings), list(spellings.values()), default=None, return_dtype=pl.String
    )


def _unambiguous(spelling_of: dict[str, str], values: Mapping[str, str]) -> dict[str, str]:
    meanings: dict[str, set[str]] = {}
    for code, spelling in spelling_of.items():
        meanings.setdefault(spelling, set()).add(values[code])
    return {spelling: found.pop() for spelling, found in meanings.items() if len(found) == 1}


def _short(code: str) -> str:
    return code.lstrip("0") or "0"
