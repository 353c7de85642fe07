"""A table that stays open from one push to the next.

To open a table is to read its last checkpoint and every commit since. A handle that is kept reads
only what is new. It serves one caller at a time, since it moves when it commits.
"""

from dataclasses import dataclass

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from argos.events import delta_table
from argos.events.delta_table import Options

LONGEST = 20  # commits read one by one; each makes a handle slower to ask for its files


@dataclass(frozen=True, slots=True)
class Handle:
    """An open table.

    Attributes:
        table: the table, at ``version`` until it commits.
        version: the log's version that it was taken at.
        opened: the version at which it was read from a checkpoint.

    """

    table: DeltaTable
    version: int
    opened: int

    def at_version(self, options: Options) -> DeltaTable:
        """Return the table as it was when it was taken, opened again if it has moved since."""
        if self.table.version() == self.version:
            return self.table
        return DeltaTable(self.table.table_uri, version=self.version, storage_options=options)


class Handles:
    """Lends the one table that is kept open, or opens another."""

    def __init__(self, root: str, options: Options) -> None:
        """Name the table's address; nothing is opened yet."""
        self._root, self._options = root, options
        self._kept: list[Handle] = []

    def take(self) -> Handle | None:
        """Return the table at its newest version for the caller alone, None where there is none."""
        try:
            return self._brought_forward(self._kept.pop())
        except (IndexError, DeltaError, OSError):
            table = delta_table.opened(self._root, self._options)
            return None if table is None else Handle(table, table.version(), table.version())

    def give_back(self, handle: Handle) -> None:
        """Keep a table for the next caller, at the version that it has come to."""
        if handle.table.version() - handle.opened < LONGEST:
            self._kept = [handle]

    def _brought_forward(self, kept: Handle) -> Handle:
        kept.table.update_incremental()
        return Handle(delta_table.checked(kept.table), kept.table.version(), kept.opened)
