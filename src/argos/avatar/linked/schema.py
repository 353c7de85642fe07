"""How tables hang together, in a TOML file; a folder or mapping of tables made anonymous by it."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
from pydantic import Field

from argos.avatar.csv_text import PLAIN, Dialect
from argos.avatar.files import KINDS, TableFile, kind_of, read_table, write_table
from argos.avatar.kinds import Column
from argos.avatar.linked.counting import Targets
from argos.avatar.linked.declared import Before, Events, Last, Links
from argos.avatar.linked.method import HistoryAvatars
from argos.avatar.schema_file import Declared, DeclaredColumn, DeclaredOrder
from argos.avatar.tables import to_polars
from argos.avatar.toml_file import Strict, read_toml
from argos.core.errors import UsageError
from argos.core.language import Text, same


class DeclaredTable(Strict):
    """One table; with a `day` its rows are events, without it is the table of people.

    Attributes:
        file: its file in the folder; by default the table's name with a known ending.
        day, kinds, ids, within, ends: see `Events`.
        traits: columns that are the person's own.
        end: of the table of people, a date after which nothing happens.
        drop, columns, order: as in the schema of one table.

    """

    file: str | None = None
    day: str | None = None
    kinds: Sequence[str] = ()
    ids: Sequence[str] = ()
    within: Mapping[str, str] = Field(default_factory=dict)
    ends: str | None = None
    traits: Sequence[str] = ()
    end: str | None = None
    drop: Sequence[str] = ()
    columns: Mapping[str, DeclaredColumn] = Field(default_factory=dict)
    order: Sequence[DeclaredOrder] = ()

    @property
    def schema_of_columns(self) -> dict[str, Column]:
        """Return the columns as a method takes them."""
        return Declared(columns=self.columns).schema_of_columns

    def of(self, table: pl.DataFrame) -> "DeclaredTable":
        """Return the same with the bounds of a table's columns as numbers."""
        return self.model_copy(update={"columns": Declared(columns=self.columns).of(table).columns})


class DeclaredBefore(Strict):
    """See `Before`."""

    first: str
    then: str


class DeclaredLast(Strict):
    """See `Last`."""

    kind: str
    column: str | None = None
    value: str | None = None


class DeclaredLinks(Strict):
    """The whole file.

    Attributes:
        key: the person's, in every table.
        missing: what a missing value is written as, beside an empty cell.
        tables: table → what its rows are.
        inside, before, last, order: see `Links`.

    """

    key: str
    missing: Sequence[str] = ()
    tables: Mapping[str, DeclaredTable] = Field(min_length=1)
    inside: Mapping[str, str] = Field(default_factory=dict)
    before: Sequence[DeclaredBefore] = ()
    last: Sequence[DeclaredLast] = ()
    order: Sequence[str] = ()

    def of(self, tables: Mapping[str, Any]) -> "DeclaredLinks":
        """Return the same with bounds as numbers, each in the unit of its column: see `Declared`.

        Raises:
            AvatarRefused: a bound that is not of its column's kind.

        """
        found = {
            name: table.of(to_polars(tables[name])) if name in tables else table
            for name, table in self.tables.items()
        }
        return self.model_copy(update={"tables": found})

    @property
    def people(self) -> str | None:
        """Return the table of people, the one without a day."""
        return next((name for name, table in self.tables.items() if table.day is None), None)

    @property
    def links(self) -> Links:
        """Return what is declared as `HistoryAvatars` takes it."""
        events = {name: _events(table) for name, table in self.tables.items()
                  if table.day is not None}  # fmt: skip
        people = self.tables[self.people] if self.people else DeclaredTable()
        of_people = [*self.tables.values()] if self.people is None else [people]
        columns = {name: column for table in of_people
                   for name, column in table.schema_of_columns.items()}  # fmt: skip
        traits = {trait: None for table in self.tables.values() for trait in table.traits}
        return Links(
            self.key, events, self.people, tuple(traits), columns, self.inside, people.end,
            tuple(Before(each.first, each.then) for each in self.before),
            tuple(Last(each.kind, each.column, each.value) for each in self.last),
            tuple(self.order),
        )  # fmt: skip


def _events(table: DeclaredTable) -> Events:
    columns = {n: c for n, c in table.schema_of_columns.items() if n not in table.traits}
    orders = tuple((each.first, each.last) for each in table.order)
    return Events(
        table.day or "", table.kinds, table.ids, table.within, table.ends, orders, columns
    )  # fmt: skip


def declared_links(path: Path) -> DeclaredLinks:
    """Return what a file declares of linked tables.

    Raises:
        UsageError: the file cannot be read, or says what it must not.

    """
    found = read_toml(path, DeclaredLinks, partial(_unusable, path))
    without = sum(table.day is None for table in found.tables.values())
    if without > 1 or without == len(found.tables):
        raise _unusable(path, "tables: day")
    return found


def anonymise_linked(
    tables: Path | Mapping[str, Any],
    schema: DeclaredLinks,
    method: HistoryAvatars,
    targets: Targets | None = None,
) -> dict[str, Any]:
    """Return linked tables of invented people.

    Args:
        tables: a folder with one file a table, or tables by name.
        schema: how they hang together.
        method: with its settings.
        targets: released figures to which daily counts are brought.

    Raises:
        UsageError: a file that is not there or cannot be read.
        AvatarRefused: tables or settings do not allow avatars.

    """
    given = read_tables(tables, schema) if isinstance(tables, Path) else dict(tables)
    kept = {
        name: _without(given[name], table.drop)
        for name, table in schema.tables.items()
        if name in given
    }
    return method.fit_transform(kept, schema.of(kept).links, targets)


def read_tables(folder: Path, schema: DeclaredLinks) -> dict[str, pl.DataFrame]:
    """Return the tables of a folder that a schema names."""
    return {name: read.table for name, read in read_files(folder, schema).items()}


def read_files(folder: Path, schema: DeclaredLinks) -> dict[str, TableFile]:
    """Return the tables of a folder that a schema names, and how each file was written."""
    return {
        name: read_table(_file(folder, name, table), schema.missing)
        for name, table in schema.tables.items()
    }


def write_tables(
    tables: Mapping[str, pl.DataFrame],
    folder: Path,
    schema: DeclaredLinks,
    like: Path,
    dialects: Mapping[str, Dialect] | None = None,
) -> list[Path]:
    """Write tables into a folder, under the names that they have in another; return the files.

    Args:
        tables: by name.
        folder: to write into; made if absent.
        schema: that names the files.
        like: the folder whose names they take.
        dialects: table → how its CSV is written; plainly if not said.

    """
    written = []
    for name, table in tables.items():
        path = folder / _file(like, name, schema.tables[name]).name
        write_table(table, path, (dialects or {}).get(name, PLAIN))
        written.append(path)
    return written


def _file(folder: Path, name: str, table: DeclaredTable) -> Path:
    """Return the file of a table: the one declared, or the only one of its name."""
    if table.file is not None:
        kind_of(folder / table.file)
        return folder / table.file
    found = [folder / f"{name}{kind}" for kind in KINDS if (folder / f"{name}{kind}").is_file()]
    if len(found) != 1:
        raise UsageError(
            "AVATAR_FILE",
            expected=Text(f"un fichier {name} ({', '.join(KINDS)})",
                          f"one file {name} ({', '.join(KINDS)})"),
            found=same(f"{len(found)}"),
            todo=Text("nommez le fichier au schéma (file)", "name the file in the schema (file)"),
        )  # fmt: skip
    return found[0]


def _without(table: Any, columns: Sequence[str]) -> Any:
    frame = nw.from_native(table, eager_only=True)
    return frame.drop([name for name in columns if name in frame.columns]).to_native()


def _unusable(path: Path, found: str) -> UsageError:
    return UsageError(
        "AVATAR_SCHEMA",
        expected=Text(
            "key, [tables.NOM] day kinds ids within traits end drop columns order, "
            "[[before]], [[last]] ; une table au plus sans day, une au moins avec",
            "key, [tables.NAME] day kinds ids within traits end drop columns order, "
            "[[before]], [[last]]; one table at most without a day, one at least with",
        ),
        found=same(f"{path.name}: {found}"),
        todo=Text(
            "corrigez le schéma (docs/avatars-histories.md)",
            "mend the schema (docs/avatars-histories.md)",
        ),
    )
