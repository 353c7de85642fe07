"""What each step of `argos.publish.flow` does."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from argos.core.clock import Clock
from argos.core.contract import Contract
from argos.core.receipt import Receipt
from argos.events.log import EventLog
from argos.outputs.store import Outputs
from argos.outputs.tables import INDICATORS, SERIES, Name
from argos.publish import open_sets as sets
from argos.publish import quality
from argos.publish.aggregate import Engine
from argos.publish.cube import CELL
from argos.publish.indicators import Indicator, Indicators
from argos.publish.line_level import BEFORE, extent, populations, released_series
from argos.publish.plan import Job, Shown, Work
from argos.publish.ratios import rate, ratio
from argos.register import ledger

AT_ONCE = 2  # sources
AT = [*CELL, "source_rank", "known_from"]


def open_sets(
    jobs: Sequence[Job], declared: Indicators, log: EventLog, outputs: Outputs
) -> list[pl.DataFrame]:
    """Return the new rows of the sets that are shown as published."""
    found = []
    for job in jobs:
        if job.is_open:
            found += _open_set(job, declared, log)
    stored = _stored(found, outputs)
    return [frame.join(stored, on=AT, how="anti", nulls_equal=True) for frame in found]


def _open_set(job: Job, declared: Indicators, log: EventLog) -> list[pl.DataFrame]:
    """Return the figures as given, those rolled up, and the rates, of one set."""
    feed, contract = job.feeds[0], job.contracts[0]
    measures = sorted({each.source.measure for each in job.shown})
    until = job.until[feed]
    new = sets.statements(log.rows(feed, recorded_after=job.since), measures, until)
    if new.is_empty():
        return []
    given = sets.as_published(new)
    first, last = extent(new)
    around = sets.statements(log.rows(feed, first - BEFORE, last + BEFORE), measures, until)
    rows = []
    for each in job.shown:
        of = pl.col("measure") == each.source.measure
        mine = around.filter(of)
        levels = each.source.roll_up
        sums = sets.rolled_up(mine.filter(pl.col("date") >= first), levels, contract, job.since)
        rows += [_rows(given.filter(of), each, derived=False), _rows(sums, each, derived=True)]
        for how in declared.rates_of(each.indicator.id):
            windows = sets.windows(mine, levels, contract, job.since)
            per = rate(windows, populations(), how.rate.per if how.rate else 1.0)
            inside = per.filter(pl.col("date") >= first)
            rows.append(_rows(inside, each, derived=True, of=how))
    return rows


def _rows(
    figures: pl.DataFrame, shown: Shown, *, derived: bool, of: Indicator | None = None
) -> pl.DataFrame:
    indicator = of or shown.indicator
    return (
        figures.with_columns(
            indicator=pl.lit(indicator.id),
            partner=pl.lit(shown.source.partner),
            source_rank=pl.lit(shown.rank),
            derived=pl.lit(derived),
            rounded=pl.lit(False),
            method=pl.lit(indicator.version),
        )
        .select(list(SERIES))
        .cast(SERIES)
    )


def events(
    jobs: Sequence[Job], declared: Indicators, log: EventLog, engine: Engine, outputs: Outputs
) -> list[pl.DataFrame]:
    """Return the new rows that are counted from line-level events, through disclosure control.

    Sources have nothing in common, so that two are worked on at once.
    """

    def rows_of(job: Job) -> list[pl.DataFrame]:
        return list(released_series(job, declared, log, engine, outputs))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(rows_of, (job for job in jobs if not job.is_open)))
    return [rows for each in found for rows in each]


def with_ratios(
    frames: Sequence[pl.DataFrame], declared: Indicators, outputs: Outputs
) -> pl.DataFrame:
    """Return all new rows, with those of the ratios that they change."""
    new = pl.concat([pl.DataFrame(schema=SERIES), *frames])
    found = [_ratio(new, each, outputs) for each in declared.each() if each.ratio]
    return pl.concat([new, *found])


def _ratio(new: pl.DataFrame, indicator: Indicator, outputs: Outputs) -> pl.DataFrame:
    of = indicator.ratio
    assert of is not None  # noqa: S101 - chosen by the caller
    sides = [of.numerator, of.denominator]
    moved = new.filter(pl.col("indicator").is_in(sides))
    if moved.is_empty():
        return new.clear()
    first, last = extent(moved)
    cell = [name for name in CELL if name != "indicator"]
    whole = pl.concat([outputs.figures(sides, first, last), moved])
    concerned = whole.join(moved.select(cell).unique(), on=cell, how="semi")
    made = ratio(concerned, indicator.id, of).with_columns(
        derived=pl.lit(True), method=pl.lit(indicator.version)
    )
    rows = made.select(list(SERIES)).cast(SERIES)
    stored = outputs.figures([indicator.id], first, last).select(AT)
    return rows.join(stored, on=AT, how="anti", nulls_equal=True)


def _stored(frames: Sequence[pl.DataFrame], outputs: Outputs) -> pl.DataFrame:
    """Return `AT` of what is published already of the indicators and days of some rows."""
    if not frames:
        return pl.DataFrame(schema=SERIES).select(AT)
    whole = pl.concat(frames)
    if whole.is_empty():
        return whole.select(AT)
    names = whole["indicator"].unique().to_list()
    first, last = extent(whole)
    return outputs.figures(names, first, last).select(AT)


def about_feeds(
    receipts: Sequence[Receipt] | None,
    contracts: Mapping[str, Contract],
    log: EventLog,
    outputs: Outputs,
    clock: Clock,
    work: Work,
    declared: Indicators,
) -> dict[Name, pl.DataFrame]:
    """Return the new rows of the tables about the feeds: receipts, and their quality."""
    known = outputs.rows("receipts").collect()
    found = ledger.receipts() if receipts is None else receipts
    new = quality.receipts_table(found, contracts, known)
    feeds = {*new["feed"], *(feed for job in work.jobs for feed in job.feeds)}
    concerned = [each for each in found if each.feed in feeds]
    told = outputs.rows("feed_quality").collect()
    state = quality.quality_table(concerned, contracts, log, told, clock.now(), declared)
    return {"receipts": new, "feed_quality": state}


def labels(declared: Indicators, outputs: Outputs, clock: Clock) -> pl.DataFrame:
    """Return the labels of the indicators that are not published as they are declared."""
    rows = [_label(each) for each in declared.each()]
    known = outputs.rows("indicators").collect().sort("known_from")
    told = known.unique(subset="indicator", keep="last").drop("known_from").to_dicts()
    new = [row for row in rows if row not in told]
    frame = pl.DataFrame(new, schema={k: v for k, v in INDICATORS.items() if k != "known_from"})
    return frame.with_columns(known_from=pl.lit(clock.now()).cast(INDICATORS["known_from"]))


def _label(indicator: Indicator) -> dict[str, object]:
    said: dict[str, object] = {"indicator": indicator.id, "method": indicator.version}
    for name in ("label", "unit", "definition", "method"):
        text = getattr(indicator, name)
        said |= {f"{name}_fr": text.fr, f"{name}_en": text.en}
    return {**said, "ages": indicator.ages}
