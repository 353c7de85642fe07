"""What a series says in one sentence: rising, falling, steady, disturbed, or too few to tell."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from argos.core.calendar import holidays_between
from argos.core.language import Text
from argos.core.places import places
from argos.web import formats
from argos.web.frames import WEEK, Shown
from argos.web.measures import Measure

Direction = Literal["rising", "falling", "disturbed", "unclear", "steady", "unknown"]
PER_HEADS = 100_000  # inhabitants for whom a rate is given
WHOLE = "\N{NO-BREAK SPACE}"
SMALLEST_CHANGE = 0.10  # of the week before: less is steady
NOISE = 2.0  # standard deviations of a difference of two Poisson counts that a change must pass
# A holiday takes up to a day of seven away and moves some of it into the days after: the national
# incidence of Easter 2021 fell by 16 to 18 % of itself. Less than this for each one proves nothing.
HOLIDAY_CHANGE = 0.20
WORDS = {
    "rising": Text("en hausse", "rising"),
    "falling": Text("en baisse", "falling"),
    "disturbed": Text("jour férié : sans verdict", "public holiday: no verdict"),
    "unclear": Text("trop peu pour conclure", "too few to tell"),
    "steady": Text("stable", "steady"),
    "unknown": Text("sans tendance", "no trend"),
}
ARROWS = {
    "rising": "↗",
    "falling": "↘",
    "disturbed": "~",
    "unclear": "~",
    "steady": "→",
    "unknown": "·",
}


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
        blank: why a day of the two weeks has no figure, the last one's reason first; ``revised``
            where a count below zero takes back what earlier days had; else ``ok``.
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
        if self.blank == "revised":
            said = Text("un jour reprend des cas d'avant", "a day takes back earlier cases")
            return str(Text(f"{said.fr} : pas de tendance", f"{said.en}: no trend"))
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
    With public holidays in either week it must also pass `HOLIDAY_CHANGE` for each of them, or it
    is ``disturbed``, but for persons present, who do not go for a day. A count below zero is a
    revision, and its weeks have no trend.
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
    holidays = _holidays(day, series.ask.place)
    direction = _direction(now, before, _persons(measure, series.ask.place))
    if (
        measure != "stock"
        and _may_be_holidays(now, before, len(holidays))
        and (direction in ("rising", "falling"))
    ):
        direction = "disturbed"
    return Finding(
        day, last["value"], last["status"], now, before, direction, holidays, measure,
        _blank(solid, day),
    )  # fmt: skip


def _may_be_holidays(now: float | None, before: float | None, holidays: int) -> bool:
    """Whether so many holidays may make such a change, in either direction."""
    if not now or not before or not holidays:
        return False
    return min(now, before) >= max(now, before) * (1 - HOLIDAY_CHANGE) ** holidays


def _blank(solid: pl.DataFrame, day: date) -> str:
    recent = solid.filter(pl.col("date") > day - timedelta(days=2 * WEEK))
    blank = recent.filter(pl.col("value").is_null())
    if blank.is_empty():
        return "revised" if (recent["value"] < 0).any() else "ok"
    return str(blank["status"][-1])


def _over(frame: pl.DataFrame, end: date, *, level: bool) -> float | None:
    first = end if level else end - timedelta(days=WEEK - 1)
    values = frame.filter(pl.col("date").is_between(first, end))["value"]
    needed = 1 if level else WEEK
    if values.len() < needed or values.null_count() or (values < 0).any():
        return None
    return float(values.sum())


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
    return tuple(str(name) for name in holidays_between(first, day, place).values())
