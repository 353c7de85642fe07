"""What a column is: declared, or inferred from its type and its values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite
from typing import Any

import polars as pl

from argos.avatar.errors import bad_column, bad_setting, type_of
from argos.core.language import Text

FEW = 10  # distinct values or less: a number is a category (as for the paper's AIDS table)
GLANCE = 1000  # rows that are looked at before all of them
TEXT_SHARE = 0.5  # of the rows with a value of their own: names, addresses, identifiers
TEXT_FROM = 20  # rows, below which a share says nothing
NUMBERED_FROM = 100  # rows, all with an integer of their own: are these identifiers?
STEADY = 0.9  # of the steps between them are the same: a counter
LONG = 7  # digits, as many in all of them: file numbers, or dates written as numbers
FINITE = Text("des nombres finis", "finite numbers")


class Kind(StrEnum):
    """How a column is projected, drawn and written back."""

    NUMERIC = "numeric"
    INTEGER = "integer"
    CATEGORICAL = "categorical"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    ORDINAL = "ordinal"


MEASURED = frozenset({Kind.NUMERIC, Kind.INTEGER, Kind.DATE, Kind.DATETIME, Kind.ORDINAL})


@dataclass(frozen=True, slots=True)
class Column:
    """What is declared of one column; all of it may be left out.

    Attributes:
        kind: None to infer.
        weight: of the column in the projection; 2 counts as two such columns, 0 not at all.
        levels: every value that may occur. Needed, in order, for an ordinal column; for a category
            it says that the list is public, so that it no longer depends on who is in the table.
        lower, upper: the range of a number, public for the same reason. Days since 1970-01-01
            for a date, microseconds for a date and time.
        decimals: with which a number is written; those of the table when None.
        missing: whether a value may be missing; None where it is not said.

    """

    kind: Kind | None = None
    weight: float = 1.0
    levels: Sequence[Any] | None = None
    lower: float | None = None
    upper: float | None = None
    decimals: int | None = None
    missing: bool | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weight < inf:
            raise bad_setting("weight", "0 ≤ … < ∞", self.weight)
        if self.kind is Kind.ORDINAL and not self.levels:
            raise bad_setting("levels", "ordinal: levels in order", None)
        for name in ("lower", "upper"):
            if not isfinite(getattr(self, name) or 0):
                raise bad_setting(name, FINITE, getattr(self, name))
        levels = () if self.levels is None else self.levels
        if any(isinstance(level, float) and not isfinite(level) for level in levels):
            raise bad_setting("levels", FINITE, Text("infini, ou NaN", "infinite, or NaN"))
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise bad_setting("lower", "≤ upper", self.lower)
        if self.decimals is not None and self.decimals < 0:
            raise bad_setting("decimals", "≥ 0", self.decimals)


def infer(values: pl.Series, declared: Column) -> Kind:
    """Return the kind of a column; text and nested values are refused.

    Raises:
        AvatarRefused: free text, identifiers, nested or binary values, a range of what has none.

    """
    _require_range_fits(values, declared)
    if declared.kind is not None or declared.levels is not None:
        return declared.kind or Kind.CATEGORICAL
    dtype = values.dtype
    if dtype == pl.Boolean:
        return Kind.BOOLEAN
    if dtype == pl.Date:
        return Kind.DATE
    if isinstance(dtype, pl.Datetime):
        return Kind.DATETIME
    if dtype.is_numeric():
        return _of_numbers(values, declared)
    if dtype == pl.Null or isinstance(dtype, pl.Categorical | pl.Enum):
        return Kind.CATEGORICAL
    if dtype == pl.String:
        return _of_strings(values)
    raise bad_column(
        values.name,
        Text("nombre, date, booléen ou catégorie", "number, date, boolean or category"),
        type_of(dtype),
        Text("retirer ou convertir la colonne", "drop or convert the column"),
    )


def _require_range_fits(values: pl.Series, declared: Column) -> None:
    """Refuse ends of words and of booleans."""
    ends = declared.lower is not None or declared.upper is not None
    dtype = values.dtype
    if ends and declared.levels is None and not (dtype.is_numeric() or dtype.is_temporal()):
        raise bad_column(
            values.name,
            Text("des nombres ou des dates : elle a des bornes", "numbers or dates: it has ends"),
            type_of(dtype),
            Text("retirer lower et upper, ou convertir la colonne",
                 "drop lower and upper, or convert the column"),
        )  # fmt: skip


def _of_numbers(values: pl.Series, declared: Column) -> Kind:
    glance = values.head(GLANCE).drop_nulls()  # mostly enough, and quick on a million rows
    if glance.n_unique() <= FEW and values.drop_nulls().n_unique() <= FEW:
        return Kind.CATEGORICAL
    if declared.lower is None and declared.upper is None:
        _require_no_number_of_a_person(values)
    return Kind.INTEGER if values.dtype.is_integer() else Kind.NUMERIC


def _require_no_number_of_a_person(values: pl.Series) -> None:
    """Refuse integers that seem to be identifiers: nothing of them may be drawn."""
    known = values.drop_nulls()
    few = len(known) < NUMBERED_FROM or not known.dtype.is_integer()
    if few or known.n_unique() < len(known):
        return
    steps = known.sort().diff().drop_nulls().value_counts(sort=True)
    counter = steps.item(0, "count") >= STEADY * (len(known) - 1)
    digits = known.cast(pl.String).str.count_matches(r"\d")
    as_long = digits.n_unique() == 1 and digits[0] >= LONG
    if not (counter or as_long):
        return
    raise bad_column(
        values.name,
        Text("une mesure", "a measurement"),
        Text(f"des identifiants, semble-t-il : {len(known)} entiers distincts pour autant de "
             f"lignes, {'qui se suivent' if counter else f'tous de {digits[0]} chiffres'}",
             f"identifiers, it seems: {len(known)} distinct integers in as many rows, "
             f"{'one after the other' if counter else f'all of {digits[0]} digits'}"),
        Text('retirer la colonne, ou la déclarer mesure (kind = "integer")',
             'drop the column, or declare it a measurement (kind = "integer")'),
    )  # fmt: skip


def _of_strings(values: pl.Series) -> Kind:
    known = values.drop_nulls()
    if len(known) >= TEXT_FROM and known.n_unique() > TEXT_SHARE * len(known):
        raise bad_column(
            values.name,
            Text("une catégorie", "a category"),
            Text(
                f"un texte : {known.n_unique()} valeurs distinctes pour {len(known)} lignes",
                f"text: {known.n_unique()} distinct values in {len(known)} rows",
            ),
            Text(
                "retirer la colonne, ou la déclarer catégorielle",
                "drop the column, or declare it categorical",
            ),
        )
    return Kind.CATEGORICAL
