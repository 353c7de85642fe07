"""What is declared of a table, in a TOML file: columns, what a gap is, what every row keeps."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from argos.avatar.constraints import Constraint, Order, Total
from argos.avatar.errors import unknown_column
from argos.avatar.kinds import Column, Kind
from argos.core.errors import UsageError
from argos.core.language import Text, same

Bound = float | datetime | date
EPOCH = date(1970, 1, 1)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeclaredColumn(_Strict):
    """One column: see `Column`; `lower` and `upper` of a date are dates."""

    kind: Kind | None = None
    weight: float = Field(default=1.0, ge=0)
    levels: Sequence[str | int | float | bool] | None = None
    lower: Bound | None = None
    upper: Bound | None = None
    decimals: int | None = Field(default=None, ge=0)
    missing: bool | None = None


class DeclaredOrder(_Strict):
    """`first` ≤ `last`."""

    first: str
    last: str


class DeclaredTotal(_Strict):
    """`total` is the sum of `parts`."""

    total: str
    parts: Sequence[str]


class Declared(_Strict):
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
        """Return the columns as a method takes them."""
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
    try:
        return Declared.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unusable(path, f"{error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _unusable(path, f"{where}: {first['msg']}") from None


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
