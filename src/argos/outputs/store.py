"""The published tables in a folder or an object store (Delta Lake)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl
from deltalake import CommitProperties, DeltaTable, Schema, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError, TableNotFoundError

from argos.core.data_files import addresses, scan
from argos.core.errors import FeedBusy
from argos.core.language import Text
from argos.core.places import places
from argos.core.simulated import MARK, NOTICE, mark
from argos.outputs import resolve
from argos.outputs.tables import PARTITIONS, SCHEMAS, Name, PublishedTable

OURS = "argos"  # the key of our part of a commit's metadata
GATHER_EVERY = 40  # commits, after which small files are gathered
# By every key: the order of rows tells nothing of how they were counted.
SORTED_BY: dict[Name, list[str]] = {
    "series": ["indicator", "place", "date", "known_from", "period", "age", "sex", "partner"]
}


class Outputs:
    """The published zone: whatever is here may be shown."""

    def __init__(self, root: str, storage_options: dict[str, str] | None = None) -> None:
        """Name the zone's address and the options of its store; nothing is touched yet."""
        self._root = root.rstrip("/")
        self._options = storage_options

    def commit(
        self, *tables: PublishedTable, after: Mapping[Name, int] | None = None
    ) -> dict[str, int]:
        """Add rows to tables, one atomic commit each, in the order given.

        A table without rows commits nothing, unless its metadata has something new to say.

        Args:
            tables: the rows.
            after: what was read of some tables (``positions``): nothing is added if any of these
                has more by now.

        Returns:
            Rows added by table, of those that were committed.

        Raises:
            TypeError: something else than a ``PublishedTable``.
            FeedBusy: another publication was committed meanwhile.

        """
        wrong = [type(table).__name__ for table in tables if type(table) is not PublishedTable]
        if wrong:
            raise TypeError(f"should be PublishedTable, got {', '.join(wrong)}")
        seen = after or {}
        if dict(seen) != self.positions(seen):
            raise _busy()
        due = [table for table in tables if table.frame.height or self._says_more(table)]
        for table in due:
            self._commit(table, seen.get(table.name))
        return {table.name: table.frame.height for table in due}

    def positions(self, names: Iterable[Name]) -> dict[Name, int]:
        """Return how often each of some tables was added to."""
        tables = {name: self._table(name) for name in names}
        return {
            name: 0 if table is None else table.transaction_version(name) or 0
            for name, table in tables.items()
        }

    def metadata(self, name: Name) -> dict[str, str]:
        """Return what the last publication kept in its commit; nothing before the first."""
        table = self._table(name)
        if table is None:
            return {}
        for history in (table.history(2 * GATHER_EVERY), table.history()):
            for entry in history:
                if OURS in entry:
                    return dict(entry[OURS])
        return {}

    def simulated(self) -> bool:
        """Whether what is published here is invented: every page must say so."""
        if "://" not in self._root:
            return (Path(self._root) / MARK).is_file()
        try:
            pl.read_csv(f"{self._root}/{MARK}", has_header=False, storage_options=self._options)
        except FileNotFoundError:
            return False
        return True

    def mark_simulated(self) -> None:
        """Say, for good, that what is published here is invented."""
        if "://" not in self._root:
            mark(Path(self._root))
            return
        notice = pl.DataFrame({"notice": NOTICE.splitlines()})
        address = f"{self._root}/{MARK}"
        notice.write_csv(address, include_header=False, storage_options=self._options)

    def version(self) -> str:
        """Return what changes with any commit: the version of each table, ``-`` if there is none.

        Whoever keeps something made from the zone keeps it under this name.
        """
        tables = ((name, self._table(name)) for name in SCHEMAS)
        return ".".join("-" if table is None else str(table.version()) for _, table in tables)

    def rows(self, name: Name) -> pl.LazyFrame:
        """Return all rows of a table, in no order."""
        table = self._table(name)
        if table is None:
            return pl.LazyFrame(schema=SCHEMAS[name])
        paths = addresses(table.file_uris(), table.table_uri)
        return scan(paths, SCHEMAS[name], PARTITIONS[name] or (), self._options)

    def figures(
        self, indicators: Sequence[str], first: date | None = None, last: date | None = None
    ) -> pl.DataFrame:
        """Return every published row of some indicators between two days, both included."""
        wanted = pl.col("indicator").is_in(list(indicators))
        rows = self.rows("series").filter(wanted)
        if first is not None:
            rows = rows.filter(pl.col("date") >= first)
        if last is not None:
            rows = rows.filter(pl.col("date") <= last)
        return rows.collect()

    def series(
        self,
        indicator: str,
        place: str = "fra",
        age: str = "all",
        sex: str = "all",
        partner: str = "all",
        first: date | None = None,
        last: date | None = None,
        as_of: datetime | None = None,
        period: str | None = None,
    ) -> pl.DataFrame:
        """Return one series, the latest value known at an instant for each date.

        Args:
            indicator: its name.
            place: a typed code; a bare one is a département's.
            age: an age class, or ``all``.
            sex: ``f``, ``m``, ``unknown`` or ``all``.
            partner: a partner, ``partner/unit``, or ``all``: of each date, the first source that
                has a value.
            first: first date, included.
            last: last date, included.
            as_of: the instant, now by default.
            period: ``day`` or ``week``; by default days, but weeks for an EPCI or a commune.

        Returns:
            date, place, age, sex, partner, value, status, known_from, derived, rounded; by date. A
            date about which nothing was known is absent.

        Raises:
            UsageError: an unknown indicator, place, age, sex or partner; the nearest are named.

        """
        labels = self.rows("indicators").collect()
        resolve.check_indicator(indicator, labels)
        place = places().resolve(place)
        ask = resolve.Question(
            indicator, place, age, sex, partner, period or resolve.usual_period(place)
        )
        all_rows = self.rows("series").filter(pl.col("indicator") == indicator)
        rows = all_rows.filter(pl.col("place").is_in([place, "fra"])).collect()
        resolve.check_question(ask, rows, labels, lambda: _partners(all_rows))
        then = rows if as_of is None else rows.filter(pl.col("known_from") <= as_of)
        answer = resolve.answered(then, ask)
        if first is not None:
            answer = answer.filter(pl.col("date") >= first)
        return answer if last is None else answer.filter(pl.col("date") <= last)

    def _says_more(self, table: PublishedTable) -> bool:
        return table.metadata.items() > self.metadata(table.name).items() and bool(table.metadata)

    def _table(self, name: Name) -> DeltaTable | None:
        try:
            return DeltaTable(f"{self._root}/{name}", storage_options=self._options)
        except TableNotFoundError:
            return None

    def _commit(self, published: PublishedTable, after: int | None) -> None:
        name = published.name
        table = self._table(name) or DeltaTable.create(
            f"{self._root}/{name}",
            Schema.from_arrow(SCHEMAS[name]),
            partition_by=PARTITIONS[name],
            storage_options=self._options,
        )
        sequence = (table.transaction_version(name) or 0) + 1
        if after is not None and sequence != after + 1:
            raise _busy()
        properties = CommitProperties(
            custom_metadata={OURS: published.metadata},
            app_transactions=[Transaction(name, sequence)],
        )
        frame = published.frame.sort(SORTED_BY[name]) if name in SORTED_BY else published.frame
        try:
            write_deltalake(
                table, frame, mode="append", schema_mode="merge", commit_properties=properties
            )
        except CommitFailedError:
            raise _busy() from None
        if sequence % GATHER_EVERY == 0:
            table.update_incremental()
            table.optimize.compact()


def _partners(rows: pl.LazyFrame) -> list[str]:
    return rows.select(pl.col("partner").unique()).collect()["partner"].sort().to_list()


def _busy() -> FeedBusy:
    return FeedBusy(
        "BUSY",
        expected=Text("une seule publication à la fois", "one publication at a time"),
        found=Text("une autre, enregistrée entre-temps", "another one, committed meanwhile"),
        todo=Text("relancez `argos publish`", "run `argos publish` again"),
    )
