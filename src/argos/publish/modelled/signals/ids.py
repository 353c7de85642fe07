"""Which of tonight's signals were there before: identifiers that stay from night to night."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from argos.outputs.modelled import SIGNALS
from argos.publish.modelled.known.levels import made_columns

RETURNS_WITHIN = timedelta(days=14)  # as the register has it: later evidence is another signal
OVER_AFTER = timedelta(days=7)
SEARCHED = timedelta(days=60)  # how old a signal of the nights before may be
LENGTH = 12  # hexadecimal digits
COLUMNS = made_columns(SIGNALS)
Row = dict[str, Any]


def continued_from(
    rows: Sequence[Mapping[str, Any]], before: pl.DataFrame, origin: date
) -> tuple[list[Row], dict[str, date]]:
    """Return tonight's rows with their identifiers, and since when each has its evidence.

    A signal is one of the nights before where kind and pathology are the same, an indicator and a
    place are shared, and its evidence began not later than 14 days after the last of that one. It
    keeps the identifier and the first day. Of several, the one that began first gives its own; the
    others are told once more, closed. What was never told and is over is not told.

    Args:
        rows: without ``signal``.
        before: the last published row of every signal.
        origin: tonight's last day.

    """
    known = [row for row in before.to_dicts() if row["last_day"] >= origin - SEARCHED]
    known.sort(key=lambda row: (row["first_day"], row["signal"]))
    taken: set[str] = set()
    kept: list[Row] = []
    begun: dict[str, date] = {}
    for row in rows:
        old = _best(row, [each for each in known if each["signal"] not in taken])
        if row["state"] == "closed" and (old is None or old["state"] == "closed"):
            taken.update([old["signal"]] if old else [])  # it is over, and that was told
            continue
        name = old["signal"] if old else identifier(row)
        if name in begun:
            continue
        taken.add(name)
        begun[name] = row["first_day"]
        first = min(row["first_day"], old["first_day"]) if old else row["first_day"]
        rank = sum(each["rank"] is not None for each in kept) + 1
        kept.append(
            {**_blank(row), "signal": name, "first_day": first,
             "rank": None if row["state"] == "closed" else rank}
        )  # fmt: skip
    return kept + [_closed(each, origin) for each in known if _gone(each, taken, origin)], begun


def _best(row: Mapping[str, Any], known: Sequence[Row]) -> Row | None:
    """Return the signal of the nights before that shares most days with tonight's; the oldest."""
    possible = [each for each in known if same(row, each)]
    return max(possible, key=lambda old: _shared_days(row, old), default=None)


def _shared_days(row: Mapping[str, Any], old: Mapping[str, Any]) -> int:
    first = max(row["first_day"], old["first_day"])
    return int((min(row["last_day"], old["last_day"]) - first).days)


def same(row: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether tonight's signal is one of the nights before."""
    if any(row[name] != old[name] for name in ("kind", "pathology")):
        return False
    if row["kind"] == "data-quality" and row["methods"] != old["methods"]:
        return False
    shared = {*row["indicators"]} & {*old["indicators"]} and {*row["places"]} & {*old["places"]}
    in_time = row["first_day"] <= old["last_day"] + RETURNS_WITHIN
    return bool(shared) and in_time and row["last_day"] >= old["first_day"]


def identifier(row: Mapping[str, Any]) -> str:
    """Return the identifier of a new signal: of its kind, what, where and first day."""
    parts = [
        row["kind"],
        row["pathology"],
        *row["methods"][:1] * (row["kind"] == "data-quality"),
        *sorted(row["indicators"]),
        *sorted(row["places"]),
        row["first_day"].isoformat(),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:LENGTH]  # fmt: skip


def _blank(row: Mapping[str, Any]) -> Row:
    """Return a row with all columns; the register knows the state, when and why."""
    return {"state_on": None, "explanation": None, **row}


def _gone(old: Mapping[str, Any], taken: set[str], origin: date) -> bool:
    """Whether a signal that was told as open has no evidence any more."""
    open_until_now = old["state"] != "closed" and old["signal"] not in taken
    return open_until_now and old["last_day"] < origin - OVER_AFTER


def _closed(old: Mapping[str, Any], origin: date) -> Row:
    row = {name: old[name] for name in COLUMNS if name != "behind"}
    return {**row, "state": "closed", "state_on": origin, "origin": origin, "rank": None,
            "behind": float("inf")}  # fmt: skip  # it has been told
