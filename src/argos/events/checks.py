"""The last look at a batch before its commit, made from the declared schema.

A store's own refusal may print the rows that it refuses; this one never does.
"""

from datetime import datetime, timedelta

import polars as pl

from argos.core.errors import ArgosError, FeedBusy, UsageError
from argos.core.language import Text, same
from argos.core.schema import EVENT, EVENT_SCHEMA, month_of
from argos.events.log import Position

EVENT_ID_BYTES = 16
TICK = timedelta(microseconds=1)


def complete(
    position: Position, rows: pl.DataFrame, batch_id: str, instant: datetime
) -> pl.DataFrame:
    """Return the rows as they go into the log: batch and instant added, all rules kept.

    Raises:
        ArgosError: ``BAD_STATEMENTS`` with the names of the broken rules, no value.

    """
    rows = rows.with_columns(
        batch_id=pl.lit(batch_id), recorded_at=pl.lit(instant, EVENT_SCHEMA["recorded_at"])
    )
    if dict(rows.schema) != dict(EVENT_SCHEMA):
        wrong = dict(rows.schema).items() ^ dict(EVENT_SCHEMA).items()
        raise _bad_statements(sorted({f"{name}: type" for name, _ in wrong}))
    counts = rows.select(rule.sum().alias(name) for name, rule in _rules(position.feed))
    broken = [name for name, count in counts.row(0, named=True).items() if count]
    if broken:
        raise _bad_statements(broken)
    return rows.select(EVENT_SCHEMA.names())


def next_instant(position: Position, recorded_at: datetime) -> datetime:
    """Return the instant of the next batch, strictly after the feed's last one.

    Raises:
        UsageError: ``RECORDED_BEFORE_LAST``.

    """
    last = position.recorded_at
    if last is None or recorded_at > last:
        return recorded_at
    if recorded_at == last:
        return last + TICK
    raise UsageError(
        "RECORDED_BEFORE_LAST",
        expected=Text(
            f"un instant qui ne précède pas le dernier lot du flux ({last.isoformat()})",
            f"an instant not before the feed's last batch ({last.isoformat()})",
        ),
        found=same(recorded_at.isoformat()),
        todo=Text(
            "rejouez les fichiers du plus ancien au plus récent",
            "replay the files from the oldest to the newest",
        ),
    )


def busy(feed: str) -> FeedBusy:
    """Return the error of a push that another one overtook."""
    return FeedBusy(
        "BUSY",
        expected=Text(f"le flux {feed} libre", f"the feed {feed} free"),
        found=Text("un autre lot enregistré entre-temps", "another batch recorded meanwhile"),
        todo=Text("renvoyez le même fichier", "push the same file again"),
    )


def _rules(feed: str) -> list[tuple[str, pl.Expr]]:
    """Name each rule with an expression that is true on the rows that break it."""
    required = [(f"{c.name}: null", pl.col(c.name).is_null()) for c in EVENT if not c.nullable]
    allowed = [
        (f"{c.name}: value not allowed", ~pl.col(c.name).is_in(c.allowed))
        for c in EVENT
        if c.allowed
    ]
    return [
        *required,
        *allowed,
        ("event_id: size", pl.col("event_id").bin.size() != EVENT_ID_BYTES),
        ("feed: another feed", pl.col("feed") != feed),
        ("month: not that of occurred_on", pl.col("month") != month_of(pl.col("occurred_on"))),
        ("sign: neither +1 nor -1", ~pl.col("sign").is_in([-1, 1])),
        ("event_id: said twice", pl.struct("event_id", "sign").is_duplicated()),
        (
            "value: neither figure nor reason",
            pl.col("value").is_null() & (pl.col("status") == "ok"),
        ),
    ]


def _bad_statements(rules: list[str]) -> ArgosError:
    return ArgosError(
        "BAD_STATEMENTS",
        expected=Text("des lignes conformes au schéma déclaré", "rows as the schema declares them"),
        found=same(", ".join(rules)),
        todo=Text(
            "rien n'a été enregistré ; signalez ce défaut d'Argos",
            "nothing was recorded; report this defect of Argos",
        ),
    )
