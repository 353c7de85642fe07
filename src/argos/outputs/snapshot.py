"""The published zone at one version, kept in memory: what pages and the API answer from.

Nothing here changes once it is read: two readers of one snapshot see the same figures, whatever is
published meanwhile.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from threading import RLock
from typing import Any, TypeVar

import polars as pl

from argos.core.places import places
from argos.outputs import resolve
from argos.outputs.modelled import MODELLED, ModelledName
from argos.outputs.signals import latest, recent
from argos.outputs.standing import standing
from argos.outputs.store import Outputs
from argos.outputs.tables import SCHEMAS

Answer = TypeVar("Answer")
KEPT = 4_000  # answers
HEAVIEST = 128 * 2**20  # bytes that all of them may take together
LIGHT = 2_000  # bytes that an answer without a table is counted for


@dataclass(frozen=True, slots=True)
class Ask:
    """One series that somebody asks for; see ``Outputs.series`` for what each word means."""

    indicator: str
    place: str = "fra"
    age: str = "all"
    sex: str = "all"
    partner: str = "all"
    period: str | None = None
    first: date | None = None
    last: date | None = None
    as_of: datetime | None = None


class Snapshot:
    """What was published up to one version."""

    def __init__(self, outputs: Outputs) -> None:
        """Fix the version; the rows of an indicator are read when it is first asked for."""
        self._outputs = outputs
        self.version = outputs.version()
        self.simulated = outputs.simulated()
        self._lock = RLock()
        self._rows: dict[str, Mapping[str, pl.DataFrame]] = {}
        self._answers: OrderedDict[Any, Any] = OrderedDict()
        self._weight = 0

    @cached_property
    def labels(self) -> pl.DataFrame:
        """The last definition of each indicator: rows of ``tables.INDICATORS``, by name."""
        rows = self._outputs.rows("indicators").collect()
        return rows.sort("method", "known_from").unique("indicator", keep="last").sort("indicator")

    @cached_property
    def receipts(self) -> pl.DataFrame:
        """The receipts of all batches (``tables.RECEIPTS``), the last one first."""
        return self._outputs.rows("receipts").collect().sort("recorded_at", descending=True)

    @cached_property
    def feeds(self) -> pl.DataFrame:
        """The last quality of each feed (``tables.FEED_QUALITY``), by name."""
        rows = self._outputs.rows("feed_quality").collect()
        return rows.sort("known_from").unique("feed", keep="last").sort("feed")

    def weather(self, as_of: datetime | None = None) -> pl.DataFrame:
        """Return the health weather that was told last (``modelled.WEATHER``), by place and day."""
        return self.once(("weather", as_of), lambda: self._weather(as_of))

    def _weather(self, as_of: datetime | None) -> pl.DataFrame:
        rows = self._outputs.rows("weather")
        known = rows if as_of is None else rows.filter(pl.col("known_from") <= as_of)
        last = known.filter(pl.col("known_from") == pl.col("known_from").max()).collect()
        return last.sort("pathology", "place", "ahead")

    def read_through(self) -> None:
        """Read every table once, so that a later question cannot fail on a damaged one."""
        _ = self.labels, self.receipts, self.feeds
        for indicator in self.labels["indicator"]:
            self._of(indicator)
        pl.collect_all([self._outputs.rows(name).select(pl.len()) for name in MODELLED])

    def modelled(
        self, name: ModelledName, as_of: datetime | None = None, **wanted: str
    ) -> pl.DataFrame:
        """Return what models said, as it stands at an instant: one row a question.

        Every origin is there; `argos.outputs.standing.newest` keeps the last ones.

        Args:
            name: the table.
            as_of: the instant; now by default.
            **wanted: columns and the value that each must have.

        """
        key = ("modelled", name, as_of, tuple(sorted(wanted.items())))
        return self.once(key, lambda: standing(self._wanted(name, wanted), name, as_of))

    def foretold(self) -> pl.DataFrame:
        """Return what is foretold and by which model it is shown: indicator, place, model."""

        def read() -> pl.DataFrame:
            shown = self._outputs.rows("forecasts").filter("chosen")
            named = shown.group_by("indicator", "place").agg(
                pl.col("model")
                .sort_by("origin", "known_from", "horizon", descending=[False, False, True])
                .last()
            )
            return named.sort("indicator", "place").collect()

        return self.once("foretold", read)

    def signals(self, as_of: datetime | None = None) -> pl.DataFrame:
        """Return the signals with evidence in the newest days, closed ones too, by rank."""
        return recent(latest(self.modelled("signals", as_of)))

    def _wanted(self, name: ModelledName, wanted: Mapping[str, str]) -> pl.LazyFrame:
        rows = self._outputs.rows(name)
        for column, value in wanted.items():
            rows = rows.filter(pl.col(column) == value)
        return rows

    def rows(self, indicator: str, place: str) -> pl.DataFrame:
        """Return every published row of an indicator at a place (``tables.SERIES``)."""
        found = self._of(indicator).get(place)
        return pl.DataFrame(schema=SCHEMAS["series"]) if found is None else found

    def places(self, indicator: str) -> list[str]:
        """Return the places of which something is published of an indicator."""
        return sorted(self._of(indicator))

    def series(self, ask: Ask) -> pl.DataFrame:
        """Return one series, as ``Outputs.series`` does.

        Raises:
            UsageError: an unknown indicator, place, age, sex or partner; the nearest are named.

        """
        return self.once(("series", ask), lambda: self._series(ask))

    def once(self, name: Any, make: Callable[[], Answer]) -> Answer:
        """Return what is kept under a name, made when it is first asked for."""
        with self._lock:
            if name in self._answers:
                self._answers.move_to_end(name)
                kept: Answer = self._answers[name]
                return kept
        made = make()
        with self._lock:
            self._weight += _weight(made) - _weight(self._answers.get(name))
            self._answers[name] = made
            while len(self._answers) > KEPT or (self._weight > HEAVIEST and len(self._answers) > 1):
                _, left = self._answers.popitem(last=False)
                self._weight -= _weight(left)
        return made

    def _series(self, ask: Ask) -> pl.DataFrame:
        resolve.check_indicator(ask.indicator, self.labels)
        place = places().resolve(ask.place)
        period = ask.period or resolve.usual_period(place)
        question = resolve.Question(ask.indicator, place, ask.age, ask.sex, ask.partner, period)
        around = [self.rows(ask.indicator, each) for each in sorted({place, "fra"})]
        rows = pl.concat(around)
        resolve.check_question(question, rows, self.labels, lambda: self._partners(ask.indicator))
        then = rows if ask.as_of is None else rows.filter(pl.col("known_from") <= ask.as_of)
        answer = resolve.answered(then, question)
        if ask.first is not None:
            answer = answer.filter(pl.col("date") >= ask.first)
        return answer if ask.last is None else answer.filter(pl.col("date") <= ask.last)

    def _partners(self, indicator: str) -> list[str]:
        found = {name for rows in self._of(indicator).values() for name in rows["partner"].unique()}
        return sorted(found)

    def _of(self, indicator: str) -> Mapping[str, pl.DataFrame]:
        """Return the rows of an indicator by place."""
        with self._lock:
            if indicator not in self._rows:
                wanted = pl.col("indicator") == indicator
                rows = self._outputs.rows("series").filter(wanted).collect()
                by_place = rows.partition_by("place", as_dict=True)
                self._rows[indicator] = {place: rows for (place,), rows in by_place.items()}
            return self._rows[indicator]


def _weight(answer: Any) -> int:
    """Return about how many bytes an answer takes: its own, or those of its table."""
    if answer is None:
        return 0
    if isinstance(answer, bytes):
        return LIGHT + len(answer)
    table = next(
        (
            found
            for name in ("frame", "table")
            if (found := getattr(answer, name, None)) is not None
        ),
        answer,
    )
    return LIGHT + (int(table.estimated_size()) if isinstance(table, pl.DataFrame) else 0)
