"""Capacity: by what day beds run short, at best and at worst, and what that asks of surgery."""

from typing import Any

import polars as pl

from argos.core.language import Text
from argos.core.places import places
from argos.outputs.snapshot import Snapshot
from argos.web import beds, formats
from argos.web.choices import Choices
from argos.web.pages.parts import TERRITORY, figure
from argos.web.views import page


@page("argos/capacity.html")
def view(snapshot: Snapshot, choices: Choices, **_: str) -> dict[str, Any]:
    """Return the beds of a place in each scenario, and the day on which each threshold is crossed.

    Raises:
        UsageError: an unknown place.

    """
    known = _known(snapshot, choices)
    chosen = choices.but(place=choices.place or _first(known))
    found = beds.crossings(snapshot, chosen)
    rows = beds.occupied(snapshot, chosen)
    scenarios, lines = beds.by_threshold(found)
    kinds = [each for each in beds.RESOURCES if each in set(rows["resource"])]
    return {
        "where": formats.place(chosen.place),
        "headline": beds.headline(found),
        "answers": [*beds.answers(found), *_undeclared(rows)],
        "reason": _why_silent(chosen, bool(kinds)),
        "choices": chosen,
        "figures": [figure(snapshot, "capacity", chosen.but(resource=each)) for each in kinds],
        "scenarios": scenarios,
        "thresholds": lines,
        "places": [(each, formats.place(each)) for each in known],
    }


def _undeclared(rows: pl.DataFrame) -> list[str]:
    """Say of which kinds of beds nobody declared how many there are."""
    blank = rows.group_by("resource").agg(pl.col("beds").is_null().all())
    kinds = {kind for kind, none in blank.iter_rows() if none}
    return [
        str(
            Text(
                f"{beds.resource(each)} : le nombre de lits n'est pas déclaré, aucun seuil.",
                f"{beds.resource(each)}: the number of beds is not declared, no threshold.",
            )
        )
        for each in beds.RESOURCES
        if each in kinds
    ]


def _known(snapshot: Snapshot, choices: Choices) -> list[str]:
    """Return the places whose beds are foretold, the large ones first."""
    rank = {"fra": 0, "reg": 1, "dep": 2}
    found = snapshot.modelled("capacity", choices.instant)["place"].unique().to_list()
    return sorted(found, key=lambda each: (rank.get(each.split(":")[0], 3), formats.place(each)))


def _first(known: list[str]) -> str:
    around = [TERRITORY, *places().parents("dep:44").values(), "dep:44"]
    return next((each for each in around if each in known), known[0] if known else TERRITORY)


def _why_silent(choices: Choices, told: bool) -> str:
    if told:
        return ""
    where = formats.place(choices.place)
    return str(
        Text(
            f"Rien n'est calculé pour ce lieu ({where}) : ses lits ne sont pas déclarés, ou ses "
            "admissions ne sont pas prévues. Les lits se déclarent dans les réglages.",
            f"Nothing is computed for this place ({where}): its beds are not declared, or its "
            "admissions are not forecast. Beds are declared in the settings.",
        )
    )
