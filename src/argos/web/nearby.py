"""The weather of the EPCI of a département: a line each, those of the worst weather first."""

from dataclasses import dataclass
from functools import cache

import polars as pl

from argos.core.places import places
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.choices import Choices
from argos.web.skies import Outlook, outlooks_of


@dataclass(frozen=True, slots=True)
class Nearby:
    """One EPCI.

    Attributes:
        code, name: of it.
        query: the choices that show it.
        cells: each pathology in words, and its outlook where there is one.

    """

    code: str
    name: str
    query: str
    cells: list[tuple[str, Outlook | None]]


@dataclass(frozen=True, slots=True)
class Table:
    """The EPCI of a département, a column a pathology.

    Attributes:
        where: the name of the département.
        heads: the pathologies in words.
        lines: the EPCI.

    """

    where: str
    heads: list[str]
    lines: list[Nearby]


@cache
def within(departement: str) -> tuple[str, ...]:
    """Return the EPCI that have a commune in a département."""
    communes = places().frame.filter((pl.col("level") == "com") & (pl.col("dep") == departement))
    return tuple(communes["epci"].drop_nulls().unique().sort())


@cache
def departement_of(place: str) -> str:
    """Return the département of a place: its own, or of an EPCI the one with most of its people.

    Empty of a larger place.
    """
    if place.startswith("dep:"):
        return place
    communes = places().frame.filter((pl.col("level") == "com") & (pl.col("epci") == place))
    most = communes.group_by("dep").agg(pl.col("population").sum()).sort("population")
    return str(most["dep"][-1]) if most.height else places().parents(place).get("dep", "")


def nearby(snapshot: Snapshot, choices: Choices, place: str) -> Table | None:
    """Return the EPCI of the département of a place; None where none of them has a weather."""
    departement = departement_of(place)
    wanted = pl.col("place").is_in(within(departement) if departement else [])
    rows = snapshot.weather(choices.instant).filter(wanted)
    if rows.is_empty():
        return None
    parts = rows.partition_by("place", as_dict=True)
    found = {str(code): outlooks_of(own) for (code,), own in parts.items()}
    labels = {each.pathology: each.label for own in found.values() for each in own}
    lines = [
        Nearby(
            code, formats.place(code), choices.but(place=code).query(), _cells(found[code], labels)
        )
        for code in sorted(found, key=lambda code: (_weight(found[code]), formats.place(code)))
    ]
    return Table(formats.place(departement), list(labels.values()), lines)


def _cells(found: list[Outlook], labels: dict[str, str]) -> list[tuple[str, Outlook | None]]:
    by = {each.pathology: each for each in found}
    return [(label, by.get(name)) for name, label in labels.items()]


def _weight(found: list[Outlook]) -> list[tuple[int, int]]:
    """Return what orders EPCI: the worst pathology of each, then the next one."""
    return sorted((-vigilance, -sky) for vigilance, sky in (each.weight for each in found))
