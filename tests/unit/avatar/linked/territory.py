"""An invented territory: people who call, are seen, are admitted and tested, in three départements.

As rows of the event log, and as linked tables of a hospital.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from argos.core.schema import FACT_SCHEMA, month_of

FIRST, DAYS = date(2021, 2, 1), 42
COMMUNES = {
    "dep:44": ["com:44109", "com:44184", "com:44162"],
    "dep:49": ["com:49007", "com:49099"],
    "dep:85": ["com:85191", "com:85194"],
}
REASONS = {"fever": ("sos:fever", "cim10:J11.1"), "fall": ("sos:fall", "cim10:S52.50"),
           "pain": ("sos:abdominal-pain", "cim10:R10.4")}  # fmt: skip


def events(people: int = 3000, seed: int = 0) -> pl.DataFrame:
    """Return rows of the event log about so many people."""
    random = np.random.default_rng(seed)
    rows = [row for person in range(people) for row in _history(person, random)]
    plain = {name: dtype for name, dtype in FACT_SCHEMA.items() if name != "month"}
    frame = pl.DataFrame(rows, schema=plain, orient="row")
    return frame.with_columns(month=month_of(pl.col("occurred_on"))).select(FACT_SCHEMA.names())


def _history(person: int, random: np.random.Generator) -> Iterator[dict[str, Any]]:
    age, reason = int(random.integers(0, 95)), str(random.choice(list(REASONS)))
    area = str(random.choice(list(COMMUNES), p=[0.6, 0.25, 0.15]))
    call, diagnosis = REASONS[reason]
    own = {
        "age": age, "sex": str(random.choice(["f", "m"])),
        "place": str(random.choice(COMMUNES[area])), "subject": random.bytes(32),
    }  # fmt: skip
    day = int(random.integers(0, DAYS - 3))
    called = random.random() < 0.8
    if called:
        yield _event("sos.calls", "call", "call", day, [call], own, random)
        day += int(random.integers(0, 3))
    if called and random.random() < 0.6 + 0.2 * (age > 60):
        return
    admitted = random.random() < 0.2 + 0.4 * (age > 60)
    outcome = "outcome:admitted" if admitted else "outcome:home"
    yield _event("chu.emergency", "visit", "visit", day, [diagnosis, outcome], own, random)
    if reason == "fever" and random.random() < 0.7:
        result = "result:positive" if random.random() < 0.3 else "result:negative"
        yield _event("chu.biology", "test", "test", day, [result], own, random)
    if not admitted:
        return
    ward = "ward:geriatrics" if age > 70 else "ward:medicine"
    left = day + int(random.geometric(0.3))
    gone = "exit:death" if random.random() < 0.1 else "exit:home"
    known = [gone] if left < DAYS else []
    yield _event("chu.stays", "stay", "admission", day, [diagnosis, ward, *known], own, random)
    if left < DAYS:
        yield _event("chu.stays", "stay", "discharge", left, [diagnosis, ward, gone], own, random)


def _event(
    feed: str, kind: str, measure: str, day: int, codes: list[str], own: dict[str, Any],
    random: np.random.Generator,
) -> dict[str, Any]:  # fmt: skip
    return {
        "event_id": random.bytes(16), "feed": feed, "kind": kind, "measure": measure,
        "occurred_on": FIRST + timedelta(days=day), "period": "day", "value": 1.0, "status": "ok",
        "codes": sorted(codes), "age_band": None, **own,
        "attributes": [{"key": "severity", "value": str(random.choice(["1", "2", "3"]))}],
    }  # fmt: skip


def hospital(people: int = 1500, seed: int = 0) -> dict[str, pl.DataFrame]:
    """Return patients, stays and tests; every test is made in a stay, and nothing after a death."""
    random = np.random.default_rng(seed)
    patients, stays, tests = [], [], []
    for number in range(people):
        age, smokes = int(random.integers(18, 95)), bool(random.random() < 0.3)
        day, died = FIRST + timedelta(days=int(random.integers(0, 300))), None
        for _ in range(1 + int(random.random() < 0.3) + int(random.random() < 0.1)):
            left = day + timedelta(days=int(random.geometric(0.2 if age > 60 else 0.4)))
            died = left if random.random() < 0.05 else None
            ward = "cardiology" if smokes and random.random() < 0.7 else "medicine"
            stay = f"S{len(stays):06d}"
            stays.append((number, stay, day, left, ward, "death" if died else "home"))
            for _ in range(int(random.integers(0, 3))):
                on = day + timedelta(days=int(random.integers(0, (left - day).days + 1)))
                tests.append((number, stay, on, round(random.normal(60 + age / 2, 8), 1)))
            if died:
                break
            day = left + timedelta(days=int(random.integers(5, 40)))
        patients.append((number, age, str(random.choice(["F", "M"])), smokes, died))
    return {
        "patients": pl.DataFrame(
            patients, ["patient", "age", "sex", "smoker", "died"], orient="row"
        ),
        "stays": pl.DataFrame(
            stays, ["patient", "stay", "admission", "discharge", "ward", "exit"], orient="row"
        ),
        "tests": pl.DataFrame(tests, ["patient", "stay", "on", "creatinine"], orient="row"),
    }
