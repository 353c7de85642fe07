"""What a file says against what the log says: pure functions on frames, no store.

``compare`` turns the facts of a file into statements; ``state`` reads the facts back from the
statements.
"""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from argos.core.schema import CONTENT_COLUMNS, EVENT_SCHEMA, FACT_SCHEMA

STATEMENT_SCHEMA = pl.Schema({**FACT_SCHEMA, "sign": EVENT_SCHEMA["sign"]})


@dataclass(frozen=True, slots=True)
class Statements:
    """What one batch adds to the log.

    Attributes:
        rows: signed rows (``STATEMENT_SCHEMA``); the commit adds batch_id and recorded_at.
        new: facts that the log does not hold.
        unchanged: facts that it holds as they are; they add no row.
        corrected: facts that it holds with another content: a -1 and a +1 row each.
        withdrawn: facts that it holds and that a complete file no longer says: a -1 row each.

    """

    rows: pl.DataFrame
    new: int
    unchanged: int
    corrected: int
    withdrawn: int


def compare(
    live: pl.DataFrame,
    facts: pl.DataFrame,
    *,
    in_scope: pl.Expr | None,
    keep: Collection[bytes] = (),
) -> Statements:
    """Say which facts are new, unchanged, corrected or withdrawn.

    Args:
        live: the feed's live rows (``EVENT_SCHEMA``, sign +1, one a key) over its window.
        facts: the facts of the file (``FACT_SCHEMA``), one a key.
        in_scope: over the columns of ``live``, what the file is complete for; None where absence
            from the file means nothing.
        keep: keys that are never withdrawn, those of the file's rejected rows.

    >>> from argos.core.schema import no_facts
    >>> compare(pl.DataFrame(schema=EVENT_SCHEMA), no_facts(), in_scope=None).new
    0

    """
    both = facts.select("event_id", fact=pl.int_range(pl.len())).join(
        live.select("event_id", row=pl.int_range(pl.len())), on="event_id"
    )
    said = facts[both["fact"]]
    held = live[both["row"]]
    same = _same_content(held, said)
    new = facts.join(live, on="event_id", how="anti")
    corrected = said.filter(~same)
    gone = _withdrawn(live, facts, in_scope, keep)
    signed = [(held.filter(~same), -1), (gone, -1), (corrected, 1), (new, 1)]
    return Statements(
        rows=pl.concat([_signed(frame, sign) for frame, sign in signed]),
        new=new.height,
        unchanged=both.height - corrected.height,
        corrected=corrected.height,
        withdrawn=gone.height,
    )


def state(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the live rows that remain of signed rows: of each key its last +1, unless unsaid.

    Right on the rows of any set of days, since a -1 row bears the day of the row that it unsays.
    """
    unsaid = rows.filter(pl.col("sign") == -1)["event_id"].unique()
    if unsaid.is_empty():
        return rows
    touched = rows.select(pl.col("event_id").is_in(unsaid.implode())).to_series()
    said_again = (
        rows.select("event_id", "sign", "recorded_at", at=pl.int_range(pl.len()))
        .filter(touched)
        .filter(pl.col("sign").cast(pl.Int64).sum().over("event_id") >= 1)
        .filter(pl.col("sign") == 1)
        .filter(pl.col("recorded_at") == pl.col("recorded_at").max().over("event_id"))
    )
    # The rows themselves are copied once: lists and bytes are dear.
    return rows.filter(~touched | pl.int_range(pl.len()).is_in(said_again["at"].implode()))


def _same_content(held: pl.DataFrame, said: pl.DataFrame) -> pl.Series:
    same = pl.repeat(True, held.height, dtype=pl.Boolean, eager=True)
    for column in CONTENT_COLUMNS:
        same &= held[column].eq_missing(said[column])
    return same


def _withdrawn(
    live: pl.DataFrame, facts: pl.DataFrame, in_scope: pl.Expr | None, keep: Collection[bytes]
) -> pl.DataFrame:
    if in_scope is None:
        return live.clear()
    kept = pl.DataFrame({"event_id": list(keep)}, schema={"event_id": pl.Binary})
    absent = live.join(facts, on="event_id", how="anti").join(kept, on="event_id", how="anti")
    return absent.filter(in_scope)


def _signed(frame: pl.DataFrame, sign: int) -> pl.DataFrame:
    signed = frame.with_columns(sign=pl.lit(sign, STATEMENT_SCHEMA["sign"]))
    return signed.select(STATEMENT_SCHEMA.names())
