"""From the stored rows of signals to those that somebody should look at."""

from datetime import timedelta
from typing import Any

import polars as pl

from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.core.places import places

RECENT = timedelta(days=14)  # as long as evidence may return (`register.signals.RETURNS_WITHIN`)
NAMED = 5  # signals that an error names


def latest(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the last row of each signal, the first to look at first (``tables.SIGNALS``)."""
    last = rows.sort("known_from").unique("signal", keep="last")
    return last.sort("rank", "first_day", "signal", nulls_last=True)


def standing(signals: pl.DataFrame) -> pl.DataFrame:
    """Return the signals that are not closed and were last found in the 14 newest days."""
    return recent(signals).filter(pl.col("state") != "closed")


def recent(signals: pl.DataFrame) -> pl.DataFrame:
    """Return the signals that were last found in the 14 newest days, whatever their state."""
    return signals.filter(pl.col("origin") > pl.col("origin").max() - RECENT)


def about(signals: pl.DataFrame, place: str) -> pl.DataFrame:
    """Return the signals of a place or of places within it."""
    named = [[row["place"], *(row["places"] or [])] for row in signals.to_dicts()]
    within = [any(_is_within(each, place) for each in every) for every in named]
    return signals.filter(pl.Series(within, dtype=pl.Boolean))


def named(signals: pl.DataFrame, beginning: str) -> dict[str, Any]:
    """Return the signal whose identifier is given, or the only one whose identifier begins so.

    Raises:
        UsageError: ``NO_SUCH_SIGNAL`` or ``SEVERAL_SIGNALS``; the second names some of them.

    """
    known = pl.col("signal")
    exact = signals.filter(known == beginning)
    found = signals.filter(known.str.starts_with(beginning)) if exact.is_empty() else exact
    if found.height == 1:
        return found.row(0, named=True)
    code, several = ("SEVERAL_SIGNALS", found) if found.height else ("NO_SUCH_SIGNAL", signals)
    listed = ", ".join(several["signal"].head(NAMED)) or "-"
    raise UsageError(
        code,
        expected=Text(
            "l'identifiant d'un signal, ou son début s'il est le seul à commencer ainsi",
            "the identifier of a signal, or its beginning if no other begins so",
        ),
        found=same(repr(beginning)),
        todo=Text(
            f"choisissez parmi : {listed} (`argos signals list --all`)",
            f"choose among: {listed} (`argos signals list --all`)",
        ),
    )


def _is_within(place: str | None, wider: str) -> bool:
    return place is not None and (place == wider or wider in places().parents(place).values())
