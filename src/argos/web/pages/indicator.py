"""One indicator at one place: its finding, its days, and as it was known on a past day."""

from datetime import date
from typing import Any

from argos.core.clock import local_day
from argos.core.errors import UsageError
from argos.core.incidents import Incident
from argos.core.language import Text, same
from argos.core.schema import SEXES
from argos.outputs.resolve import check_indicator
from argos.outputs.snapshot import Snapshot
from argos.web import formats, published
from argos.web.choices import Choices
from argos.web.feeds import feeds, of_partners
from argos.web.figures.figure import words
from argos.web.figures.reproduction import alike
from argos.web.figures.series import incidents_of, recent
from argos.web.frames import Shown, shown
from argos.web.leads import leads
from argos.web.pages.forecasts import fan_of
from argos.web.pages.parts import ages_of, best_place, figure, labels, places_of
from argos.web.units import under_reporting
from argos.web.views import page

AGAINST = {
    "seasons": Text("et les saisons passées", "and earlier seasons"),
    "waves": Text("et les vagues passées", "and earlier waves"),
}


@page("argos/indicator.html")
def view(snapshot: Snapshot, choices: Choices, indicator: str, **_: str) -> dict[str, Any]:
    """Return the indicator's figure, what can be chosen, and what there is to know of it."""
    check_indicator(indicator, snapshot.labels)
    place = choices.place or best_place(snapshot, indicator, "")
    chosen = choices.but(indicator=indicator, place=place)
    _check_place(snapshot, chosen)
    series = shown(snapshot, chosen.ask())
    every = feeds(snapshot, published.now())
    return {
        "words": words(snapshot, indicator),
        "choices": chosen,
        "now_query": chosen.query(as_of=None, indicator=""),
        "where": formats.place(place),
        "main": figure(snapshot, "series", chosen),
        "series": series,
        "late": of_partners(every, series.sources),
        "under": under_reporting(every, series.sources),
        "offered": _offered(snapshot, indicator),
        "labels": labels(snapshot),
        "days_known": (days := _days_known(snapshot, chosen)),
        "steps": _steps(days, chosen),
        "parts": figure(snapshot, "multiples", chosen) if chosen.by else None,
        "against": figure(snapshot, chosen.against, chosen) if chosen.against else None,
        "incidents": _incidents(snapshot, chosen, series),
        "ways": _ways(chosen),
        "fan": fan_of(snapshot, chosen),
        "spread": _spread(snapshot, chosen),
        "leads": leads(snapshot, chosen),
    }


def _spread(snapshot: Snapshot, choices: Choices) -> dict[str, Any] | None:
    """Return the figure of the reproduction number, where the indicator has one."""
    if (choices.age, choices.sex) != ("all", "all") or alike(snapshot, choices).is_empty():
        return None
    bare = Choices(indicator=choices.indicator, place=choices.place, as_of=choices.as_of)
    return figure(snapshot, "reproduction", bare)


def _incidents(snapshot: Snapshot, choices: Choices, every: Shown) -> list[Incident]:
    """Return the incidents that fall on the days which the figure shows."""
    return incidents_of(snapshot, shown(snapshot, recent(choices, every).ask()))


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
    ages = [(each, formats.age(each)) for each in ages_of(snapshot, indicator)]
    sexes = [(each, formats.sex(each)) for each in ["all", *(s for s in SEXES if s != "all")]]
    return {"places": places_of(snapshot, indicator), "ages": ages, "sexes": sexes}


def _days_known(snapshot: Snapshot, choices: Choices) -> list[date]:
    """Return the days on which the series said something new, for the slider."""
    versions = snapshot.rows(choices.indicator, choices.place)["known_from"]
    return sorted({local_day(each) for each in versions.unique()})


def _steps(days: list[date], choices: Choices) -> dict[str, Any]:
    """Return the known days before and after the one that is shown."""
    on = choices.as_of or date.max
    before = [each for each in days if each < on]
    if choices.as_of is None:
        before = before[:-1]  # the last one is what is shown
    after = [each for each in days if each > on]
    return {
        "at": max(0, sum(each <= on for each in days) - 1),
        "before": choices.query(as_of=before[-1], indicator="") if before else None,
        "before_day": before[-1] if before else None,
        "after": choices.query(as_of=after[0], indicator="") if after else None,
        "after_day": after[0] if after else None,
    }


def _ways(choices: Choices) -> list[dict[str, Any]]:
    """Return the links that switch what the series is divided by or compared with."""
    words_ = {
        "place": Text("par lieu", "by place"),
        "age": Text("par âge", "by age"),
        "sex": Text("par sexe", "by sex"),
        "partner": Text("par partenaire", "by partner"),
    }
    bare = choices.but(indicator="")
    ways = [
        {"word": str(word), "on": choices.by == by,
         "query": bare.query(by="" if choices.by == by else by)}
        for by, word in words_.items()
    ]  # fmt: skip
    for against, word in AGAINST.items():
        on = choices.against == against
        query = bare.query(against="" if on else against)
        ways.append({"word": str(word), "on": on, "query": query})
    if choices.by:
        free = choices.axis == "free"
        word = Text("échelle propre à chacun", "a scale of its own for each")
        ways.append({"word": str(word), "on": free,
                     "query": bare.query(axis="shared" if free else "free")})  # fmt: skip
    return ways
