"""From line-level events to released figures, a stretch of weeks at a time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from argos.core.places import places
from argos.events.log import EventLog
from argos.outputs.store import Outputs
from argos.outputs.tables import SERIES
from argos.publish import cube, history, insiders
from argos.publish.aggregate import Engine, Plan, Tally
from argos.publish.cube import CELL
from argos.publish.cube_links import Structure
from argos.publish.disclosure import released
from argos.publish.indicators import Indicator, Indicators
from argos.publish.plan import Job, Shown
from argos.publish.ratios import rate, sums_behind
from argos.publish.structure import parts_of, structure_of, units_of

ROWS_AT_ONCE = 3_000_000
BEFORE = timedelta(days=cube.DAYS_OF_WEEK - 1)  # what a sliding window reaches back
KEYS = [*CELL, "known_from"]
Stretch = tuple[date, date]


def released_series(
    job: Job, declared: Indicators, log: EventLog, engine: Engine, outputs: Outputs
) -> Iterator[pl.DataFrame]:
    """Yield the new rows of a line-level source, in ``tables.SERIES``.

    Args:
        job: the source and what is new of it.
        declared: all indicators, for the rates that are made from these.
        log: the event log.
        engine: counts the rows.
        outputs: what is published already.

    """
    counted = Counted(job, declared, log, engine, outputs)
    days = _touched(job, log)
    if days.is_empty():
        return
    if any(each.source.is_census for each in job.shown):
        yield counted.released_with_census(monday(extent(days)[0]))
        return
    for first, last in counted.stretches(days):
        yield counted.release(job.shown, counted.events(job.shown, first, last), first, last)


def _touched(job: Job, log: EventLog) -> pl.DataFrame:
    """Return date and rows of the days about which something new was said."""
    new = [
        log.rows(feed, recorded_after=job.since)
        .filter(pl.col("recorded_at") <= job.until[feed])
        .group_by(date="occurred_on")
        .agg(rows=pl.len())
        for feed in job.feeds
    ]
    return pl.concat(pl.collect_all(new, engine="streaming")).sort("date")


def monday(day: date) -> date:
    """Return the first day of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def extent(rows: pl.DataFrame) -> tuple[date, date]:
    """Return the first and the last ``date`` of rows, of which there is at least one."""
    first, last = rows.select(first=pl.col("date").min(), last=pl.col("date").max()).row(0)
    return first, last


class Counted:
    """The counts of one source, made when they are asked for."""

    def __init__(
        self, job: Job, declared: Indicators, log: EventLog, engine: Engine, outputs: Outputs
    ) -> None:
        self._job = job
        self._rates = {
            each.indicator.id: declared.rates_of(each.indicator.id) for each in job.shown
        }
        self._log = log
        self._engine = engine
        self._outputs = outputs
        self._begun = [_first_day(log, feed) for feed in job.feeds] if len(job.feeds) > 1 else None

    @property
    def begins(self) -> date:
        """The first day of which any of the feeds tells."""
        return min(_first_day(self._log, feed) for feed in self._job.feeds)

    @property
    def ends(self) -> date:
        """The last one."""
        return max(_last_day(self._log, feed) for feed in self._job.feeds)

    def stretches(self, days: pl.DataFrame) -> Iterator[Stretch]:
        """Cut the touched weeks into stretches whose rows fit in memory, oldest first."""
        weeks = days.group_by(week=cube.week_end(pl.col("date"))).agg(pl.col("rows").sum())
        if any(self._rates.values()):  # a day moves the windows of the week after
            after = weeks.select(pl.col("week").dt.offset_by("7d"), rows=pl.lit(0, pl.UInt32))
            weeks = pl.concat([weeks, after]).group_by("week").agg(pl.col("rows").sum())
        held: list[date] = []
        rows = 0
        for week, more in weeks.sort("week").iter_rows():
            far = held and week - held[-1] > timedelta(days=31)
            if held and (far or rows + more > ROWS_AT_ONCE):
                yield held[0] - BEFORE, held[-1]
                held, rows = [], 0
            held.append(week)
            rows += more
        yield held[0] - BEFORE, held[-1]

    def events(self, shown: Sequence[Shown], first: date, last: date) -> history.Histories:
        """Return the histories of the counts of whole weeks.

        With the daily totals of the six days before, where sliding windows reach into them.
        """
        names = [each.indicator.id for each in shown if self._rates[each.indicator.id]]
        known = None if last == date.max else last
        bases = self._bases(shown, first - BEFORE if names else first, known)
        fine = self._atoms(bases, shown)

        def changes_of(fine: pl.DataFrame) -> pl.DataFrame:
            return cube.changes(fine, self._job.partner, names, first, last)

        given = cube.given(cube.reported(bases, self._begun_or(bases)), first, last)
        own = insiders.own_histories(fine, parts_of(self._job), changes_of, given)
        return history.Histories(self._history(changes_of(fine), given), own)

    def released_with_census(self, first: date) -> pl.DataFrame:
        """Release who was present from a Monday on, and who came and left, which hang together."""
        shown = self._job.shown
        present = [each for each in shown if each.source.is_census]
        moved = [each for each in shown if not each.source.is_census]
        counts = [self.present(present, first - timedelta(days=cube.DAYS_OF_WEEK))]
        if moved:
            counts.append(self.events(moved, first, date.max))
        whole = pl.concat([each.whole for each in counts])
        return self.release(shown, history.Histories(whole), first, None)

    def present(self, shown: Sequence[Shown], first: date) -> history.Histories:
        """Return the history of who is present at each day's and week's end, from a day on.

        Every arrival and departure ever counts, so the whole feed is read.
        """
        bases = self._bases(shown, None, None)
        fine = self._atoms(bases, shown)
        days = cube.reported(bases, self._begun_or(bases))
        changes, given = [], []
        for period, moves in (
            ("day", cube.daily(fine, self._job.partner)),
            ("week", cube.weekly(fine, self._job.partner)),
        ):
            ends = days if period == "day" else days.filter(history.is_sunday())
            wanted = ends.filter(pl.col("date") >= first)
            changes.append(history.census(moves, history.first_given(wanted)))
            given.append(wanted.with_columns(period=pl.lit(period)))
        return history.Histories(self._history(pl.concat(changes), pl.concat(given)))

    def release(
        self,
        shown: Sequence[Shown],
        counts: history.Histories,
        first: date,
        last: date | None,
    ) -> pl.DataFrame:
        """Put counts through disclosure control and return the rows that are new."""
        inside = pl.col("date") >= first
        structure = self._structure(shown)
        rates = {rate_.id: each for each in shown for rate_ in self._rates[each.indicator.id]}
        before = self._published(shown, rates, first, last)
        figures = released(
            counts.whole.filter(inside),
            self._told(before, rates),
            structure,
            self._job.since,
            counts.whole.filter(~inside),
            counts.own,
        )
        rows = self._as_series(figures, shown)
        return rows.join(before.select(KEYS), on=KEYS, how="anti")

    def _published(
        self, shown: Sequence[Shown], rates: Mapping[str, Shown], first: date, last: date | None
    ) -> pl.DataFrame:
        """Return the rows of this source that are published, of the present definitions."""
        versions = {each.indicator.id: each.indicator.version for each in shown}
        versions |= {name: self._rate(name).version for name in rates}
        method = pl.col("indicator").replace_strict(versions, return_dtype=pl.Int16)
        rows = self._outputs.figures(list(versions), first, last)
        return rows.filter((pl.col("method") == method) & _speaks_of(self._job.partner))

    def _bases(
        self, shown: Sequence[Shown], first: date | None, last: date | None
    ) -> list[pl.DataFrame]:
        tallies = tuple(Tally.of(each.indicator.id, each.source) for each in shown)
        years = sorted({year for each in shown for year in each.indicator.first_years})
        plans = (
            Plan(feed, tallies, tuple(years), units_of(contract), self._job.until[feed])
            for feed, contract in zip(self._job.feeds, self._job.contracts, strict=True)
        )
        return [self._engine.count(plan, first, last) for plan in plans]

    def _atoms(self, bases: Sequence[pl.DataFrame], shown: Sequence[Shown]) -> pl.DataFrame:
        wanted = [each.indicator for each in shown]
        pairs = zip(bases, self._job.feeds, strict=True)
        return pl.concat([cube.atoms(base, feed, wanted) for base, feed in pairs])

    def _begun_or(self, bases: Sequence[pl.DataFrame]) -> list[date]:
        return self._begun or [date.min for _ in bases]

    def _history(self, changes: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
        there = history.presence(changes, given)
        return history.histories(pl.concat([changes, there]), given)

    def _structure(self, shown: Sequence[Shown]) -> Structure:
        moving = any(each.source.is_census for each in shown)
        begins = _first_day(self._log, self._job.feeds[0]) if moving else None
        return structure_of(self._job, shown, begins)

    def _told(self, before: pl.DataFrame, rates: Mapping[str, Shown]) -> pl.DataFrame:
        """Return what was released by the last publication, rates as their sums."""
        since = self._job.since
        known = before.clear() if since is None else before.filter(pl.col("known_from") <= since)
        counts = known.filter(~pl.col("indicator").is_in(list(rates)))
        sums = [
            sums_behind(known.filter(pl.col("indicator") == name), self._rate(name), populations())
            for name in rates
        ]
        return pl.concat([counts, *sums]).select(*CELL, "value", "status", "known_from")

    def _rate(self, name: str) -> Indicator:
        return next(each for found in self._rates.values() for each in found if each.id == name)

    def _as_series(self, figures: pl.DataFrame, shown: Sequence[Shown]) -> pl.DataFrame:
        counts = figures.filter(pl.col("period") != "window")
        parts = []
        for each in shown:
            own = pl.col("indicator") == each.indicator.id
            parts.append(self._rows(counts.filter(own), each, each.indicator))
            sums = figures.filter(own & (pl.col("period") == "window"))
            for of in self._rates[each.indicator.id]:
                per = of.rate.per if of.rate else 1.0
                values = rate(sums, populations(), per).with_columns(
                    indicator=pl.lit(of.id), period=pl.lit("day")
                )
                parts.append(self._rows(values, each, of))
        return pl.concat(parts)

    def _rows(self, figures: pl.DataFrame, shown: Shown, of: Indicator) -> pl.DataFrame:
        whole = pl.col("partner") == self._job.partner
        return (
            figures.with_columns(
                source_rank=pl.when(whole).then(pl.lit(shown.rank)),
                derived=pl.lit(True),
                rounded=pl.lit(True),
                method=pl.lit(of.version),
            )
            .select(list(SERIES))
            .cast(SERIES)
        )


def _speaks_of(partner: str) -> pl.Expr:
    """Whether a row is of a source or of one of its parts."""
    head = pl.col("partner").str.extract("^([^/]+)")
    return pl.col("rounded") & head.is_in([partner, *partner.split("+")])


def _first_day(log: EventLog, feed: str) -> date:
    day: date = log.rows(feed).select(pl.col("occurred_on").min()).collect().item()
    return day


def _last_day(log: EventLog, feed: str) -> date:
    day: date = log.rows(feed).select(pl.col("occurred_on").max()).collect().item()
    return day


def populations() -> dict[str, int]:
    """Return the population of every place that has one."""
    known = places().frame.filter(pl.col("population") > 0)
    return dict(known.select("place", "population").iter_rows())
