"""What is declared of a table, in a TOML file: columns, what a gap is, what every row keeps."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import polars as pl
from pydantic import Field, field_validator

from argos.avatar.constraints import Constraint, Order, Total
from argos.avatar.errors import bad_setting, unknown_column
from argos.avatar.kinds import Column, Kind
from argos.avatar.toml_file import Strict, read_toml
from argos.core.errors import UsageError
from argos.core.language import Text, same

Bound = float | datetime | date
Levels = Sequence[str | int | float | bool] | None
ONCE = Text(
    "au moins un niveau, une fois chacun, d'un seul type",
    "one level at least, once each, of one type",
)
NUMBER = Text("un nombre, comme la colonne", "a number, as the column is")
BOUNDS: Mapping[Kind | None, Text] = {
    Kind.DATE: Text("une date, comme la colonne", "a date, as the column is"),
    Kind.DATETIME: Text("une date ou un instant, comme la colonne",
                        "a date or a moment, as the column is"),
}  # fmt: skip
EPOCH = date(1970, 1, 1)


class DeclaredColumn(Strict):
    """One column: see `Column`; `lower` and `upper` of a date or a moment are dates or moments."""

    kind: Kind | None = None
    weight: float = Field(default=1.0, ge=0)
    levels: Levels = None
    lower: Bound | None = None
    upper: Bound | None = None
    decimals: int | None = Field(default=None, ge=0)
    missing: bool | None = None

    @field_validator("levels")
    @classmethod
    def _once(cls, levels: Levels) -> Levels:
        """Refuse a list that no column can have."""
        types = {float if type(level) is int else type(level) for level in levels or ()}
        if levels is not None and (len(types) != 1 or len(set(levels)) < len(levels)):
            raise ValueError(str(ONCE))
        return levels

    def of(self, name: str, dtype: pl.DataType) -> "DeclaredColumn":
        """Return the same with the bounds as numbers, in the unit of a column of this type.

        Raises:
            AvatarRefused: a date for a column of numbers, or another mixture.

        """
        kind = self.kind or (_kind(dtype) if self.levels is None else None)
        ends = {end: getattr(self, end) for end in ("lower", "upper")}
        for end, bound in ends.items():
            if bound is not None and not _may_be(bound, kind):
                raise bad_setting(f"{name}, {end}", BOUNDS.get(kind, NUMBER), _named(bound))
        numbers = {end: _bound(bound, kind) for end, bound in ends.items()}
        return self.model_copy(update=numbers)


class DeclaredOrder(Strict):
    """`first` ≤ `last`."""

    first: str
    last: str


class DeclaredTotal(Strict):
    """`total` is the sum of `parts`."""

    total: str
    parts: Sequence[str]


class Declared(Strict):
    """The whole file.

    Attributes:
        missing: what a missing value is written as, beside an empty cell.
        drop: columns that are left out: identifiers, free text.
        columns: column → what is declared of it.
        order, total: what every row keeps.

    """

    missing: Sequence[str] = ()
    drop: Sequence[str] = ()
    columns: Mapping[str, DeclaredColumn] = Field(default_factory=dict)
    order: Sequence[DeclaredOrder] = ()
    total: Sequence[DeclaredTotal] = ()

    @property
    def schema_of_columns(self) -> dict[str, Column]:
        """Return the columns as a method takes them.

        Without a table (`of`) a bound has the unit of the kind that is declared, or its own.
        """
        return {
            name: Column(
                c.kind,
                c.weight,
                c.levels,
                _bound(c.lower, c.kind),
                _bound(c.upper, c.kind),
                c.decimals,
                c.missing,
            )
            for name, c in self.columns.items()
        }

    def of(self, table: pl.DataFrame) -> "Declared":
        """Return the same with the bounds as numbers, each in the unit of its column of a table.

        Raises:
            AvatarRefused: a bound that is not of its column's kind.

        """
        found = {
            name: column.of(name, table.schema[name]) if name in table.columns else column
            for name, column in self.columns.items()
        }
        return self.model_copy(update={"columns": found})

    @property
    def constraints(self) -> list[Constraint]:
        """Return what every row keeps."""
        orders: list[Constraint] = [Order(each.first, each.last) for each in self.order]
        return [*orders, *(Total(each.total, each.parts) for each in self.total)]

    def without_dropped(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return a table without the columns that are left out.

        Raises:
            AvatarRefused: one of them is not there: a name mistyped would let it through.

        """
        for name in self.drop:
            if name not in table.columns:
                raise unknown_column(name, "drop")
        return table.drop(self.drop)


def declared(path: Path | None) -> Declared:
    """Return what a file declares; nothing where there is none.

    Raises:
        UsageError: the file cannot be read, or says what a schema does not know.

    """
    if path is None:
        return Declared()
    return read_toml(path, Declared, partial(_unusable, path))


def _kind(dtype: pl.DataType) -> Kind | None:
    """Return which kind of time a type is read as."""
    if dtype == pl.Date:
        return Kind.DATE
    return Kind.DATETIME if isinstance(dtype, pl.Datetime) else None


def _may_be(bound: Bound, kind: Kind | None) -> bool:
    if kind is Kind.DATETIME:
        return isinstance(bound, date)
    return type(bound) is date if kind is Kind.DATE else not isinstance(bound, date)


def _named(bound: Bound) -> Text:
    if isinstance(bound, datetime):
        return Text("un instant", "a moment")
    return Text("une date", "a date") if isinstance(bound, date) else Text("un nombre", "a number")


def _bound(bound: Bound | None, kind: Kind | None) -> float | None:
    """Return a bound as a number: days since 1970 for a date, microseconds for a date and time."""
    if isinstance(bound, datetime) or (isinstance(bound, date) and kind is Kind.DATETIME):
        moment = datetime(bound.year, bound.month, bound.day, tzinfo=UTC)
        if isinstance(bound, datetime):
            moment = bound if bound.tzinfo else bound.replace(tzinfo=UTC)
        return moment.timestamp() * 1e6
    return float((bound - EPOCH).days) if isinstance(bound, date) else bound


def _unusable(path: Path, found: str) -> UsageError:
    return UsageError(
        "AVATAR_SCHEMA",
        expected=Text(
            "missing, drop, [columns.NOM] kind weight levels lower upper decimals missing, "
            "[[order]], [[total]]",
            "missing, drop, [columns.NAME] kind weight levels lower upper decimals missing, "
            "[[order]], [[total]]",
        ),
        found=same(f"{path.name}: {found}"),
        todo=Text(
            "corrigez le schéma (docs/how-to/anonymise-a-table.md)",
            "mend the schema (docs/how-to/anonymise-a-table.md)",
        ),
    )
