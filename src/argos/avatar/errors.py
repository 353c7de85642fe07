"""A table or a setting that cannot be made into avatars: said without any value of a row."""

import polars as pl

from argos.core.errors import EXIT_REFUSED, EXIT_USAGE, ArgosError, UsageError
from argos.core.language import Text, same


class AvatarRefused(ArgosError):  # noqa: N818 — as FileRefused: what happened to it
    """The table, its schema or the settings do not allow avatars."""

    exit_status = EXIT_REFUSED


class SettingRefused(AvatarRefused):
    """A setting is out of its range, whatever the table: wrongly asked, as an option can be."""

    exit_status = EXIT_USAGE


def bad_setting(name: str, expected: str | Text, found: object) -> SettingRefused:
    """Return the error of a setting outside its range."""
    right = expected if isinstance(expected, Text) else same(expected)
    wrong = found if isinstance(found, Text) else same(f"{found}")
    return SettingRefused(
        "AVATAR_SETTING",
        expected=Text(f"{name} : {right.fr}", f"{name}: {right.en}"),
        found=wrong,
        todo=Text("corriger le réglage", "change the setting"),
    )


def too_few_rows(rows: int, needed: int) -> AvatarRefused:
    """Return the error of a table with fewer people than the method needs."""
    return AvatarRefused(
        "AVATAR_ROWS",
        expected=Text(f"au moins {needed} lignes", f"at least {needed} rows"),
        found=Text(f"{rows}", f"{rows}"),
        todo=Text(
            "réunir plus de personnes, ou réduire k", "gather more people, or make k smaller"
        ),
    )


def no_columns() -> AvatarRefused:
    """Return the error of a table without a column."""
    return AvatarRefused(
        "AVATAR_COLUMNS",
        expected=Text("au moins une colonne", "at least one column"),
        found=Text("aucune", "none"),
        todo=Text("donner une table avec des colonnes", "give a table with columns"),
    )


def bad_table(found: str) -> AvatarRefused:
    """Return the error of what cannot be read as a table at all."""
    return AvatarRefused(
        "AVATAR_TABLE",
        expected=Text(
            "une table Polars, pandas ou Arrow en mémoire, noms différents, un type par colonne",
            "a Polars, pandas or Arrow table in memory, distinct names, one type a column",
        ),
        found=Text(found, found),
        todo=Text("convertir la table", "convert the table"),
    )


def bad_file(expected: Text, found: Text, todo: Text) -> UsageError:
    """Return the error of a file that cannot be read or written as a table."""
    return UsageError("AVATAR_FILE", expected=expected, found=found, todo=todo)


def type_of(dtype: pl.DataType) -> Text:
    """Return the name of a type without what is inside: the words of an enumeration are levels."""
    return same(dtype.base_type().__name__)


def bad_column(name: str, expected: Text, found: Text, todo: Text) -> AvatarRefused:
    """Return the error of a column that cannot be read as its kind."""
    return AvatarRefused(
        "AVATAR_COLUMN",
        expected=Text(f"colonne « {name} » : {expected.fr}", f"column “{name}”: {expected.en}"),
        found=found,
        todo=todo,
    )


def unknown_column(name: str, of: str) -> AvatarRefused:
    """Return the error of a schema or constraint that names a column which is not there."""
    return AvatarRefused(
        "AVATAR_COLUMNS",
        expected=Text(f"une colonne « {name} » ({of})", f"a column “{name}” ({of})"),
        found=Text("absente de la table", "not in the table"),
        todo=Text("corriger le nom", "correct the name"),
    )
