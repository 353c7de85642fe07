"""Explore: any published series over each other, or the ratio of two; a view is its link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from argos.core.language import Text, language
from argos.core.schema import SEXES
from argos.outputs.snapshot import Snapshot
from argos.web import formats, published
from argos.web.choices import MOST_SERIES, Choices
from argos.web.feeds import feeds, of_partners
from argos.web.frames import shown
from argos.web.pages.parts import best_place, figure, labels
from argos.web.several import PREFIX, One, from_form, several
from argos.web.views import page

FIRST = ("ed_covid", "in_hospital")  # what is shown where nothing is chosen
KINDS = {"line": Text("lignes", "lines"), "bar": Text("barres", "bars"),
         "area": Text("aires", "areas")}  # fmt: skip
PERIODS = {"": Text("comme d'usage", "as usual"), "day": Text("par jour", "by day"),
           "week": Text("par semaine", "by week")}  # fmt: skip


def view(request: HttpRequest, **named: str) -> HttpResponse:
    """Show the chosen series; a filled form leads to the address that holds its choices."""
    query = dict(request.GET.lists())
    if f"{PREFIX}indicator" in query:
        chosen = from_form(query).query()
        return redirect(reverse("explore", kwargs={"language": language()}) + chosen)
    return _view(request, **named)


@page("argos/explore.html")
def _view(snapshot: Snapshot, choices: Choices, **_: str) -> dict[str, Any]:
    """Return the figure of the chosen series, and a row of the form for each, and one more."""
    chosen = choices if choices.indicator else _first(snapshot, choices)
    chosen = chosen.but(place=chosen.place or best_place(snapshot, chosen.indicator, ""))
    ones = several(chosen)
    sources = [name for one in ones for name in shown(snapshot, one.choices.ask()).sources]
    late = of_partners(feeds(snapshot, published.now()), sources) if any(sources) else []
    return {
        "choices": chosen,
        "main": figure(snapshot, "compared", chosen),
        "rows": [*map(_row, ones), _row(None)][:MOST_SERIES],
        "labels": labels(snapshot),
        "places": _places(snapshot),
        "ages": _ages(snapshot),
        "sexes": [(each, formats.sex(each)) for each in _all_first(SEXES)],
        "partners": _partners(snapshot),
        "kinds": [(code, str(word)) for code, word in KINDS.items()],
        "periods": [(code, str(word)) for code, word in PERIODS.items()],
        "late": late,
        "two": len(ones) > 1,
    }


def _first(snapshot: Snapshot, choices: Choices) -> Choices:
    """Choose two series that are published, an early source and a late one."""
    known = snapshot.labels["indicator"].to_list()
    wanted = [each for each in FIRST if each in known] or known[:1]
    place = best_place(snapshot, wanted[0], choices.place)
    more = tuple(
        f"{each}~{best_place(snapshot, each, place)}~all~all~all~right" for each in wanted[1:2]
    )
    return choices.but(indicator=wanted[0], place=place, more=more)


def _row(one: One | None) -> dict[str, Any]:
    """Return what a row of the form holds; an empty one adds a series."""
    if one is None:
        return {"chosen": Choices(), "right": False, "new": True, "place": ""}
    place = one.choices.place or "fra"
    return {"chosen": one.choices, "right": one.right, "new": False, "place": place}


def _places(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return every place of which something is published, with its name."""
    known = {place for each in snapshot.labels["indicator"] for place in snapshot.places(each)}
    return [(each, formats.place(each)) for each in sorted(known)]


def _ages(snapshot: Snapshot) -> list[tuple[str, str]]:
    known = {age for row in snapshot.labels["ages"] for age in row}
    return [(each, formats.age(each)) for each in _all_first(sorted(known))]


def _partners(snapshot: Snapshot) -> list[tuple[str, str]]:
    known = snapshot.once("partners of all", lambda: {
        name
        for each in snapshot.labels["indicator"]
        for place in snapshot.places(each)
        for name in snapshot.rows(each, place)["partner"].unique()
    })  # fmt: skip
    named = [each for each in sorted(known) if not each.endswith("*")]
    return [(each, formats.partner(each)) for each in _all_first(named)]


def _all_first(codes: Any) -> list[str]:
    return ["all", *(each for each in codes if each != "all")]
