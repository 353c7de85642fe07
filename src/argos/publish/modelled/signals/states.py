"""The state of signals, from the register to the published table: the state and the day, no more.

Who acted, and the words given for it, stay in the register: words may name somebody.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from argos.core.clock import Clock, local_day
from argos.outputs.store import Outputs
from argos.publish.disclosure import published
from argos.register.signals import continued, states

COLUMNS = {"state": pl.String(), "state_on": pl.Date(), "explanation": pl.String()}


def with_states(signals: pl.DataFrame) -> pl.DataFrame:
    """Return signals with the state that the register knows of each.

    Args:
        signals: with a column ``signal``.

    Returns:
        The same rows, with ``state``, ``state_on`` (local day, null of a signal that nobody acted
        on) and ``explanation`` (always null) written anew.

    """
    rows = [
        (signal, each.state, local_day(each.at) if each.at else None, None)
        for signal, each in states(signals["signal"].unique().to_list()).items()
    ]
    told = pl.DataFrame(rows, schema={"signal": pl.String(), **COLUMNS}, orient="row")
    bare = signals.drop(COLUMNS, strict=False)
    return bare.join(told, on="signal", how="left", maintain_order="left")


def with_life(signals: pl.DataFrame, begun: Mapping[str, date], clock: Clock) -> pl.DataFrame:
    """Return tonight's signals with the state of each, those without evidence any more closed.

    Closed signals whose evidence has returned are reopened in the register first.

    Args:
        signals: tonight's, with ``state`` closed where evidence is gone, and ``origin``.
        begun: by signal, the first day of the evidence that it has now.
        clock: what tells the time.

    """
    continued(begun, clock)
    over = pl.col("state") == "closed"
    gone = signals.filter(over).select("signal", gone_on="origin")
    told = with_states(signals).join(gone, on="signal", how="left", maintain_order="left")
    no_evidence = pl.col("gone_on").is_not_null()
    return told.with_columns(
        state=pl.when(no_evidence).then(pl.lit("closed")).otherwise("state"),
        state_on=pl.when(no_evidence).then("gone_on").otherwise("state_on"),
    ).drop("gone_on")


def tell(outputs: Outputs, signal: str, clock: Clock) -> None:
    """Publish the last row of a signal again, with its state of now.

    Raises:
        FeedBusy: another publication was committed meanwhile; the next one tells the state.

    """
    rows = outputs.rows("signals").filter(pl.col("signal") == signal).collect()
    now = pl.lit(clock.now()).cast(rows.schema["known_from"])
    last = rows.sort("known_from").tail(1).with_columns(known_from=now)
    outputs.commit(published("signals", with_states(last), {}))
