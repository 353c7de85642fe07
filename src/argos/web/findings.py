"""What a series says in one sentence: rising, falling, steady, or too few to tell."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from argos.core.calendar import public_holidays
from argos.core.language import Text
from argos.core.places import places
from argos.web import formats
from argos.web.frames import WEEK, Shown
from argos.web.measures import Measure

Direction = Literal["rising", "falling", "unclear", "steady", "unknown"]
PER_HEADS = 100_000  # inhabitants for whom a rate is given
WHOLE = "\N{NO-BREAK SPACE}"
SMALLEST_CHANGE = 0.10  # of the week before: less is steady
NOISE = 2.0  # standard deviations of a difference of two Poisson counts that a change must pass
WORDS = {
    "rising": Text("en hausse", "rising"),
    "falling": Text("en baisse", "falling"),
    "unclear": Text("trop peu pour conclure", "too few to tell"),
    "steady": Text("stable", "steady"),
    "unknown": Text("sans tendance", "no trend"),
}
ARROWS = {"rising": "↗", "falling": "↘", "unclear": "~", "steady": "→", "unknown": "·"}


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of a series on its last solid day.

    Attributes:
        day: the last solid day (of a weekly series: the week's last day); None without any.
        value, status: its figure, or why there is none.
        now, before: over the 7 days ending that day, and the 7 before: the sum of a count, the last
            level of a rate or of a number of persons present. None where a day is missing.
        direction: of ``now`` against ``before``.
        holidays: public holidays in either of the two weeks.
        blank: why a day of the two weeks has no figure, the last one's reason first; else ``ok``.
        measure: what kind of figure it is; only a count is summed.

    """

    day: date | None
    value: float | None
    status: str
    now: float | None
    before: float | None
    direction: Direction
    holidays: tuple[str, ...]
    measure: Measure
    blank: str = "ok"

    @property
    def change(self) -> float | None:
        """The relative change; None without both weeks or from nothing."""
        if self.now is None or not self.before:
            return None
        return self.now / self.before - 1

    @property
    def arrow(self) -> str:
        """An arrow for the direction."""
        return ARROWS[self.direction]

    @property
    def word(self) -> str:
        """The direction in a word."""
        return str(WORDS[self.direction])

    @property
    def short(self) -> str:
        """The change alone: ``+18 %``; the word of the direction where there is none."""
        return self.word if self.change is None else formats.percent(self.change)

    @property
    def sentence(self) -> str:
        """The finding in words and numbers: ``+18 % en 7 jours (de 212 à 250)``."""
        if self.day is None:
            return str(Text("aucun chiffre", "no figure"))
        if self.now is None or self.before is None:
            return self._why()
        pair = f"{formats.number(self.before)}{WHOLE}→{WHOLE}{formats.number(self.now)}"
        if self.change is None:
            said = str(Text(f"7 jours : {pair}", f"7 days: {pair}"))
        else:
            rate = formats.percent(self.change)
            said = str(Text(f"{rate} en 7 jours ({pair})", f"{rate} in 7 days ({pair})"))
        return said + self._holiday()

    def _why(self) -> str:
        if self.blank == "suppressed" and self.value is None:
            return str(Text("moins de 11 : pas de tendance", "fewer than 11: no trend"))
        if self.blank in ("suppressed", "masked"):
            return str(Text("un jour est masqué : pas de tendance", "a day is hidden: no trend"))
        if self.blank == "not_published":
            said = Text("un jour n'est pas diffusé", "a day is not published")
            return str(Text(f"{said.fr} : pas de tendance", f"{said.en}: no trend"))
        return str(Text("un jour manque : pas de tendance", "a day is missing: no trend"))

    def _holiday(self) -> str:
        if not self.holidays:
            return ""
        named = ", ".join(self.holidays)
        return str(
            Text(
                f" – comparaison gênée par un jour férié : {named}",
                f" – comparison disturbed by a public holiday: {named}",
            )
        )


def finding(series: Shown, *, measure: Measure) -> Finding:
    """Return the state of a series.

    A change counts as rising or falling where it passes `SMALLEST_CHANGE` and, but for a share,
    `NOISE` times the square root of the sum of both counts (the deviation of a difference of
    Poisson counts); between the two it is ``unclear``. Of a share the numbers are not known.
    """
    level = measure != "count"
    solid = series.solid
    if solid.is_empty():
        return Finding(None, None, "not_reported", None, None, "unknown", (), measure)
    last = solid.row(-1, named=True)
    day = last["date"]
    weekly = solid.height > 1 and (solid["date"][1] - solid["date"][0]).days == WEEK
    now = _over(solid, day, level=level or weekly)
    before = _over(solid, day - timedelta(days=WEEK), level=level or weekly)
    return Finding(
        day, last["value"], last["status"], now, before,
        _direction(now, before, _persons(measure, series.ask.place)),
        _holidays(day, series.ask.place), measure, _blank(solid, day),
    )  # fmt: skip


def _blank(solid: pl.DataFrame, day: date) -> str:
    recent = solid.filter(pl.col("date") > day - timedelta(days=2 * WEEK))
    blank = recent.filter(pl.col("value").is_null())
    return "ok" if blank.is_empty() else str(blank["status"][-1])


def _over(frame: pl.DataFrame, end: date, *, level: bool) -> float | None:
    first = end if level else end - timedelta(days=WEEK - 1)
    values = frame.filter(pl.col("date").is_between(first, end))["value"]
    needed = 1 if level else WEEK
    return None if values.len() < needed or values.null_count() else float(values.sum())


def _persons(measure: Measure, place: str) -> float | None:
    """Return how many persons one unit of a figure stands for; None where nobody knows."""
    if measure == "share":
        return None
    people = places().population(place) if measure == "per_head" else PER_HEADS
    return people / PER_HEADS if people else None


def _direction(now: float | None, before: float | None, persons: float | None) -> Direction:
    if now is None or before is None:
        return "unknown"
    difference = now - before
    counted = 0.0 if persons is None else max((now + before) * persons, 1.0)
    noise = NOISE * math.sqrt(counted) / (persons or 1.0)
    if abs(difference) < max(SMALLEST_CHANGE * before, 1e-12):
        return "steady"
    if abs(difference) < noise:
        return "unclear"
    return "rising" if difference > 0 else "falling"


def _holidays(day: date, place: str) -> tuple[str, ...]:
    first = day - timedelta(days=2 * WEEK - 1)
    named: list[str] = []
    for year in sorted({first.year, day.year}):
        holidays = public_holidays(year, place)
        named += [str(name) for on, name in sorted(holidays.items()) if first <= on <= day]
    return tuple(named)
