"""What is published about the feeds themselves: receipts, cadence, lateness, rejects, coverage.

Of a closed feed, how many rows its files had is not told: a file's rows are the sum of the figures
of its days, so a rounded number of rows beside rounded days would leave a hidden day to be
subtracted. Nor is a batch's whole name, which bears a print of the file's bytes: who can guess a
small file could make sure. The sender's own receipt has both.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

import polars as pl

from argos.core.cadence import period_after
from argos.core.contract import Contract
from argos.core.receipt import Receipt
from argos.events.log import EventLog
from argos.outputs.tables import FEED_QUALITY, RECEIPTS
from argos.publish import rule, units
from argos.publish.indicators import Indicators

RECORDED = ("accepted", "partial")
PRINT = 1  # which part of a batch's name is made from the bytes of its file
DIAGNOSES = ("cim10", "sos", "hub")  # the systems of codes that say why a person came
CODED_DAYS = 28  # of which the share of coded rows is told
CODED_STEP = 5  # %: the share is told by classes of this width, the last one from 95 to 100
CODED_LEAST = 220  # rows: a class of 5 % stands for 11 of them, so that no few rows are told
COUNTS = (
    "rows_read", "rows_accepted", "rows_rejected",
    "facts_new", "facts_unchanged", "facts_corrected", "facts_withdrawn",
)  # fmt: skip


def receipts_table(
    receipts: Sequence[Receipt], contracts: Mapping[str, Contract], known: pl.DataFrame
) -> pl.DataFrame:
    """Return the receipts that are not published yet; of a closed feed, without counts."""
    published = set(known["batch_id"])
    new = [each for each in receipts if _name(each, contracts) not in published]
    return pl.DataFrame([_receipt(each, contracts) for each in new], schema=RECEIPTS, orient="row")


def _receipt(receipt: Receipt, contracts: Mapping[str, Contract]) -> dict[str, object]:
    is_open = _is_open(receipt.feed, contracts)
    return {
        "batch_id": _name(receipt, contracts),
        "feed": receipt.feed,
        "status": receipt.status,
        "recorded_at": _instant(receipt.recorded_at),
        "content_from": _day(receipt.content_from),
        "content_until": _day(receipt.content_until),
        **{name: getattr(receipt, name) if is_open else None for name in COUNTS},
        "reasons": [
            {"code": each.code, "column": each.column, "rows": each.rows if is_open else None}
            for each in receipt.reasons
        ],
        "rounded": not is_open,
    }


def _name(receipt: Receipt, contracts: Mapping[str, Contract]) -> str:
    """Return the name under which a batch is published: without its print, of a closed feed."""
    if _is_open(receipt.feed, contracts):
        return receipt.batch_id
    return "-".join(part for n, part in enumerate(receipt.batch_id.split("-")) if n != PRINT)


def quality_table(
    receipts: Sequence[Receipt],
    contracts: Mapping[str, Contract],
    log: EventLog,
    known: pl.DataFrame,
    now: datetime,
    declared: Indicators,
) -> pl.DataFrame:
    """Return one row for each feed whose quality is not what was last published."""
    by_feed: dict[str, list[Receipt]] = {}
    for each in receipts:
        by_feed.setdefault(each.feed, []).append(each)
    rows = [
        _quality(contracts[feed], found, log, now, declared)
        for feed, found in sorted(by_feed.items())
        if feed in contracts
    ]
    table = pl.DataFrame(rows, schema=FEED_QUALITY, orient="row")
    last = known.sort("known_from").unique(subset="feed", keep="last").drop("known_from")
    told = {row["feed"]: row for row in last.to_dicts()}
    now_said = table.drop("known_from").to_dicts()
    new = [row["feed"] for row in now_said if told.get(row["feed"]) != row]
    return table.filter(pl.col("feed").is_in(new))


def _quality(
    contract: Contract,
    receipts: Sequence[Receipt],
    log: EventLog,
    now: datetime,
    declared: Indicators,
) -> dict[str, object]:
    shown = _as_shown(contract.feed, {contract.feed: contract})
    kept = [each for each in receipts if each.status in RECORDED]
    recorded = sorted(datetime.fromisoformat(r.recorded_at) for r in kept if r.recorded_at)
    rejects = Counter[str]()
    for each in receipts:
        rejects.update({reason.code: reason.rows for reason in each.reasons if reason.rows})
    first, newest, days = _days(contract.feed, log)
    return {
        "feed": contract.feed,
        "known_from": now,
        "ends_on": contract.agreement.ends_on,
        "cadence": contract.cadence.every,
        "lateness_hours": contract.cadence.lateness_hours,
        "last_recorded_at": recorded[-1] if recorded else None,
        "newest_day": newest,
        "batches": len(recorded),
        "late_batches": _late(contract, recorded),
        "rows_read": sum(r.rows_read for r in kept) if contract.open else None,
        "rows_rejected": shown(sum(r.rows_rejected for r in kept)),
        "rejects": [{"code": code, "rows": shown(rows)} for code, rows in sorted(rejects.items())],
        "places": sorted({place for each in contract.coverage for place in each.places}),
        "days_covered": days,
        "days_expected": (newest - first).days + 1 if first and newest else 0,
        "volume": _volume(contract.feed, declared),
        "coded": _coded(contract, log, newest),
        "units": units.units(contract, log, newest),
        "panel": units.panel(contract, log, newest),
        "rounded": not contract.open,
    }


def _late(contract: Contract, recorded: Sequence[datetime]) -> int:
    """Return how many batches came later after the one before than was agreed."""
    lateness = timedelta(hours=contract.cadence.lateness_hours)
    periods = [(period_after(contract.cadence.every, each), each) for each in recorded[:-1]]
    return sum(
        period is not None and after - before > period + lateness
        for (period, before), after in zip(periods, recorded[1:], strict=True)
    )


def _days(feed: str, log: EventLog) -> tuple[date | None, date | None, int]:
    day = pl.col("occurred_on")
    asked = log.rows(feed).select(first=day.min(), newest=day.max(), days=day.n_unique())
    first, newest, days = asked.collect(engine="streaming").row(0)
    return first, newest, days if first else 0


def _volume(feed: str, declared: Indicators) -> str | None:
    """Return the first indicator that counts every row of a feed."""
    return next(
        (
            each.id
            for each in declared.each()
            for source in each.sources
            if source.feeds == [feed] and not (source.syndrome or source.codes or source.any_of)
        ),
        None,
    )


def _coded(contract: Contract, log: EventLog, newest: date | None) -> int | None:
    """Return the share of a feed's last rows that have a diagnosis, by classes.

    A class stands for `CODED_STEP` % of at least `CODED_LEAST` rows: who knows how many rows there
    are cannot tell the rows without a code to less than 11. None where nothing may be told.
    """
    systems = {field.system for field in contract.fields} & set(DIAGNOSES)
    if contract.open or newest is None or not systems:
        return None
    system = pl.element().str.split(":").list.first()
    named = pl.col("codes").list.eval(system.is_in(sorted(systems))).list.any()
    counted = pl.col("sign").cast(pl.Int64)  # what was taken back takes itself away
    rows = log.rows(contract.feed, newest - timedelta(days=CODED_DAYS - 1), newest)
    asked = rows.select(of=counted.sum(), coded=(counted * named.fill_null(value=False)).sum())
    of, coded = (int(each) for each in asked.collect(engine="streaming").row(0))
    if of < CODED_LEAST:
        return None
    share = 100 * coded // of
    return min(share // CODED_STEP * CODED_STEP, 100 - CODED_STEP)


def _is_open(feed: str, contracts: Mapping[str, Contract]) -> bool:
    return feed in contracts and contracts[feed].open


def _as_shown(feed: str, contracts: Mapping[str, Contract]) -> Callable[[int], int | None]:
    """Return how counts of a feed's rejected rows are shown: as they are, or by the rule."""
    if _is_open(feed, contracts):
        return lambda count: count

    def by_rule(count: int) -> int | None:
        value = pl.select(rule.figure(pl.lit(count))).item()
        return None if value is None else int(value)

    return by_rule


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
