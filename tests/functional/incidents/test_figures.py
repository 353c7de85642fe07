"""Incidents that are in the figures, real or planted: what Argos says on the day."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from tests.functional.incidents.made import (
    FLOW,
    SIDEP,
    Days,
    facts,
    in_french,
    morning,
    national,
    panels,
    publish,
    read,
    serve,
    told,
)

WEEK = np.array([1.3, 1.0, 1.0, 1.0, 1.1, 0.8, 0.5])


def days_from(first: date, *values: float) -> Days:
    return {first + timedelta(days=n): value for n, value in enumerate(values)}


@pytest.mark.real
def test_200000_results_missing_on_23_march_2021(real_data: Path, tmp_path: Path) -> None:
    """A breakdown: the day is shown as provisional and no finding rests on it; then it is mended.

    From the figures alone no fault of the feed is told: 336,000 tests are no rare Tuesday.
    """
    day = date(2021, 3, 23)
    begin = date(2020, 12, 1)
    real = national(real_data, begin, day)["tests"]
    short = real[day] - 200_000
    first = facts(SIDEP, "tests", {**real, day: short})
    later = morning(day + timedelta(days=3))
    takes_back = facts(SIDEP, "tests", {day: short}, later, sign=-1)
    mended = facts(SIDEP, "tests", {day: real[day]}, later)
    outputs = publish(tmp_path, [first, takes_back, mended], later)

    series, state = read(outputs, "tests", as_of=morning(day + timedelta(days=1), 12))
    told_then = series.frame.filter(series.frame["date"] == day).row(0, named=True)
    assert (told_then["value"], told_then["provisional"]) == (short, True)
    assert state.day is not None
    assert state.day < day
    assert in_french(state) == ("en hausse", "+18 % en 7 jours (2 387 852 → 2 808 174)")

    series, _ = read(outputs, "tests")
    assert series.frame.filter(series.frame["date"] == day)["value"].item() == real[day]
    columns = np.array([*list(real.values())[:-1], short])
    found = told(panels(begin, ["fra"], tests=columns[None]))
    assert not [row for row in found if row["kind"] == "data-quality"]


@pytest.mark.real
def test_easter_monday_2021_is_no_fall(
    real_data: Path, tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Incidence 16 % lower by a day without tests: the verdict is that there is none."""
    last = date(2021, 4, 10)
    real = national(real_data, date(2021, 2, 1), last)
    said = [facts(SIDEP, measure, days) for measure, days in real.items()]
    outputs = publish(tmp_path, said, morning(last + timedelta(days=1)))
    _, state = read(outputs, "incidence_7d")
    assert state.day is not None
    assert state.day in (date(2021, 4, 8), date(2021, 4, 9))
    word, sentence = in_french(state)
    assert word == "jour férié : sans verdict"
    assert sentence == (
        "−16 % en 7 jours (358,3 → 301,2) – comparaison gênée par un jour férié : Lundi de Pâques"
    )
    serve(tmp_path, last, monkeypatch)
    page = client.get("/fr/?place=fra").content.decode()
    assert "jour férié : sans verdict" in page


@pytest.mark.parametrize(
    ("day", "indicator", "about"),
    [
        (date(2020, 10, 28), "tests", "chiffres sous-estimés"),
        (date(2021, 3, 23), "tests_positive", "environ 200 000 résultats de tests hors des"),
        (date(2021, 5, 20), "incidence_7d", "de 12 à 16 % plus basse qu&#x27;avant"),
        (date(2023, 7, 1), "positivity", "SI-DEP a cessé de recueillir"),
    ],
)
def test_a_known_incident_stands_beside_the_figures(
    day: date, indicator: str, about: str, tmp_path: Path, client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """SI-DEP's: what is known of it is written on the page and over the chart, with its source."""
    first = day - timedelta(days=20)
    said = [
        facts(SIDEP, measure, days_from(first, *[level] * 40))
        for measure, level in (("tests", 3e5), ("tests_positive", 2e4))
    ]
    publish(tmp_path, said, morning(first + timedelta(days=41)))
    serve(tmp_path, first + timedelta(days=41), monkeypatch)
    page = client.get(f"/fr/indicator/{indicator}?place=fra").content.decode()
    assert "Incidents connus de la source" in page
    assert about in page


@pytest.mark.real
def test_the_change_of_pseudonym_of_20_may_2021_is_declared_and_not_found(real_data: Path) -> None:
    """Incidence 12 to 16 % lower overnight: too little against the scatter of days to be found."""
    first, day = date(2021, 2, 1), date(2021, 5, 20)
    real = national(real_data, first, date(2021, 6, 10))
    doubled = {d: v / 0.86 if d < day else v for d, v in real["tests_positive"].items()}
    given = panels(
        first, ["fra"], tests=np.array([[*real["tests"].values()]]),
        tests_positive=np.round(np.array([[*doubled.values()]])),
    )  # fmt: skip
    found = told(given)
    assert not [row for row in found if "level-shift" in row["methods"]]


def test_766_cases_taken_back_on_2_june_2020_are_a_revision(tmp_path: Path) -> None:
    """A day below zero: told as a revision, published as given, and no trend is made of it."""
    first, day = date(2020, 1, 6), date(2020, 6, 2)
    counts = 900 * WEEK[np.arange(150) % 7]
    counts[(day - first).days] = -766
    [row] = told(panels(first, ["fra"], new_admissions=counts[None, : (day - first).days + 2]))
    assert (row["kind"], row["methods"]) == ("data-quality", ["revision"])
    assert row["reason_fr"] == (
        "Nouvelles hospitalisations (France) : 766 repris le 2 juin ; "
        "une correction de jours passés, pas une baisse"
    )

    said = facts(FLOW, "new_admissions", days_from(first, *counts))
    series, state = read(publish(tmp_path, [said], morning(date(2020, 6, 10))), "new_admissions")
    assert series.frame.filter(series.frame["date"] == day)["value"].item() == -766
    assert in_french(state) == (
        "sans tendance",
        "un jour reprend des cas d'avant : pas de tendance",
    )


def test_deaths_of_care_homes_jump_and_are_taken_back() -> None:
    """+429 then -342: one error, corrected, and no signal of a rise before or after it."""
    first = date(2020, 1, 6)
    counts = 60 * WEEK[np.arange(140) % 7]
    counts[-6] += 429
    counts[-4] -= 342
    found = told(panels(first, ["fra"], hospital_deaths=np.round(counts)[None]))
    [row] = found
    assert row["methods"] == ["reversal"]
    assert row["reason_fr"] == (
        "Décès à l'hôpital (France) : écart de 429 le 19 mai, "
        "repris au plus tard le 21 mai ; une même erreur, corrigée"
    )


def test_a_hospital_under_cyber_attack_falls_silent(tmp_path: Path) -> None:
    """Weeks on paper: silence is told after two days, and nothing is concluded from the source."""
    first, counts = (
        date(2021, 1, 4),
        np.random.default_rng(3).poisson(120 * WEEK[np.arange(160) % 7]),
    )
    silent = np.vstack([counts, counts]).astype(float)
    silent[0, -4:] = np.nan
    flu = np.round(silent / 12)
    flu[:, -10:-4] *= 1.2
    [row] = told(panels(first, ["dep:44", "dep:49"], ed_all=silent, ed_flu=flu))
    assert (row["kind"], row["methods"], row["place"]) == ("data-quality", ["silent"], "dep:44")
    assert row["reason_fr"] == (
        "Passages aux urgences (Loire-Atlantique) : plus aucun chiffre depuis le 9 juin ; "
        "aucune conclusion sur cette source"
    )
