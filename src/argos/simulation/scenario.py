"""The scenario: every constant of a simulation, read from TOML and checked all at once."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from argos.core.errors import UsageError
from argos.core.language import Text, same

GROUPS = (0, 15, 45, 65, 75)  # lower bounds of the ages that chances are given for
STEPS = ("sos", "samu", "ed", "test")
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Chances = Annotated[list[Share], Field(min_length=5, max_length=5)]
Moments = tuple[Positive, Positive]


class Part(BaseModel):
    """A part of a scenario: nothing unknown in it, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Pathogen(Part):
    """How one pathogen spreads, and how often and how late it leads to care."""

    serial_interval: Moments
    reproduction: list[tuple[float, Positive]] = []
    infections_at_start: Positive = 1.0
    season: tuple[float, Positive, Positive] | None = None
    to_sos: Moments
    to_samu: Moments
    to_ed: Moments
    to_test: Moments
    sos: Chances
    samu: Chances
    ed: Chances
    test: Chances
    admitted: Chances
    sos_codes: dict[str, Positive]
    samu_codes: dict[str, Positive]


class Activity(Part):
    """What comes for other reasons, and on which days people come."""

    mean: Positive
    weekday: Annotated[list[Positive], Field(min_length=7, max_length=7)]
    codes: dict[str, Positive]


class Population(Part):
    """Lower bounds of age bands, and their shares."""

    bands: list[int]
    shares: list[Positive]


class Hospital(Part):
    """Stays for COVID-19."""

    length: Moments
    icu: Share
    icu_delay: Moments
    icu_length: Moments
    death: Share


class Outbreak(Part):
    """Infections planted in one département, on days counted back from the last."""

    pathogen: str
    departement: str
    first: Annotated[int, Field(ge=0)]
    days: Annotated[int, Field(ge=1)]
    infections: Annotated[int, Field(ge=1)]


class Fault(Part):
    """A fault planted in the files of a feed, on days counted back from the last."""

    kind: Literal["silent", "doubled-file"]
    feed: str
    first: Annotated[int, Field(ge=0)]
    days: Annotated[int, Field(ge=1)]


class Scenario(Part):
    """All that a simulation needs besides its seed and its days."""

    departements: Annotated[list[str], Field(min_length=1)]
    warm_up_days: Annotated[int, Field(ge=30)]
    noise_shape: Positive
    calls_departement: str
    bundle_days: Annotated[int, Field(ge=1, le=35)]
    daily_days: Annotated[int, Field(ge=0)]
    published_days: Annotated[int, Field(ge=40)]
    population: Population
    pathogens: dict[str, Pathogen]
    hospital: Hospital
    activity: dict[Literal["sos", "samu", "ed", "test"], Activity]
    reporting: dict[Literal["sos", "ed", "test"], list[Share]]
    outbreaks: list[Outbreak] = []
    faults: list[Fault] = []


def load(path: Path | None = None) -> Scenario:
    """Read a scenario file, or the shipped one.

    Raises:
        UsageError: ``NO_SCENARIO``, ``BAD_SCENARIO``: with every place where it is wrong.

    """
    shipped = files("argos.simulation").joinpath("data/scenario.toml")
    try:
        text = shipped.read_text("utf-8") if path is None else path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise _wrong("NO_SCENARIO", str(path)) from None
    try:
        return Scenario.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _wrong("BAD_SCENARIO", str(error)) from None
    except ValidationError as error:
        places = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise _wrong("BAD_SCENARIO", "; ".join(places)) from None


def _wrong(code: str, found: str) -> UsageError:
    return UsageError(
        code,
        expected=Text("un scénario en TOML", "a scenario in TOML"),
        found=same(found),
        todo=Text("corrigez ces endroits (docs/simulation.md)",
                  "correct these places (docs/simulation.md)"),
    )  # fmt: skip
