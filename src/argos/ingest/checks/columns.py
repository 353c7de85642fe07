"""The typed columns of a checked row: its fields, its place, its codes, its attributes."""

from collections.abc import Iterator

import polars as pl

from argos.core.contract import Contract, FieldOf, Role
from argos.core.schema import ATTRIBUTES
from argos.ingest.checks.typing import kept_text, typed
from argos.ingest.readers.raw import PLACE_IN_FILE

# Roles whose fields keep their column, under the contract's name.
OWN_COLUMN: tuple[Role, ...] = (
    "date", "age", "age_band", "sex", "unit", "key", "value", "identity", "subject",
)  # fmt: skip
CODES = pl.List(pl.String)
TEXT = "\x1ftext"  # follows a field's name where its column is the file's own text


def text(field: FieldOf) -> pl.Expr:
    """Return the file's own text of a field."""
    return pl.col(field.name + TEXT)


def with_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Rename the fields of a raw frame, so that the typed ones can stand beside."""
    names = [name for name in frame.columns if name not in PLACE_IN_FILE]
    return frame.rename({name: name + TEXT for name in names})


def is_absent(field: FieldOf) -> pl.Expr:
    """Whether an optional column is not in the row's sheet: nothing of it is there."""
    if not field.optional:
        return pl.lit(False)
    return text(field).is_null().all().over("sheet")


def typed_columns(contract: Contract) -> list[pl.Expr]:
    """Return the typed columns over the file's text.

    They are ``row``, ``sheet``, ``place``, the fields of ``OWN_COLUMN``, ``codes`` (sorted
    ``system:code`` and ``unit:<id>``), ``attributes`` (sorted by key).
    """
    own = [_own(field, contract).alias(field.name) for field in contract.with_role(*OWN_COLUMN)]
    return [
        pl.col("row"),
        pl.col("sheet"),
        _place(contract).alias("place"),
        *own,
        pl.col("codes"),
        pl.col("attributes"),
    ]


def with_lists(frame: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add ``codes`` and ``attributes``, made once for each combination of texts that occurs."""
    coded = contract.with_role("code", "unit")
    noted = contract.with_role("attribute")
    return frame.with_columns(
        _by_combination(frame, coded, _codes(contract).alias("codes")),
        _by_combination(frame, noted, _attributes(contract).alias("attributes")),
    )


def _by_combination(
    frame: pl.DataFrame, fields: list[FieldOf], made: pl.Expr
) -> pl.Series | pl.Expr:
    if not fields:
        return made
    texts = frame.select(text(field) for field in fields)
    combinations = texts.unique().with_columns(made)
    joined = texts.join(
        combinations, on=texts.columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.to_series(-1)


def _own(field: FieldOf, contract: Contract) -> pl.Expr:
    """Type a field; figures without a column for the class of ages or the sex are totals."""
    values = typed(text(field), field, contract)
    if contract.is_count and field.optional and field.role in ("age_band", "sex"):
        return pl.when(is_absent(field)).then(pl.lit("all")).otherwise(values)
    return values


def _place(contract: Contract) -> pl.Expr:
    columns = [typed(text(field), field, contract) for field in contract.with_role("place")]
    return pl.coalesce(pl.lit(None, pl.String), *columns)


def _codes(contract: Contract) -> pl.Expr:
    lists = [*_coded_fields(contract), *_units(contract)]
    if not lists:
        return pl.lit([], CODES)
    return pl.concat_list(lists).list.drop_nulls().list.unique().list.sort()


def _coded_fields(contract: Contract) -> Iterator[pl.Expr]:
    for field in contract.with_role("code"):
        prefix = pl.lit(f"{field.system}:")
        if field.separator is None:
            yield prefix + kept_text(text(field), field, contract)
            continue
        one = pl.element().str.strip_chars()
        one = pl.when(one != "").then(one)
        parts = text(field).str.split(field.separator)
        # A row without codes has an empty list, not none.
        yield parts.list.eval(prefix + kept_text(one, field, contract)).fill_null([])


def _units(contract: Contract) -> Iterator[pl.Expr]:
    for field in contract.with_role("unit"):
        yield pl.lit("unit:") + typed(text(field), field, contract)


def _attributes(contract: Contract) -> pl.Expr:
    fields = sorted(contract.with_role("attribute"), key=lambda field: field.name)
    if not fields:
        return pl.lit([], ATTRIBUTES)
    pairs = [
        pl.struct(
            pl.lit(field.name).alias("key"), kept_text(text(field), field, contract).alias("value")
        )
        for field in fields
    ]
    filled = pl.element().struct.field("value").is_not_null()
    return pl.concat_list(pairs).list.eval(pl.element().filter(filled))
