"""The sentences, in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from argos.core.language import Text
from argos.epidemiology.weather.reasons import WHY_UNKNOWN, Confidence, Measured, Reason, sentence
from argos.epidemiology.weather.weather import REASONS
from argos.epidemiology.weather.within import Within

CONFIDENCE = Confidence(sure=0.9, probable=0.6)
ICU = Measured(
    Text("occupation de réanimation", "intensive-care occupancy"), 64, 60,
    Text("\u202f%", "%"), date(2020, 4, 30),
)  # fmt: skip
RAIN = Reason(3, 2, 0, level=212, norm=70.4, years=3, growth=0.2, trend=1, measured=ICU,
              probability=0.93)  # fmt: skip


def said(reason: Reason) -> tuple[str, str]:
    text = sentence(reason, CONFIDENCE)
    return text.fr.replace("\u202f", " "), text.en


def test_a_reason_is_one_sentence_in_each_language():
    assert said(RAIN) == (
        "Pluie (sûr, 93 %) : 3 fois le niveau habituel de la saison (212 en 7 jours pour 70), "
        "en hausse de 20 % par semaine ; vigilance orange : occupation de réanimation 64 % "
        "(seuil 60 %, 30 avril 2020).",
        "Rain (sure, 93%): 3 times the usual level of the season (212 in 7 days against 70), "
        "rising 20% a week; orange vigilance: intensive-care occupancy 64% "
        "(threshold 60%, 30 April 2020).",
    )


def test_a_day_ahead_says_when_and_that_it_is_expected():
    fr, en = said(Reason(0, 0, 3, level=12, norm=0.2, probability=0.7, vigilance_probability=0.95))
    assert fr.startswith("Soleil dans 3 jours (probable, 70 %) : 12 attendus en 7 jours")
    assert en == ("Sun in 3 days (likely, 70%): 12 expected in 7 days, almost none as a rule, "
                  "steady; green vigilance (sure, 95%).")  # fmt: skip
    assert " demain " in said(Reason(1, 0, 1, level=5, norm=5, probability=0.5))[0]


@pytest.mark.parametrize("why", REASONS[1:])
def test_an_unknown_sky_says_why(why: str):
    fr, en = said(Reason(-1, -1, why_unknown=why))
    assert fr == (f"Ciel inconnu : {WHY_UNKNOWN[why].fr} ; vigilance inconnue : aucun seuil "
                  "vérifiable.")  # fmt: skip
    assert en.startswith(f"Sky unknown: {WHY_UNKNOWN[why].en}; vigilance unknown")


def test_seasons_and_the_high_of_a_year_are_told():
    fr, en = said(Reason(4, 3, level=900, norm=1, intensity=3, growth=-0.13, trend=-1,
                         probability=0.5))  # fmt: skip
    assert "épidémie de forte intensité (900 en 7 jours), en baisse de 13 % par semaine" in fr
    assert "(unsure, 50%)" in en
    fr, en = said(Reason(1, 0, level=900, norm=900, years=3, high_for_year=True, probability=0.8))
    assert "au niveau habituel de la saison (900 en 7 jours pour 900), parmi les plus hauts" in fr
    assert "at the usual level of the season" in en
    assert "among the year's highest" in en
    assert "usual level of the place" in said(Reason(0, 0, level=3, norm=9))[1]


def test_a_convention_is_called_one_and_a_note_stands_with_what_it_notes():
    note = Text("non vérifié chez les 65 ans et plus", "not checked over 65")
    ours = Measured(Text("écart", "distance"), 3.14159, 2, Text(" fois", " times"), convention=True,
                    note=note)  # fmt: skip
    fr, en = said(Reason(2, 1, level=30, norm=10, measured=ours))
    assert "écart 3,1 fois (seuil 2, convention d'Argos, non vérifié chez" in fr
    assert "distance 3.1 times (threshold 2, convention of Argos, not checked over 65)" in en
    assert "not checked" not in said(Reason(2, 0, level=30, norm=10, measured=ours))[1]


WEEK = Within(date(2026, 11, 22), "Loire-Atlantique")
ONE = Reason(1, 0, level=25, norm=12, growth=0.2, trend=1, probability=0.5, within=WEEK)


def test_a_place_known_by_weeks_names_its_week_and_what_is_not_its_own():
    fr, en = said(ONE)
    assert "2,1 fois le niveau habituel du lieu (25 dans la semaine au 22 novembre 2026 pour 12)," \
        " en hausse de 20 % par semaine ;" in fr  # fmt: skip
    assert "(25 in the week to 22 November 2026 against 12), rising 20% a week;" in en
    shared = replace(WEEK, shared=True, followed=True, since=-0.15)
    fr, en = said(replace(ONE, within=shared))
    assert "le niveau habituel de sa part de Loire-Atlantique (25" in fr
    assert "par semaine comme Loire-Atlantique, depuis \N{MINUS SIGN}15 % d'après Loire-Atl" in fr
    assert "a week as Loire-Atlantique, since \N{MINUS SIGN}15% after Loire-Atlantique;" in en
    assert "expected in 7 days against 12" in said(replace(ONE, ahead=3))[1]


def test_a_norm_under_11_is_said_to_be_that_and_no_growth_to_be_no_trend():
    fr, en = said(replace(ONE, within=replace(WEEK, usually_few=True), growth=0.0))
    assert (
        "25 dans la semaine au 22 novembre 2026, moins de 11 d'habitude, sans tendance nette" in fr
    )
    assert "fewer than 11 as a rule, without a clear trend" in en
    assert "en hausse de 0 %" in said(replace(ONE, within=None, growth=0.0))[0]


def test_a_week_under_11_tells_the_sky_around_and_only_that():
    few = Reason(-1, 0, why_unknown="few", within=replace(WEEK, around=3))
    assert said(few)[0].startswith(
        "Ciel inconnu : moins de 11 dans la semaine au 22 novembre 2026 (Loire-Atlantique : pluie)"
    )
    assert "22 November 2026 (Loire-Atlantique: rain); green vigilance" in said(few)[1]
    alone = said(replace(few, within=WEEK))[1]
    assert alone.startswith("Sky unknown: fewer than 11 in the week to 22 November 2026;")


@pytest.mark.parametrize("why", ["week", "growth"])
def test_a_week_that_is_not_known_says_why(why: str):
    assert WHY_UNKNOWN[why].en in said(Reason(-1, -1, why_unknown=why, within=WEEK))[1]
