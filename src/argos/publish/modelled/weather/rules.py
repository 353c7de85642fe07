"""The rules of the health weather, from ``weather.toml``; a site's own file replaces it."""

import tomllib
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from argos.core.contract import MEASURE, Bilingual, Part
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.epidemiology.series import SeriesRefused
from argos.epidemiology.weather.measures import Thresholds
from argos.epidemiology.weather.reasons import Confidence
from argos.epidemiology.weather.skies import BANDS, SkyRules
from argos.epidemiology.weather.states import Settling, Sky
from argos.publish.indicators import indicators

FILE = "weather.toml"
Chance = Annotated[float, Field(ge=0.5, lt=1)]
Positive = Annotated[float, Field(gt=0)]
Name = Annotated[str, Field(pattern=MEASURE)]
Kind = Literal["share", "rate", "occupancy", "norm", "seasons"]
SkyName = Literal["sun", "veil", "cloud", "rain", "storm"]
UNITS: dict[Kind, Text] = {
    "share": Text("\u202f%", "%"),
    "rate": Text(" pour 100\u202f000 habitants en 7 jours", " per 100,000 inhabitants in 7 days"),
    "occupancy": Text("\u202f%", "%"),
    "norm": Text(" fois", " times"),
    "seasons": Text(" en 7 jours", " in 7 days"),
}


class ConfidenceFile(Part):
    """From which probabilities on something is sure, and likely."""

    sure: Chance
    probable: Chance

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if self.probable >= self.sure:
            raise ValueError("probable should be less than sure")
        return self


class SkyFile(Part):
    """How a sky is made; ``weather.toml`` explains the fields."""

    ratios: tuple[Positive, Positive, Positive]
    few: float = Field(ge=0)
    steady: Positive
    up: Chance
    down: Chance
    table: dict[Literal["usual", "above", "high", "very_high"], tuple[SkyName, SkyName, SkyName]]
    source: Bilingual

    @model_validator(mode="after")
    def _a_whole_table(self) -> Self:
        absent = [band for band in BANDS if band not in self.table]
        if absent:
            raise ValueError(f"table: no row for {', '.join(absent)}")
        try:
            self.rules()
        except SeriesRefused as error:
            raise ValueError(f"{error.expected.en}") from None
        return self

    def rules(self) -> SkyRules:
        """Return the rules as the library takes them."""
        rows = tuple(
            tuple(Sky[name.upper()] for name in self.table[band])  # type: ignore[index] # a band
            for band in BANDS
        )
        return SkyRules(rows, self.ratios, self.few, self.steady, Settling(self.up, self.down))


class MeasureFile(Part):
    """One measure with the thresholds of a text, and when it is applied."""

    id: str
    kind: Kind
    of: Name | None = None
    over: Name | None = None
    label: Bilingual
    ahead: Literal["level", "own"] = "own"
    yellow: float | None = None
    orange: float | None = None
    red: float | None = None
    since: date
    until: date | None = None
    convention: bool = False
    epci: bool = False
    note: Bilingual | None = None
    source: Bilingual
    url: str | None = Field(default=None, pattern=r"^https?://")

    @model_validator(mode="after")
    def _what_its_kind_needs(self) -> Self:
        needs = {"share": (True, True), "rate": (True, False), "occupancy": (True, False)}
        of, over = needs.get(self.kind, (False, False))
        if (self.of is not None, self.over is not None) != (of, over):
            raise ValueError(f"{self.id}: {self.kind} should have {'of' if of else 'no of'}"
                             f" and {'over' if over else 'no over'}")  # fmt: skip
        given = [each for each in (self.yellow, self.orange, self.red) if each is not None]
        if bool(given) == (self.kind == "seasons"):
            which = "no thresholds" if given else "at least one threshold"
            raise ValueError(f"{self.id}: {self.kind} should have {which}")
        if given != sorted(set(given)) or any(each <= 0 for each in given):
            raise ValueError(f"{self.id}: thresholds should rise from yellow to red, above 0")
        if self.epci and self.kind in ("occupancy", "seasons"):
            raise ValueError(f"{self.id}: {self.kind} is not known at an EPCI")
        if self.until is not None and self.until < self.since:
            raise ValueError(f"{self.id}: until is before since")
        if not self.convention and self.url is None:
            raise ValueError(f"{self.id}: a text has a url, or it is a convention")
        return self

    @property
    def thresholds(self) -> Thresholds:
        """Yellow, orange, red; NaN where there is none."""
        nan = float("nan")
        yellow, orange, red = (
            nan if each is None else each for each in (self.yellow, self.orange, self.red)
        )
        return yellow, orange, red

    def in_force(self, day: date) -> bool:
        """Whether it is applied to the figures of a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Pathology(Part):
    """An illness: whose level is told, and what its vigilance comes from."""

    id: str
    label: Bilingual
    levels: list[Name] = Field(min_length=1)
    seasonal: bool
    coded_at_least: float | None = Field(default=None, gt=0, le=100)
    measure: list[MeasureFile] = []

    def on(self, day: date, *, epci: bool = False) -> Sequence[MeasureFile]:
        """Return the measures that are applied to the figures of a day, at EPCI or elsewhere."""
        return [each for each in self.measure if each.in_force(day) and (each.epci or not epci)]


class WeatherRules(Part):
    """The whole file."""

    confidence: ConfidenceFile
    sky: SkyFile
    pathology: list[Pathology] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_that_exist(self) -> Self:
        known = {each.id for each in indicators().each()}
        names = [each.id for each in self.pathology]
        if len(set(names)) < len(names):
            raise ValueError("a pathology is declared twice")
        for each in self.pathology:
            named = {*each.levels, *(n for m in each.measure for n in (m.of, m.over) if n)}
            if named - known:
                raise ValueError(f"{each.id}: unknown {', '.join(sorted(named - known))}")
            _one_text_at_a_time(each)
        return self

    @property
    def counted(self) -> frozenset[str]:
        """Every indicator that a level or a measure is made of."""
        named = {name for each in self.pathology for name in each.levels}
        measures = [measure for each in self.pathology for measure in each.measure]
        return frozenset(named | {n for m in measures for n in (m.of, m.over) if n})

    @property
    def sureness(self) -> Confidence:
        """From which probabilities on something is sure, and likely."""
        return Confidence(self.confidence.sure, self.confidence.probable)


def _one_text_at_a_time(pathology: Pathology) -> None:
    """Refuse two measures of the same figure on the same day."""
    for n, one in enumerate(pathology.measure):
        for other in pathology.measure[n + 1 :]:
            same_figure = (one.kind, one.of, one.over) == (other.kind, other.of, other.over)
            if same_figure and (one.in_force(other.since) or other.in_force(one.since)):
                raise ValueError(f"{pathology.id}: {one.id} and {other.id} on the same days")


def weather_rules(home: Path | None = None) -> WeatherRules:
    """Return the rules: those of ``weather.toml`` in a home, or ours where it has none.

    Raises:
        UsageError: the file cannot be read, or says what it cannot.

    """
    own = home / FILE if home is not None else None
    found = own if own is not None and own.exists() else files(__package__).joinpath(FILE)
    try:
        return WeatherRules.model_validate(tomllib.loads(found.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unusable(str(error)) from None
    except ValidationError as error:
        raise _unusable("\n".join(_defect(each) for each in error.errors())) from None


def _defect(found: object) -> str:
    where = ".".join(str(part) for part in found["loc"])  # type: ignore[index] # of pydantic
    said = str(found["msg"]).removeprefix("Value error, ")  # type: ignore[index] # as above
    return f"{where}: {said}" if where else said


def _unusable(found: str) -> UsageError:
    return UsageError(
        "WEATHER_RULES",
        expected=Text(
            "des règles de la forme de weather.toml", "rules of the form of weather.toml"
        ),
        found=same(found),
        todo=Text(f"corrigez {FILE}", f"mend {FILE}"),
    )
