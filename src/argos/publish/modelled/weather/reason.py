"""The reason of each row of the weather, its figures as they may be told."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from argos.core.language import Text
from argos.epidemiology.weather.reasons import Measured, Reason
from argos.epidemiology.weather.states import UNKNOWN
from argos.epidemiology.weather.weather import REASONS, Weather
from argos.epidemiology.weather.within import Within
from argos.publish.modelled.weather.given import Ready, Speaker
from argos.publish.modelled.weather.rules import UNITS, MeasureFile, WeatherRules

BASE = 5  # of the figures of a source under disclosure control, as `argos.publish.rule` has it


@dataclass(frozen=True)
class Said:
    """The weather of a panel's places with what it was made from."""

    ready: Ready
    weather: Weather
    rules: WeatherRules

    @property
    def rounded(self) -> bool:
        """Whether figures are under disclosure control."""
        return self.ready.panel.rounded

    def ratio(self, row: int, ahead: int) -> float | None:
        """Return how many times the norm the level is, as it may be told."""
        level = self.count(self.level(row, ahead))
        norm = self.count(self.weather.levels.norm.median[row])
        within = self.within(row)
        if level is None or not norm or (within is not None and within.usually_few):
            return None
        return round(level / norm, 2)

    def within(self, row: int) -> Within | None:
        """Return what is said of an EPCI beside the place that holds it."""
        return self.ready.within[row] if self.ready.within else None

    def level(self, row: int, ahead: int) -> float:
        """Return the level of a day; of an EPCI, today's is that of its last whole week."""
        if ahead == 0 and self.ready.within:
            return float(self.ready.behind[row])
        return float(self.weather.levels.median[row, ahead])

    def count(self, value: Any) -> float | None:
        """Return a count as it may be told; None where there is none."""
        if np.isnan(value):
            return None
        return float(BASE * round(value / BASE)) if self.rounded else float(value)

    def tension(self, row: int) -> float | None:
        """Return the share of the intensive-care beds that is occupied today, if known."""
        for each, judged in zip(self.ready.files, self.weather.judged, strict=True):
            if each.kind == "occupancy" and not np.isnan(judged.value[row, 0]):
                return round(float(judged.value[row, 0]) / 100, 3)
        return None


def reason_of(said: Said, row: int, ahead: int) -> Reason:
    """Return the reason of a place and day."""
    made = said.weather
    sky = int(made.sky.state[row, ahead])
    level = said.count(said.level(row, ahead))
    norm = made.levels.norm
    why = REASONS[int(made.why[row, ahead])]
    growth = float(np.expm1(made.growth.weekly[row]))
    return Reason(
        sky=sky,
        vigilance=int(made.vigilance.told.state[row, ahead]),
        ahead=ahead,
        level=level,
        hidden=bool(said.ready.hidden[row]),
        norm=said.count(norm.median[row]),
        years=int(norm.years[row]),
        intensity=_intensity(made, row, ahead),
        high_for_year=_high_for_year(said, row, ahead),
        growth=None if math.isnan(growth) else _share(growth, said.rounded),
        trend=int(made.trend[row]),
        why_unknown=_of_week(said, row) if why == "missing" and said.ready.within else why,
        measured=_measured(said, row, ahead),
        probability=shown_chance(made.sky.probability[row, ahead], said.ready.panel) or 0.0,
        vigilance_probability=shown_chance(
            made.vigilance.told.probability[row, ahead], said.ready.panel
        )
        or 0.0,
        within=said.within(row),
    )


def _of_week(said: Said, row: int) -> str:
    """Return why nothing is known of the last whole week of an EPCI."""
    if said.ready.hidden[row]:
        return "few"
    return "week" if math.isnan(said.ready.behind[row]) else "growth"


def shown_chance(value: float, panel: Speaker) -> float | None:
    """Return a probability as it may be told: to a tenth where counts are under control."""
    if np.isnan(value):
        return None
    return round(float(value), 1) if panel.rounded else round(float(value), 2)


def _share(value: float, rounded: bool) -> float:
    return BASE * round(100 * value / BASE) / 100 if rounded else round(value, 2)


def _intensity(made: Weather, row: int, ahead: int) -> int | None:
    norm = made.levels.norm
    if np.isnan(norm.seasons[row]).any():
        return None
    rising = np.maximum.accumulate(norm.seasons[row])
    return int((made.levels.median[row, ahead] >= rising).sum())


def _high_for_year(said: Said, row: int, ahead: int) -> bool:
    """Whether the level is above the usual for no other reason than the rest of the year."""
    made, rules = said.weather, said.rules.sky
    if not np.isnan(made.levels.norm.seasons[row]).any():
        return False
    level, norm = said.level(row, ahead), made.levels.norm.median[row]
    usual = level + rules.few < rules.ratios[0] * (norm + rules.few)
    return bool(usual and level >= made.bounds[row, 0])


def _measured(said: Said, row: int, ahead: int) -> Measured | None:
    by = int(said.weather.vigilance.by[row, ahead])
    level = int(said.weather.vigilance.told.state[row, ahead])
    if by < 0 or level == UNKNOWN:
        return None
    file, judged = said.ready.files[by], said.weather.judged[by]
    steps = [float(each) for each in judged.thresholds[row][max(level, 1) - 1 :]]
    threshold = next((each for each in steps if not math.isnan(each)), None)
    value = float(judged.value[row, ahead])
    if file.kind == "seasons":
        threshold = None if threshold is None else said.count(threshold)
    return Measured(
        label=_label(said, file),
        value=_value(said, file.kind, value, bool(said.ready.hidden[row])),
        threshold=threshold,
        unit=UNITS[file.kind],
        since=file.since,
        convention=file.convention,
        note=file.note.text if file.note else None,
    )


def _label(said: Said, file: MeasureFile) -> Text:
    """Return what is measured; of an EPCI, a rate is of what partners counted there."""
    if not said.ready.within or file.kind != "rate" or not said.rounded:
        return file.label.text
    counted = Text("comptée par les partenaires", "counted by partners")
    return Text(f"{file.label.fr} {counted.fr}", f"{file.label.en} {counted.en}")


def _value(said: Said, kind: str, value: float, hidden: bool) -> float | None:
    """Return the figure of a measure as it may be told.

    Shares and rates are made from figures as they are released; what is made of the level is not.
    """
    own = kind in ("norm", "seasons")
    if math.isnan(value) or (own and hidden):
        return None
    if not said.rounded or not own:
        return value
    return said.count(value) if kind == "seasons" else round(value * 2) / 2
