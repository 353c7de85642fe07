"""What is said of a place that is known by whole weeks, and words of every reason."""

from dataclasses import dataclass
from datetime import date

from argos.core.language import Language, Text
from argos.core.written import NARROW, number
from argos.epidemiology.weather.states import UNKNOWN

SKIES = (
    Text("Soleil", "Sun"), Text("Ciel voilé", "Veiled sky"), Text("Nuages", "Clouds"),
    Text("Pluie", "Rain"), Text("Orage", "Storm"),
)  # fmt: skip
MONTHS = Text(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "January February March April May June July August September October November December",
)
USUAL = Text("niveau habituel du lieu", "usual level of the place")
TOLD_SINCE = 0.1  # change of a larger place since the last week, from which it is told


@dataclass(frozen=True, slots=True)
class Within:
    """What is said of a place that is known by whole weeks, beside the larger place that holds it.

    Attributes:
        week_to: the day on which its last whole week ends.
        holder: the name of the larger place.
        shared: the norm is the holder's, scaled by the place's share.
        usually_few: the norm is under 11.
        followed: the trend is the holder's.
        since: change of the holder since that week, as a share.
        around: the sky of the holder, of `states.Sky`; told where the place's own is unknown.

    """

    week_to: date
    holder: str
    shared: bool = False
    usually_few: bool = False
    followed: bool = False
    since: float = 0.0
    around: int = UNKNOWN

    @property
    def week(self) -> Text:
        """The week in words."""
        return Text(f"dans la semaine au {long_day(self.week_to, 'fr')}",
                    f"in the week to {long_day(self.week_to, 'en')}")  # fmt: skip

    @property
    def few(self) -> str:
        """That the week is under 11, and the sky around it."""
        said = str(Text(f"moins de 11 {self.week.fr}", f"fewer than 11 {self.week.en}"))
        if self.around == UNKNOWN:
            return said
        sky = SKIES[self.around]
        there = Text(f"{self.holder}{NARROW}: {sky.fr.lower()}",
                     f"{self.holder}: {sky.en.lower()}")  # fmt: skip
        return f"{said} ({there})"

    @property
    def usual(self) -> Text:
        """What the level is held against."""
        if not self.shared:
            return USUAL
        return Text(f"niveau habituel de sa part de {self.holder}",
                    f"usual level of its share of {self.holder}")  # fmt: skip

    @property
    def trend(self) -> str:
        """What of the trend is the holder's: all of it, or what came since the last week."""
        said = ""
        if self.followed:
            said = str(Text(f" comme {self.holder}", f" as {self.holder}"))
        if abs(self.since) >= TOLD_SINCE:
            change = f"{'+' if self.since > 0 else '−'}{percent(abs(self.since))}"
            said += str(Text(f", depuis {change} d'après {self.holder}",
                             f", since {change} after {self.holder}"))  # fmt: skip
        return said


def percent(share: float) -> str:
    """Write a share in per cent, whole: ``20 %``, ``20%``."""
    return f"{number(round(100 * share))}{Text(f'{NARROW}%', '%')}"


def long_day(day: date, spoken: Language) -> str:
    """Write a day with its month and year: ``1er mai 2020``, ``1 May 2020``."""
    ordinal = "1er" if day.day == 1 and spoken == "fr" else f"{day.day}"
    months = MONTHS.fr if spoken == "fr" else MONTHS.en
    return f"{ordinal} {months.split()[day.month - 1]} {day.year}"
