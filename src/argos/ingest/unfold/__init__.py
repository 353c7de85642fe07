"""From typed rows to facts: a figure of a count, a moment of an event.

What is rejected here are the copies and conflicts among the rows of one file. What is held are the
identifiers of rejected rows: their absence from the facts withdraws nothing.
"""

from dataclasses import dataclass

import polars as pl

from argos.core.contract import Contract
from argos.core.reasons import reason
from argos.core.receipt import Reason
from argos.core.schema import FACT_SCHEMA, month_of
from argos.ingest.unfold.counts import NAME, facts_of_counts, names_of_counts
from argos.ingest.unfold.keys import event_ids, key_of_twins, with_key
from argos.ingest.unfold.moments import facts_of_moments, names_of_moments
from argos.ingest.unfold.twins import twins

__all__ = ["Unfolded", "unfold"]


@dataclass(frozen=True)
class Unfolded:
    """What the rows of a file say.

    Attributes:
        facts: columns of ``core.schema.FACT_SCHEMA``, then ``row`` and ``sheet``; unique by
            ``event_id``.
        rejected: columns of ``readers.raw.REJECTED``.
        held: the identifiers of the facts that rejected rows may have said.
        keys_unread: whether the key of some rejected row cannot be known.
        reasons: of the rejected rows, then the notices.

    """

    facts: pl.DataFrame
    rejected: pl.DataFrame
    held: frozenset[bytes]
    keys_unread: bool
    reasons: tuple[Reason, ...]


def unfold(
    frame: pl.DataFrame,
    contract: Contract,
    secret: bytes,
    *,
    set_aside: pl.DataFrame | None = None,
) -> Unfolded:
    """Unfold the rows of a file into facts.

    Args:
        frame: typed rows (``checks.Checked.frame``), once identity traits are a ``subject``.
        contract: the feed's contract.
        secret: the key of event identifiers, at most 64 bytes.
        set_aside: rows rejected so far, typed as far as they could be read.

    """
    keyed = with_key(frame, contract)
    rejected = twins(keyed, key_of_twins(contract))
    conflicts = rejected.filter(pl.col("code") == "KEY_CONFLICT")
    aside = [_rows_of(keyed, conflicts)]
    if set_aside is not None and set_aside.height:
        aside.append(with_key(set_aside, contract))
    held, keys_unread = _held(aside, contract, secret)
    facts, notices = _facts(_without(keyed, rejected), contract, secret)
    counted = rejected.group_by("code", maintain_order=True).len()
    reasons = [reason(code, rows=rows) for code, rows in counted.iter_rows()]
    return Unfolded(facts, rejected, held, keys_unread, (*reasons, *notices))


def _facts(
    keyed: pl.DataFrame, contract: Contract, secret: bytes
) -> tuple[pl.DataFrame, list[Reason]]:
    notices: list[Reason] = []
    if contract.is_count:
        facts, notices = facts_of_counts(keyed, contract)
        facts = facts.with_columns(age=pl.lit(None, pl.Int16))
    else:
        facts = facts_of_moments(keyed, contract)
    named = facts.with_columns(
        event_ids(facts[NAME], secret),
        month_of(pl.col("occurred_on")).alias("month"),
        feed=pl.lit(contract.feed),
        kind=pl.lit(contract.kind),
        period=pl.lit(contract.period),
    )
    return named.select(*FACT_SCHEMA, "row", "sheet"), notices


def _held(
    aside: list[pl.DataFrame], contract: Contract, secret: bytes
) -> tuple[frozenset[bytes], bool]:
    names_of = names_of_counts if contract.is_count else names_of_moments
    names = pl.concat([names_of(rows, contract) for rows in aside])
    unread = names.null_count() > 0
    return frozenset(event_ids(names.drop_nulls(), secret).to_list()), unread


def _rows_of(frame: pl.DataFrame, rejected: pl.DataFrame) -> pl.DataFrame:
    return frame.join(rejected, on=["row", "sheet"], how="semi", nulls_equal=True)


def _without(frame: pl.DataFrame, rejected: pl.DataFrame) -> pl.DataFrame:
    if rejected.is_empty():
        return frame
    return frame.join(rejected, on=["row", "sheet"], how="anti", nulls_equal=True)
