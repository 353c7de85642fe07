"""The health weather of a place: a sky and a vigilance for each pathology, today and ahead."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from argos.core.language import Text, same
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.charts.skies import SKIES, VIGILANCES
from argos.web.choices import Choices
from argos.web.pathologies import PATHOLOGIES, pathology

WORST = ("unknown", "green", "yellow", "orange", "red")
ROUGH = ("unknown", "sun", "veil", "cloud", "rain", "storm")
SURE, FAIRLY = 0.75, 0.5


@dataclass(frozen=True, slots=True)
class Sky:
    """The sky of one day: a row of ``tables.WEATHER``."""

    row: dict[str, Any]

    @property
    def sky(self) -> str:
        """Its code."""
        return str(self.row["sky"])

    @property
    def word(self) -> str:
        """It in a word."""
        return str(SKIES.get(self.sky, same(self.sky)))

    @property
    def vigilance(self) -> str:
        """The code of the vigilance."""
        return str(self.row["vigilance"])

    @property
    def vigilance_word(self) -> str:
        """The vigilance in a word."""
        return str(VIGILANCES.get(self.vigilance, same(self.vigilance)))

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        return str(Text(self.row["reason_fr"], self.row["reason_en"]))

    @property
    def confidence(self) -> str:
        """How sure it is, in words."""
        sure = self.row["confidence"]
        if sure is None:
            return str(Text("confiance inconnue", "confidence unknown"))
        if sure >= SURE:
            return str(Text("confiance bonne", "good confidence"))
        return str(
            Text("confiance moyenne", "fair confidence") if sure >= FAIRLY
            else Text("confiance faible", "low confidence")
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outlook:
    """The weather of one pathology: the day it is told for, and the days ahead."""

    pathology: str
    days: list[Sky]

    @property
    def label(self) -> str:
        """The pathology in words: as it was published, where it was."""
        row = self.days[0].row
        if row.get("label_fr"):
            return str(Text(row["label_fr"], row["label_en"]))
        return pathology(self.pathology)

    @property
    def today(self) -> Sky:
        """The first day."""
        return self.days[0]

    @property
    def ahead(self) -> Sky | None:
        """The last day, where there is more than one."""
        return self.days[-1] if len(self.days) > 1 else None

    @property
    def order(self) -> int:
        """Its rank among pathologies, as they are shown."""
        known = list(PATHOLOGIES)
        return known.index(self.pathology) if self.pathology in known else len(known)

    @property
    def weight(self) -> tuple[int, int]:
        """What ranks it: its worst vigilance, then its worst sky."""
        worst = max(_at(WORST, each.vigilance) for each in self.days)
        return worst, max(_at(ROUGH, each.sky) for each in self.days)


def outlooks(snapshot: Snapshot, choices: Choices, place: str) -> list[Outlook]:
    """Return the newest weather of a place, the worst pathology first."""
    return outlooks_of(snapshot.weather(choices.instant).filter(place=place))


def outlooks_of(rows: pl.DataFrame) -> list[Outlook]:
    """Return the outlooks of one place from its rows of ``tables.WEATHER``, the worst first."""
    ordered = rows.sort("pathology", "ahead").partition_by("pathology", maintain_order=True)
    found = [
        Outlook(part["pathology"][0], [Sky(row) for row in part.iter_rows(named=True)])
        for part in ordered
    ]
    return sorted(found, key=lambda each: (*(-n for n in each.weight), each.order))


def verdict(found: list[Outlook]) -> str:
    """Say which pathologies are not green, or that all are."""
    known = [each for each in found if each.weight[0] > 0]
    if not known:
        return str(Text("météo santé inconnue", "health weather unknown"))
    levels = sorted({each.weight[0] for each in known if each.weight[0] > 1}, reverse=True)
    if not levels:
        return str(Text("vigilance verte partout", "green vigilance throughout"))
    said = []
    for level in levels:
        named = ", ".join(each.label for each in known if each.weight[0] == level)
        said.append(f"{VIGILANCES[WORST[level]]} ({named})")
    listed = ", ".join(said)
    return f"vigilance {listed}"


def told_for(found: list[Outlook]) -> str:
    """Say for which day the weather is told; nothing without any."""
    return formats.day(found[0].today.row["date"], weekday=True) if found else ""


def _at(order: tuple[str, ...], code: str) -> int:
    return order.index(code) if code in order else 0
