"""September 2020 in Loire-Atlantique: what was said of SOS acts and emergency visits, each week.

SOS acts are complete the day after. Of emergency visits the last two days are left out: 68 and 89 %
of them were known then. The figures are the final ones: no snapshot of this set was kept after
August 2020.
"""

import csv
import gzip
from datetime import date, timedelta

import numpy as np

from argos.core.calendar import is_public_holiday
from argos.core.language import Text
from argos.epidemiology.series import Floats
from argos.epidemiology.signals.combine import evidence
from argos.epidemiology.signals.deduced import Followed, ratio
from argos.epidemiology.signals.events import false_share, stretches
from argos.epidemiology.signals.ratio import ratio_drift
from argos.epidemiology.signals.words import Words
from detection_faults import SURSAUD

PLACE, LEAD = "44", 6
FIRST_SAID, LAST_SAID = date(2020, 8, 10), date(2020, 10, 15)
RECENT = 3  # days within which there has to be evidence, for a rise that goes on
INCOMPLETE = 2  # newest days of emergency visits
LABELS = {
    "sos_covid": Text("Actes SOS Médecins pour COVID-19", "SOS Médecins acts for COVID-19"),
    "ed_covid": Text("Passages aux urgences pour COVID-19", "Emergency visits for COVID-19"),
}


def tell() -> None:
    """Print the sentence of each Monday, in both languages."""
    if not SURSAUD.is_file():
        print(f"skipped: no {SURSAUD.parent.name}/{SURSAUD.name}")
        return
    first, acts, visits = read()
    print("\nthe ratio trap, Loire-Atlantique: what is said each Monday")
    said = FIRST_SAID
    while said <= LAST_SAID:
        known = (said - first).days  # up to the day before
        print(f"- {said}: {(text := sentence(first, acts[:known], visits[:known])).fr}")
        print(f"  {text.en}")
        said += timedelta(days=7)


def sentence(first: date, acts: Floats, visits: Floats) -> Text:
    """Return what is said in the morning after the last day of the figures."""
    visits = visits.copy()
    visits[-INCOMPLETE:] = np.nan
    both = np.stack([acts, visits])
    days = [first + timedelta(days=each) for each in range(both.shape[1])]
    found = evidence(
        both,
        np.array([day.weekday() for day in days]),
        np.array([is_public_holiday(day, "dep:44") for day in days]),
        start=60,
    )
    share = false_share(found.p_value, np.array([0, 1]))
    last = found.p_value.shape[1] - 1
    rising = {
        each.row
        for each in stretches(found, share)
        if each.last >= last - RECENT and each.week > each.week_mean
    }
    drift = ratio_drift(acts, visits, lead=LEAD)
    at = -1 - INCOMPLETE
    latest, earlier = float(drift.latest[0, at]), float(drift.earlier[0, at])
    return ratio(
        Followed(
            "sos_covid", "ed_covid", "dep:44",
            week=float(found.week[0, -1]),
            week_mean=float(found.week_mean[0, -1]),
            rises=0 in rising,
            followed=1 in rising,
            following_week=float(np.nansum(visits[at - 6 : at + 1])),
            latest=None if np.isnan(latest) else latest,
            earlier=None if np.isnan(earlier) else earlier,
            drifted=bool(drift.drifted[0, at]),
            lead=LEAD,
        ),
        Words(LABELS, {"dep:44": "Loire-Atlantique"}, first),
    )  # fmt: skip


def read() -> tuple[date, Floats, Floats]:
    """Return the first day, SOS acts and emergency visits for COVID-19 by day."""
    with gzip.open(SURSAUD, "rt") as file:
        rows = sorted(
            (row for row in csv.DictReader(file) if row["dep"] == PLACE),
            key=lambda row: row["date"],
        )
    acts, visits = (
        np.array([float(row[name]) if row[name] else np.nan for row in rows])
        for name in ("nbre_acte_corona", "nbre_pass_corona")
    )
    return date.fromisoformat(rows[0]["date"]), acts, visits
