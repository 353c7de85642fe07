"""Findings made by hand, and a whole trial of a small table with few shadows."""

from datetime import date

import polars as pl
import pytest

from argos.avatar.anonymise import Anonymised, anonymise
from argos.avatar.attacks import singling_out
from argos.avatar.review import trial
from argos.avatar.review.limits import limits_on
from argos.avatar.review.methods import Asked, Name
from argos.avatar.review.outcome import Attack, Outcome
from argos.avatar.review.request import Request
from tests.unit.avatar.attacks.conftest import linked

DAY = date(2026, 11, 25)
SECRET = "Zwrxqv syndrome"  # noqa: S105 - looked for, and to be nowhere


def outcome(attack: Attack, estimate: float, error: float = 0.0, **more: float) -> Outcome:
    """Return what an attack got, as if it had been made."""
    given = {"control": 0.5, "chance": 0.01, **more}
    return Outcome(attack, estimate, estimate - error, estimate + error, **given)


def with_secret(rows: int = 320) -> pl.DataFrame:
    """Return people, one of whom has a level of his own and an age of his own."""
    table = linked(rows, 1)
    rare = pl.Series("illness", ["flu", "asthma"] * (rows // 2 - 1) + ["flu", SECRET])
    age = pl.Series("age", [*(i % 90 for i in range(rows - 1)), 98765])
    return table.select("x0", "x1", "kind").with_columns(rare, age)


def request(name: Name = Name.GUARDED, **more: object) -> Request:
    """Return a request that takes seconds."""
    k = None if name is Name.DP or "search" in more else 12
    given = {"release": True, "splits": 2, **more}
    return Request(Asked(name, k, seed=20261125), limits_on(DAY), DAY, **given)


@pytest.fixture(autouse=True)
def _few_shadows(monkeypatch):
    quick(monkeypatch)


def quick(patch: pytest.MonkeyPatch) -> None:
    """Let the attacker make few tables, and draw few conditions: not his strength is tested."""
    patch.setattr(singling_out, "TRIES", 10)
    for name, few in (("LEARNT", 12), ("TRIED", 8), ("RAW_LEARNT", 6), ("RAW_TRIED", 4)):
        patch.setattr(trial, name, few)


@pytest.fixture(scope="session")
def refused() -> Anonymised:
    """Return the published method on a table whose columns tell of each other: it cannot pass."""
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        return anonymise(with_secret(), request(Name.FAITHFUL))
