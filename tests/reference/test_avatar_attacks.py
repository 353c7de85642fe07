"""Our attacks beside anonymeter's, with the same settings, on the same tables.

Of the table itself, of avatars from 2 neighbours and from 20. Both count shares of successes over
draws of halves and conditions; ours must be within three standard errors of theirs. Guesses are not
drawn: they differ for a few people near a limit, since theirs scales distances by the range of
both tables, ours by that of the released one, and theirs counts 5 % of the guess, ours of the
truth. Where anonymeter is wrong it is not followed:

- a guess counts where |guess − truth|/guess ≤ 5 %: any negative guess is a hit (`change`);
- its baseline of singling out draws six operators, ours the two that can single out;
- two gaps count as differing in its distance (there is none in these tables).
"""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from argos.avatar import Column, Kind
from argos.avatar.attacks import (
    inference,
    linkability,
    singling_out_by_profile,
    singling_out_by_value,
)
from argos.avatar.prepared import Prepared, prepare

HERE = Path(__file__).parent / "anonymeter"
RELEASED = ("people", "k2", "k20")
WORDS = {"arm": ["a", "b", "c"], "sex": ["F", "M"]}
DRAWS = 5
ATTACKS = {
    "linkability": (linkability, {}),
    "singling out, univariate": (singling_out_by_value, {"attacks": 300}),
    "singling out, multivariate": (singling_out_by_profile, {"attacks": 300}),
}


@cache
def table(name: str) -> Prepared:
    """Return one of the tables, all with the same kinds and levels."""
    plain = pl.read_csv(HERE / f"{name}.csv")
    kinds = {c: Column(kind=Kind.NUMERIC) for c in plain.columns if c not in WORDS}
    return prepare(plain, kinds | {c: Column(levels=levels) for c, levels in WORDS.items()})


def theirs(attack: str, released: str, column: str = "") -> tuple[float, float]:
    """Return the shares of successes that anonymeter got of people and of those held out."""
    known = pl.read_csv(HERE / "anonymeter.csv").fill_null("")
    (row,) = known.filter(attack=attack, released=released, column=column).iter_rows(named=True)
    return row["found"] / row["trials"], row["control"] / row["control_trials"]


@pytest.mark.parametrize("released", RELEASED)
@pytest.mark.parametrize("attack", ATTACKS)
def test_shares_of_successes_are_theirs(attack, released, record_property):
    made, settings = ATTACKS[attack]
    given = table(released), table("people"), table("held_out")
    runs = [made(*given, np.random.default_rng(seed), **settings) for seed in range(DRAWS)]
    ours = np.array([[run.attack.estimate, run.control.estimate] for run in runs])
    found, control = theirs(attack, released)
    for mean, spread, known in zip(ours.mean(axis=0), ours.std(axis=0, ddof=1), (found, control),
                                   strict=True):  # fmt: skip
        record_property(attack, f"{released}: {mean:.3f} ({known:.3f})")
        # Wilson's centre is drawn to one half by z²/2 of each side
        slack = 3 * max(spread, 0.02) / np.sqrt(DRAWS) + 0.01
        assert abs(mean - known) < slack, (attack, released, mean, known, slack)


@pytest.mark.parametrize("released", RELEASED)
def test_guesses_are_theirs_but_for_negative_ones(released, record_property):
    risks = inference(table(released), table("people"), table("held_out"), np.random.default_rng(0))
    for column, risk in risks.items():
        found, control = theirs("inference", released, column)
        for ours, known in ((risk.attack.estimate, found), (risk.control.estimate, control)):
            record_property(column, f"{released}: {ours:.3f} ({known:.3f})")
            if column == "change":
                assert ours < known - 0.2 or known == 1  # half of its values are negative
            else:
                assert ours == pytest.approx(known, abs=0.03), (column, released)
