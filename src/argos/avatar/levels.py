"""The levels of a category: declared, or those of the table but for the rare ones."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from argos.avatar.errors import bad_column, type_of
from argos.core.language import Text

OTHER = "(autre)"  # the level that rare ones are grouped into


def declared_levels(values: pl.Series, levels: Sequence[Any]) -> pl.Series:
    """Return declared levels in the type of their column.

    Raises:
        AvatarRefused: of another type, or one of them twice.

    """
    known = [level for level in levels if level is not None]  # a gap is a level of any column
    try:
        found = as_type(values.dtype, pl.Series(values.name, known))
        once = found.n_unique() == len(found)
    except (TypeError, PolarsError):  # of several types, or of lists
        found, once = values.clear(), False
    if not once:
        raise bad_column(
            values.name,
            Text("des niveaux déclarés une fois chacun", "levels declared once each"),
            Text("deux fois le même, ou des types mêlés", "one of them twice, or mixed types"),
            Text("corriger les niveaux", "mend the levels"),
        )
    return found


def as_type(dtype: pl.DataType, values: pl.Series) -> pl.Series:
    """Return a column, or its declared levels, as another type."""
    try:
        return values.cast(dtype)
    except PolarsError:  # its words hold a cell
        raise bad_column(
            values.name,
            Text(f"le type {type_of(dtype)}", f"type {type_of(dtype)}"),
            type_of(values.dtype),
            Text("convertir la colonne, ou corriger le schéma", "convert it, or mend the schema"),
        ) from None


def in_order(levels: pl.Series) -> pl.Series:
    """Return levels in an order that does not depend on that of the rows."""
    return levels.to_frame().sort(levels.cast(pl.String))[levels.name]


def without_rare(values: pl.Series, most: int, rare: int) -> tuple[pl.Series, int]:
    """Return the column with its rare levels grouped, and how many these were.

    Raises:
        AvatarRefused: see `require_word_is_free`.

    """
    counted = values.drop_nulls().alias("level").value_counts(name="people")
    kept = kept_levels(counted, most, rare)
    fewer = counted.height - len(kept)
    if not fewer:
        return values, 0
    require_word_is_free(counted["level"].alias(values.name))
    return grouped(values, kept), fewer


def kept_levels(counted: pl.DataFrame, most: int, rare: int) -> pl.Series:
    """Return the levels that stay of a category: the most frequent, each with enough people.

    Args:
        counted: level, and `people`.
        most: levels that stay at most.
        rare: people that a level needs.

    """
    name = counted.columns[0]
    order = counted.sort("people", pl.col(name).cast(pl.String), descending=[True, False])
    return order.head(most).filter(pl.col("people") >= rare)[name]


def require_word_is_free(levels: pl.Series) -> None:
    """Refuse a category, some of whose levels are to be grouped, with a level of the group's name.

    Raises:
        AvatarRefused: people of that level and those of rare ones would become the same.

    """
    if is_words(levels.dtype) and (levels.cast(pl.String) == OTHER).any():
        raise bad_column(
            levels.name,
            Text(f"pas de niveau « {OTHER} », le nom sous lequel les niveaux rares sont regroupés",
                 f"no level “{OTHER}”, the name under which rare levels are grouped"),
            Text("un niveau de ce nom, et des niveaux rares",
                 "a level of that name, and levels that are rare"),
            Text("renommer ce niveau, ou déclarer les niveaux",
                 "rename that level, or declare the levels"),
        )  # fmt: skip


def grouped(values: pl.Series, kept: pl.Series) -> pl.Series:
    """Return a category, in its type, in which all other levels than those kept are one.

    Words are grouped into ``(autre)``; other types, which have no such word, become missing.
    """
    named = isinstance(values.dtype, pl.Categorical | pl.Enum)
    plain = values.cast(pl.String) if named else values
    stays = plain.is_in(kept.cast(plain.dtype).implode()) | plain.is_null()
    other = pl.Series([OTHER if is_words(values.dtype) else None], dtype=plain.dtype)
    return plain.zip_with(stays, other.new_from_index(0, len(plain))).cast(values.dtype)


def is_words(dtype: pl.DataType) -> bool:
    """Whether rare levels of a type are grouped under a word; an enumeration cannot take one."""
    return dtype == pl.String or isinstance(dtype, pl.Categorical)


def undeclared(name: str, unknown: int) -> Exception:
    """Return the error of values that are not among the declared levels."""
    return bad_column(
        name,
        Text("les niveaux déclarés", "the declared levels"),
        Text(f"{unknown} autres", f"{unknown} others"),
        Text("compléter les niveaux", "complete the levels"),
    )
