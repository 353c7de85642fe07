"""The indicators: what is published, under which names, from which sources.

Declared in ``indicators.toml`` and checked when loaded, so that later steps meet no surprise.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from argos.core.contract import FEED_ID, MEASURE, Bilingual, Part

BAND = r"^\d{2}(-\d{2}|\+)$"
RollUp = Literal["reg", "fra"]


class Source(Part):
    """Where an indicator may come from: a measure of one feed, or of several disjoint feeds."""

    feeds: list[Annotated[str, Field(pattern=FEED_ID)]] = Field(min_length=1)
    measure: Annotated[str, Field(pattern=MEASURE)]
    minus: str | None = None
    syndrome: str | None = None
    codes: list[str] = []
    any_of: list[str] = []
    roll_up: list[RollUp] = []

    @property
    def partners(self) -> list[str]:
        """The partners behind the feeds, sorted."""
        return sorted({feed.split(".")[0] for feed in self.feeds})

    @property
    def partner(self) -> str:
        """The name under which the whole source is published: ``a`` or ``a+b``."""
        return "+".join(self.partners)

    @property
    def is_census(self) -> bool:
        """Whether it counts who is present at the day's end."""
        return self.minus is not None


class Ratio(Part):
    """A quotient of two indicators of the same source, cell by cell."""

    numerator: str
    denominator: str
    per: float


class Rate(Part):
    """A sum over the last days of an indicator's totals, for so many inhabitants."""

    of: str
    days: Literal[7]
    per: float


class Indicator(Part):
    """One published indicator."""

    id: Annotated[str, Field(pattern=MEASURE)]
    version: int = Field(ge=1)
    label: Bilingual
    unit: Bilingual
    definition: Bilingual
    method: Bilingual
    ages: list[Annotated[str, Field(pattern=BAND)]] = []
    part_of: str | None = None
    arrivals: str | None = None
    departures: str | None = None
    sources: list[Source] = []
    ratio: Ratio | None = None
    rate: Rate | None = None

    @model_validator(mode="after")
    def _one_way_of_making_it(self) -> Self:
        ways = [bool(self.sources), self.ratio is not None, self.rate is not None]
        if sum(ways) != 1:
            raise ValueError(f"{self.id}: should have sources, a ratio or a rate, and only one")
        if list(self.first_years) != sorted(set(self.first_years)):
            raise ValueError(f"{self.id}: age classes should go upwards")
        return self

    @property
    def first_years(self) -> list[int]:
        """First year of each age class."""
        return [int(band[:2]) for band in self.ages]

    @property
    def needs(self) -> list[str]:
        """The indicators that this one names."""
        named = [self.part_of, self.arrivals, self.departures]
        if self.ratio:
            named += [self.ratio.numerator, self.ratio.denominator]
        if self.rate:
            named.append(self.rate.of)
        return [name for name in named if name]


class Indicators(Part):
    """All of them, in the order of the file."""

    indicator: list[Indicator] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_that_exist(self) -> Self:
        known = [each.id for each in self.indicator]
        if len(set(known)) < len(known):
            raise ValueError("an indicator is declared twice")
        for each in self.indicator:
            unknown = set(each.needs) - set(known)
            if unknown:
                raise ValueError(f"{each.id}: unknown {', '.join(sorted(unknown))}")
        return self

    def __getitem__(self, name: str) -> Indicator:
        """Return one by its name.

        Raises:
            KeyError: there is none.

        """
        return self._by_name[name]

    @property
    def _by_name(self) -> dict[str, Indicator]:
        return {each.id: each for each in self.indicator}

    def each(self) -> Iterator[Indicator]:
        """Go through them in order."""
        return iter(self.indicator)

    def rates_of(self, name: str) -> list[Indicator]:
        """Return the rates that are made from an indicator's sums."""
        return [each for each in self.indicator if each.rate and each.rate.of == name]


def parse(text: str) -> Indicators:
    """Read a declaration.

    Raises:
        ValueError: it is not TOML, or breaks a rule of this module.

    """
    return Indicators.model_validate(tomllib.loads(text))


@cache
def indicators() -> Indicators:
    """Return the shipped declaration, loaded once."""
    return parse(files("argos.publish").joinpath("indicators.toml").read_text("utf-8"))
