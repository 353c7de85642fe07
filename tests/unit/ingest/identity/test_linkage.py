"""The linkage error, on a case counted by hand and on invented people as desks write them."""

import random

import polars as pl
import pytest
from scipy.stats import binomtest

from argos.ingest.identity.keys import Key
from argos.ingest.identity.linkage import linkage_error
from argos.ingest.identity.pseudonym import pseudonymise_frame
from tests.unit.invented import a_contract, identity_fields

NAMES = ("Dupont-Mérieux", "Le Goff", "D’Artagnan", "Öztürk", "Lœuillet", "Martin", "de la Tour")
FIRST = ("Jean-Pierre", "Zoé", "Anaïs Marie", "N'Golo", "Éric", "Françoise", "Łukasz")


def test_pairs_are_counted_as_by_hand():
    # Pairs of one person: ab, ac, bc, de. Of two: the eleven others of six records.
    records = pl.DataFrame({
        "person": ["A", "A", "A", "B", "B", "C"],
        "subject": ["s", "s", None, "t", "s", "t"],
    })  # fmt: skip
    error = linkage_error(records)
    assert (error.missed.errors, error.missed.pairs) == (3, 4)
    assert (error.false.errors, error.false.pairs) == (3, 11)


@pytest.mark.parametrize(("errors", "pairs"), [(0, 40), (3, 40), (40, 40), (0, 0)])
def test_the_interval_is_the_exact_one(errors, pairs):
    people = [n // 2 for n in range(2 * pairs)]
    subjects = [n if n // 2 < errors else n // 2 + 10_000 for n in range(2 * pairs)]
    missed = linkage_error(pl.DataFrame({"person": people, "subject": subjects})).missed
    assert (missed.errors, missed.pairs) == (errors, pairs)
    if pairs:
        exact = binomtest(errors, pairs).proportion_ci(0.95, "exact")
        assert (missed.low, missed.high) == pytest.approx((exact.low, exact.high))
    else:
        assert (missed.low, missed.high) == (0, 1)


def records(share_of_typos: float, share_married: float, seed: int = 7) -> pl.DataFrame:
    """Two records a person: as at the town hall, and as a desk types it."""
    chance = random.Random(seed)  # noqa: S311 - invents people, hides nothing
    rows = []
    for person in range(2000):
        name = f"{chance.choice(NAMES)} {chr(65 + person % 26)}{chr(97 + person // 26 % 26)}"
        held = {
            "nom": name, "prenoms": chance.choice(FIRST),
            "naissance": f"{chance.randint(1930, 2015)}-{chance.randint(1, 12):02d}-15",
            "sexe": chance.choice("MF"), "lieu": "44109",
        }  # fmt: skip
        typed = {**held, "nom": name.upper().replace("-", " ").replace("É", "E")}
        if chance.random() < share_of_typos:
            typed["nom"] = typed["nom"][1] + typed["nom"][0] + typed["nom"][2:]
        if chance.random() < share_married:
            typed["nom"] = chance.choice(NAMES)
        rows += [{"visit": str(len(rows)), "person": person, **row} for row in (held, typed)]
    return pl.DataFrame(rows)


def measured(frame: pl.DataFrame):
    made = pseudonymise_frame(
        frame.drop("person"), a_contract(identity_fields()), Key("watch", "1", b"k" * 32)
    )
    return linkage_error(frame.select("person").with_columns(made["subject"]))


def test_case_accents_and_hyphens_alone_lose_nobody():
    error = measured(records(0, 0))
    assert error.missed.errors == 0
    assert error.missed.high < 0.002


def test_typos_and_married_names_are_missed_and_the_rate_says_so():
    error = measured(records(0.04, 0.03))
    assert error.missed.low < 0.04 + 0.03 - 0.04 * 0.03 < error.missed.high
    assert error.false.value < 1e-5
