"""Signals as a reader sees them: few, ranked, each with its reason and what became of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from argos.core.language import Text, same
from argos.core.places import places
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.choices import Choices
from argos.web.pathologies import pathology

QUALITY = "data-quality"
CLOSED = "closed"
KINDS = {
    "rise": Text("hausse", "rise"),
    "fall": Text("baisse", "fall"),
    "ratio": Text("rapport inhabituel", "unusual ratio"),
    QUALITY: Text("qualité des données", "data quality"),
}
STATES = {
    "new": Text("nouveau", "new"),
    "seen": Text("vu", "seen"),
    "explained": Text("expliqué", "explained"),
    CLOSED: Text("clos", "closed"),
}
CERTAIN, LIKELY = 0.9, 0.7  # from which a signal is called very sure, rather sure


@dataclass(frozen=True, slots=True)
class Signal:
    """A row of ``tables.SIGNALS`` in words."""

    row: dict[str, Any]

    @property
    def reason(self) -> str:
        """Why it is told, in one sentence."""
        return str(Text(self.row["reason_fr"], self.row["reason_en"]))

    @property
    def where(self) -> str:
        """The place; of several, how many places it has inside."""
        name, inside = formats.place(self.row["place"]), len(self.row["places"] or [])
        if inside < 2:
            return name
        return str(Text(f"{name} ({inside} lieux)", f"{name} ({inside} places)"))

    @property
    def since(self) -> date:
        """Its first day."""
        found: date = self.row["first_day"]
        return found

    @property
    def certainty(self) -> str:
        """How sure it is, in words."""
        sure = self.row["certainty"]
        if sure is None:
            return ""
        if sure >= CERTAIN:
            return str(Text("très sûr", "very sure"))
        return str(
            Text("assez sûr", "rather sure") if sure >= LIKELY else Text("à confirmer", "unsure")
        )

    @property
    def kind(self) -> str:
        """What kind of signal it is, in words."""
        return str(KINDS.get(self.row["kind"], same(self.row["kind"])))

    @property
    def pathology(self) -> str:
        """What it is about."""
        return pathology(self.row["pathology"])

    @property
    def state(self) -> str:
        """Its state: ``new``, ``seen``, ``explained``, ``closed``."""
        return str(self.row["state"] or "new")

    @property
    def state_word(self) -> str:
        """Its state in words."""
        return str(STATES.get(self.state, same(self.state)))

    @property
    def query(self) -> str:
        """The choices of the indicator's page that show it."""
        return Choices(place=self.row["place"]).query()


def signals(snapshot: Snapshot, choices: Choices) -> list[Signal]:
    """Return the signals of the last run as of the chosen day, the first to look at first."""
    rows = snapshot.signals(choices.instant)
    return [Signal(row) for row in rows.iter_rows(named=True)]


def concerning(found: list[Signal], place: str) -> list[Signal]:
    """Return the signals of a place: its own, those of places in it and of places around it."""
    if place == "fra":
        return found
    around = {"fra", *places().parents(place).values()}
    return [each for each in found if _touches(each, place, around)]


def _touches(one: Signal, place: str, around: set[str]) -> bool:
    where = one.row["place"]
    if where == place or where in around:
        return True
    named = [where, *(one.row["places"] or [])]
    return any(each == place or place in places().parents(each).values() for each in named)


def open_ones(found: list[Signal]) -> list[Signal]:
    """Return those that are about health and not closed."""
    return [each for each in found if each.row["kind"] != QUALITY and each.state != CLOSED]


def about_data(found: list[Signal]) -> list[Signal]:
    """Return those that are about the data and not closed."""
    return [each for each in found if each.row["kind"] == QUALITY and each.state != CLOSED]
