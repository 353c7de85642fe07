"""One indicator at one place: its finding, its days, and as it was known on a past day."""

from datetime import date
from typing import Any

import polars as pl

from argos.core.clock import local_day
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.core.schema import SEXES
from argos.outputs.resolve import check_indicator
from argos.outputs.snapshot import Snapshot
from argos.web import formats, published
from argos.web.choices import Choices
from argos.web.feeds import feeds, of_partners
from argos.web.figures.figure import words
from argos.web.frames import shown
from argos.web.pages.parts import best_place, figure, labels, places_of
from argos.web.views import page


@page("argos/indicator.html")
def view(snapshot: Snapshot, choices: Choices, indicator: str, **_: str) -> dict[str, Any]:
    """Return the indicator's figure, what can be chosen, and what there is to know of it."""
    check_indicator(indicator, snapshot.labels)
    place = choices.place or best_place(snapshot, indicator, "")
    chosen = choices.but(indicator=indicator, place=place)
    _check_place(snapshot, chosen)
    series = shown(snapshot, chosen.ask())
    return {
        "words": words(snapshot, indicator),
        "choices": chosen,
        "main": figure(snapshot, "series", chosen),
        "series": series,
        "late": of_partners(feeds(snapshot, published.now()), series.sources),
        "offered": _offered(snapshot, indicator),
        "labels": labels(snapshot),
        "days_known": _days_known(snapshot, chosen),
    }


def _check_place(snapshot: Snapshot, choices: Choices) -> None:
    known = snapshot.places(choices.indicator)
    if choices.place not in known and choices.place.split(":")[0] not in ("epci", "com"):
        named = ", ".join(formats.place(each) for each in known[:6])
        raise UsageError(
            "UNKNOWN_PLACE",
            expected=Text(
                f"un lieu où cet indicateur est publié : {named}…",
                f"a place where this indicator is published: {named}…",
            ),
            found=same(formats.place(choices.place)),
            todo=Text("choisissez l'un d'eux", "choose one of them"),
        )


def _offered(snapshot: Snapshot, indicator: str) -> dict[str, list[tuple[str, str]]]:
    row = snapshot.labels.row(by_predicate=pl.col("indicator") == indicator, named=True)
    ages = [(each, formats.age(each)) for each in ["all", *row["ages"]]]
    sexes = [(each, formats.sex(each)) for each in ["all", *(s for s in SEXES if s != "all")]]
    return {"places": places_of(snapshot, indicator), "ages": ages, "sexes": sexes}


def _days_known(snapshot: Snapshot, choices: Choices) -> list[date]:
    """Return the days on which the series said something new, for the slider."""
    versions = snapshot.rows(choices.indicator, choices.place)["known_from"]
    return sorted({local_day(each) for each in versions.unique()})
