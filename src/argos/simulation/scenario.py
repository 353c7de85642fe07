"""The scenario: every constant of a simulation, read from TOML and checked all at once."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from argos.core.errors import UsageError
from argos.core.language import Text, same

GROUPS = (0, 15, 45, 65, 75)  # lower bounds of the ages that chances are given for
NEEDED = {  # what a fault of a kind cannot do without
    "renamed-column": "column", "coding-drop": "factor", "missing-laboratory": "laboratory",
    "level-shift": "factor",
}  # fmt: skip
FEEDS = (
    "sante-publique-france.sursaud", "sante-publique-france.sursaud-weekly",
    "sante-publique-france.sidep", "sante-publique-france.hospital-flow",
    "sante-publique-france.hospital-stock", "sos-medecins-nantes.calls", "samu-44.calls",
    "laboratories.tests", "chu-nantes.emergency", "chu-nantes.stays", "chu-nantes.biology",
    "chu-nantes.imaging",
)  # fmt: skip
STEPS = ("sos", "samu", "ed", "test")
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Chances = Annotated[list[Share], Field(min_length=5, max_length=5)]
Moments = tuple[Positive, Positive]


class Part(BaseModel):
    """A part of a scenario: nothing unknown in it, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Stay(Part):
    """The hospital stays of one reason.

    Attributes:
        length: days in a ward (mean, standard deviation); after intensive care, once more.
        icu: share of admissions that go to intensive care.
        death: share of admissions.
        wards: codes of the wards before and after intensive care, with their weights.

    """

    length: Moments
    icu: Share
    death: Share
    wards: dict[str, Positive]


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
    stay: Stay
    tested: Share = 0.0
    imaged: Share = 0.0
    sos_codes: dict[str, Positive]
    samu_codes: dict[str, Positive]
    ed_codes: dict[str, Positive]


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
    """What holds for stays of every reason, and the visits for none of the pathogens.

    Attributes:
        icu_delay: days from admission to intensive care.
        icu_length: days there.
        sensitivity: share of the infected whose SARS-CoV-2 test is positive.
        admitted: chance of admission after an emergency visit for another reason, by age.
        stay: these admissions.
        tested: share of these visits with a SARS-CoV-2 test.
        imaged: share of these visits with an image of the chest.

    """

    icu_delay: Moments
    icu_length: Moments
    sensitivity: Share
    admitted: Chances
    stay: Stay
    tested: Share
    imaged: Share


class Sampled(Part):
    """Which part of the département's persons is given line by line.

    Attributes:
        hospital: share of its emergency visits that are to the CHU.
        laboratories: share of its tests that each laboratory makes, by code.

    """

    hospital: Share
    laboratories: dict[str, Share]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if sum(self.laboratories.values()) > 1:
            raise ValueError("the shares of the laboratories are over 1 together")
        return self


class Outbreak(Part):
    """Infections planted in one département, on days counted back from the last."""

    pathogen: str
    departement: str
    first: Annotated[int, Field(ge=0)]
    days: Annotated[int, Field(ge=1)]
    infections: Annotated[int, Field(ge=1)]


class Fault(Part):
    """A fault planted in the files of one feed.

    Its days are counted back from the last simulated day, and are days of content: those of the
    rows, or the newest day of the file that has the fault.

    Attributes:
        kind: what goes wrong; ``docs/simulation.md`` tells each.
        feed: whose files.
        first: its first day.
        last: its last day, counted back too.
        factor: of ``level-shift``, by which counts are multiplied; of ``coding-drop``, the share
            of diagnoses that are still there.
        column: of ``renamed-column``, the one that is renamed.
        laboratory: of ``missing-laboratory``, its code in the file.

    """

    kind: Literal[
        "silent", "doubled-file", "renamed-column", "coding-drop", "missing-laboratory",
        "level-shift",
    ]  # fmt: skip
    feed: str
    first: Annotated[int, Field(ge=0)]
    last: Annotated[int, Field(ge=0)] = 0
    factor: Positive | None = None
    column: str | None = None
    laboratory: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.first < self.last:
            raise ValueError("first is before last: both are counted back")
        needed = NEEDED.get(self.kind)
        if needed and getattr(self, needed) is None:
            raise ValueError(f"{self.kind} needs {needed}")
        if self.kind == "coding-drop" and (self.factor or 0) > 1:
            raise ValueError("the factor of coding-drop is a share")
        return self


class Scenario(Part):
    """All that a simulation needs besides its seed and its days."""

    departements: Annotated[list[str], Field(min_length=1)]
    warm_up_days: Annotated[int, Field(ge=30)]
    noise_shape: Positive
    together: Share
    calls_departement: str
    bundle_days: Annotated[int, Field(ge=1, le=35)]
    daily_days: Annotated[int, Field(ge=0)]
    published_days: Annotated[int, Field(ge=40)]
    population: Population
    pathogens: dict[str, Pathogen]
    hospital: Hospital
    activity: dict[Literal["sos", "samu", "ed", "test"], Activity]
    sampled: Sampled
    reporting: dict[Literal["sos", "ed", "test", "coding"], list[Share]]
    outbreaks: list[Outbreak] = []
    faults: list[Fault] = []

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        named = [
            ("calls_departement", [self.calls_departement], self.departements),
            ("pathogens", ["covid"], self.pathogens),
            ("activity", STEPS, self.activity),
            ("reporting", ("sos", "ed", "test", "coding"), self.reporting),
            ("outbreaks.pathogen", [each.pathogen for each in self.outbreaks], self.pathogens),
            ("outbreaks.departement", [o.departement for o in self.outbreaks], self.departements),
            ("faults.feed", [fault.feed for fault in self.faults], FEEDS),
            ("faults.laboratory", [fault.laboratory for fault in self.faults if fault.laboratory],
             self.sampled.laboratories),
        ]  # fmt: skip
        wrong = [f"{what}: {name}" for what, names, known in named
                 for name in names if name not in known]  # fmt: skip
        if len(self.population.bands) != len(self.population.shares):
            wrong.append("population: as many shares as bands")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


def load(path: Path | None = None) -> Scenario:
    """Read a scenario file, or the shipped one.

    Raises:
        UsageError: ``NO_SCENARIO``, ``BAD_SCENARIO``: with every place where it is wrong.

    """
    shipped = files("argos.simulation").joinpath("data/scenario.toml")
    try:
        text = shipped.read_text("utf-8") if path is None else path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise wrong("NO_SCENARIO", str(path)) from None
    try:
        return Scenario.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise wrong("BAD_SCENARIO", str(error)) from None
    except ValidationError as error:
        places = (
            ": ".join(filter(None, [".".join(map(str, e["loc"])),
                                    e["msg"].removeprefix("Value error, ")]))
            for e in error.errors()
        )  # fmt: skip
        raise wrong("BAD_SCENARIO", "; ".join(places)) from None


def wrong(code: str, found: str) -> UsageError:
    """Return the error that tells where a scenario is wrong."""
    return UsageError(
        code,
        expected=Text("un scénario en TOML", "a scenario in TOML"),
        found=same(found),
        todo=Text("corrigez ces endroits (docs/simulation.md)",
                  "correct these places (docs/simulation.md)"),
    )  # fmt: skip
