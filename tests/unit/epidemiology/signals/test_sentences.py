"""Each signal has its sentence, with numbers, dates, and who else saw it."""

from dataclasses import replace
from datetime import date

import pytest

from argos.core.language import Text
from argos.epidemiology.signals.deduced import Followed, ratio
from argos.epidemiology.signals.faults import Fault, FaultKind
from argos.epidemiology.signals.groups import Seen, Signal
from argos.epidemiology.signals.sentences import fall, fault, rise
from argos.epidemiology.signals.words import Words

LABELS = {
    "ed_flu": Text("Passages aux urgences pour grippe", "Emergency visits for influenza"),
    "sos_flu": Text("Actes SOS Médecins pour grippe", "SOS Médecins acts for influenza"),
}
NAMES = {"dep:44": "Loire-Atlantique", "dep:85": "Vendée"}
WORDS = Words(LABELS, NAMES, date(2026, 11, 1))
HEAD = Seen("ed_flu", "dep:44", "reg:52", "influenza", 3.0, 2, 8, 0.9, 43.0, 84.0, 41.2)


def test_a_rise_says_what_where_how_much_and_since_when() -> None:
    said = rise(Signal("rise", (HEAD,)), WORDS)
    assert said.fr == (
        "Passages aux urgences pour grippe (Loire-Atlantique) : 84 en 7 jours, 41 attendus, "
        "au-delà depuis le 3 nov."
    )
    assert said.en == (
        "Emergency visits for influenza (Loire-Atlantique): 84 in 7 days, 41 expected, "
        "above since 3 Nov"
    )


def test_a_rise_names_the_sources_and_places_that_agree() -> None:
    others = (replace(HEAD, indicator="sos_flu"), replace(HEAD, place="dep:85", first=1))
    said = rise(Signal("rise", (HEAD, *others)), WORDS)
    assert said.fr.endswith("depuis le 2 nov. ; vu aussi : actes SOS Médecins pour grippe ; Vendée")
    assert said.en.endswith("since 2 Nov; also seen: SOS Médecins acts for influenza; Vendée")


def test_a_rise_that_goes_back_to_the_first_day_looked_at_may_be_older() -> None:
    said = rise(Signal("rise", (HEAD,)), replace(WORDS, looked_from=2))
    assert said.fr.endswith("au-delà depuis le 3 nov. au moins")
    assert said.en.endswith("above since 3 Nov at least")


def test_a_fall_of_a_flow_a_stock_and_a_week_each_says_what_was_compared() -> None:
    head = replace(HEAD, week=41.0, week_mean=84.0)
    flow = fall(Signal("fall", (head,)), WORDS)
    assert flow.fr.endswith(": 41 en 7 jours, 84 attendus, en deçà depuis le 3 nov.")
    stock = replace(head, measure="present")
    assert fall(Signal("fall", (stock,)), WORDS).en.endswith(
        ": 41 on 9 Nov, 84 a week earlier, falling since 3 Nov"
    )
    assert rise(Signal("rise", (stock,)), WORDS).fr.endswith(
        " : 41 le 9 nov., 84 une semaine plus tôt, en hausse depuis le 3 nov."
    )
    week = replace(head, measure="week")
    assert rise(Signal("rise", (week,)), WORDS).en.endswith(
        ": 41 in the week of 3 Nov, 84 expected, above since the week of 3 Nov"
    )


def test_a_place_of_the_same_name_is_not_named_twice() -> None:
    region = replace(HEAD, place="reg:03", first=1)
    words = replace(WORDS, place={**NAMES, "reg:03": "Loire-Atlantique"})
    assert "vu aussi" not in rise(Signal("rise", (HEAD, region)), words).fr
    assert fall(Signal("fall", (HEAD, region)), words).fr.endswith("en deçà depuis le 3 nov.")


def test_a_hidden_count_is_never_written() -> None:
    hidden = replace(WORDS, shown=lambda indicator, count: None if count < 50 else 85.0)
    said = rise(Signal("rise", (HEAD,)), hidden)
    assert "85 en 7 jours, <11 attendus" in said.fr
    assert "41" not in said.fr + said.en


@pytest.mark.parametrize(
    ("kind", "size", "fr", "en"),
    [
        ("silent", 0.0, "plus aucun chiffre depuis le 3 nov.", "no figure since 3 Nov"),
        ("collapse", 0.2, "volume tombé de 80 % le 3 nov.", "volume down 80% on 3 Nov"),
        ("doubling", 2.0, "volume multiplié par 2,0 le 3 nov.", "volume times 2.0 on 3 Nov"),
        ("coding", 0.5, "50 % des passages codés, contre 90 %", "50% of visits coded, against 90%"),
        ("level-shift", 0.86, "niveau 14 % plus bas", "level 14% lower"),
        ("revision", -766.0, "766 repris le 3 nov.", "766 taken back on 3 Nov"),
        ("reversal", 429.0, "écart de 429 le 3 nov.", "a jump of 429 on 3 Nov"),
    ],
)
def test_a_fault_says_what_befell_the_feed(kind: FaultKind, size: float, fr: str, en: str) -> None:
    said = fault(Fault(kind, 0, 2, 5, size, 0.9), Signal("data-quality", (HEAD,)), WORDS)
    assert fr in said.fr
    assert en in said.en
    assert "{" not in said.fr + said.en


FOLLOWED = Followed(
    "sos_flu", "ed_flu", "dep:44", 405.0, 126.0, rises=True, followed=False, following_week=37.0,
    latest=0.16, earlier=0.76, drifted=True, lead=6,
)  # fmt: skip


def test_no_influx_is_deduced_from_a_ratio_that_fell() -> None:
    said = ratio(FOLLOWED, WORDS)
    assert "a dérivé (0,76 → 0,16) : aucun afflux n'en est déduit" in said.fr
    assert "the old ratio would foretell 308 in 7 days" in said.en


def test_a_ratio_that_holds_tells_what_comes() -> None:
    said = ratio(replace(FOLLOWED, latest=0.5, drifted=False), WORDS)
    assert "environ 202 passages aux urgences pour grippe en 7 jours d'ici 6 jours" in said.fr


def test_other_cases_of_a_ratio() -> None:
    cases = {
        "rien au-delà du hasard": replace(FOLLOWED, rises=False, followed=True),
        "en hausse aussi, 37 en 7 jours": replace(FOLLOWED, followed=True),
        "inconnu : aucun afflux": replace(FOLLOWED, latest=None),
        "est monté (0,16 → 0,76)": replace(FOLLOWED, latest=0.76, earlier=0.16),
    }
    for expected, given in cases.items():
        assert expected in ratio(given, WORDS).fr
    assert "aussi" not in ratio(cases["rien au-delà du hasard"], WORDS).fr
