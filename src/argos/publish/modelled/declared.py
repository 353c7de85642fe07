"""What is modelled, and how: declared in ``declared.toml`` and checked when loaded."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from argos.core.contract import MEASURE, Bilingual, Part
from argos.epidemiology.serial_interval import SerialInterval, discretised_gamma

LONGEST = 30  # days of a serial interval


class Interval(Part):
    """A serial interval in days, and where it comes from."""

    mean: float = Field(gt=1)
    sd: float = Field(gt=0)
    source: str = Field(min_length=1)

    @property
    def weights(self) -> SerialInterval:
        """The interval by whole days."""
        return discretised_gamma(self.mean, self.sd, LONGEST, self.source)

    @property
    def said(self) -> str:
        """The interval and its source, in a line."""
        return f"{self.mean:g} ± {self.sd:g} d; {self.source}"


class Pathology(Part):
    """What several indicators tell of."""

    id: str
    label: Bilingual
    serial_interval: Interval | None = None


class Modelled(Part):
    """How one indicator is modelled; ``declared.toml`` explains the fields."""

    indicator: Annotated[str, Field(pattern=MEASURE)]
    pathology: str
    kind: Literal["flow", "stock"]
    consequence: float = Field(ge=0)
    arrivals: str | None = None
    leading: list[str] = []
    activity: bool = False


class Weekly(Part):
    """An indicator of which only weeks are published: nothing but signals is made of it."""

    indicator: Annotated[str, Field(pattern=MEASURE)]
    pathology: str
    consequence: float = Field(ge=0)


class Declared(Part):
    """All that is modelled."""

    pathology: list[Pathology]
    series: list[Modelled] = Field(min_length=1)
    weekly: list[Weekly] = []

    @model_validator(mode="after")
    def _names_that_exist(self) -> Self:
        names = [each.indicator for each in self.series]
        pathologies = [each.id for each in self.pathology]
        weeks = [each.indicator for each in self.weekly]
        if any(each.pathology not in pathologies for each in self.weekly):
            raise ValueError("weekly: unknown pathology")
        for known in ([*names, *weeks], pathologies):
            if len(set(known)) < len(known):
                raise ValueError("something is declared twice")
        for each in self.series:
            unknown = {*each.leading, each.arrivals} - {*names, None}
            if each.arrivals and each.kind != "stock":
                raise ValueError(f"{each.indicator}: only a stock has arrivals")
            if each.pathology not in pathologies or unknown:
                raise ValueError(f"{each.indicator}: unknown pathology or leading series")
        return self

    def __getitem__(self, indicator: str) -> Modelled:
        """Return how an indicator is modelled.

        Raises:
            KeyError: it is not.

        """
        return {each.indicator: each for each in self.series}[indicator]

    def pathology_of(self, indicator: str) -> Pathology:
        """Return the pathology that an indicator tells of."""
        known = {each.id: each for each in self.pathology}
        return known[self[indicator].pathology]


def parse(text: str) -> Declared:
    """Read a declaration.

    Raises:
        ValueError: it is not TOML, or breaks a rule of this module.

    """
    return Declared.model_validate(tomllib.loads(text))


@cache
def declared() -> Declared:
    """Return the shipped declaration, loaded once."""
    return parse(files("argos.publish.modelled").joinpath("declared.toml").read_text("utf-8"))
