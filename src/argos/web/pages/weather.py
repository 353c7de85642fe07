"""Health weather: a sky and a vigilance for each pathology, today and in the days ahead."""

from typing import Any

from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.choices import Choices
from argos.web.nearby import departement_of, nearby, within
from argos.web.pages.parts import TERRITORY, figure
from argos.web.skies import outlooks, told_for, verdict
from argos.web.views import page


@page("argos/weather.html")
def view(snapshot: Snapshot, choices: Choices, **_: str) -> dict[str, Any]:
    """Return the weather of a place, its map where there is one, and the places that have some.

    Raises:
        UsageError: an unknown place.

    """
    chosen = choices.but(place=choices.place or TERRITORY)
    found = outlooks(snapshot, chosen, chosen.place)
    return {
        "where": formats.place(chosen.place),
        "outlooks": found,
        "verdict": verdict(found),
        "told_for": told_for(found),
        "map": figure(snapshot, "weather", chosen) if found else None,
        "choices": chosen,
        "places": _places(snapshot, chosen),
        "nearby": nearby(snapshot, chosen, chosen.place),
    }


def _places(snapshot: Snapshot, choices: Choices) -> list[tuple[str, str]]:
    """Return the places to choose from: of EPCI, those of the département that is looked at."""
    rank = {"fra": 0, "reg": 1, "dep": 2, "epci": 3}
    near = within(departement_of(choices.place))
    every = snapshot.weather(choices.instant)["place"].unique().to_list()
    known = [each for each in every if not each.startswith("epci:") or each in near]
    named = [(each, formats.place(each)) for each in known]
    return sorted(named, key=lambda each: (rank.get(each[0].split(":")[0], 4), each[1]))
