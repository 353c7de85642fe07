"""What a bulletin says, as plain words and figures, before any layout."""

from datetime import datetime
from itertools import islice
from typing import Any

from argos.core.language import Text, language
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.choices import Choices
from argos.web.drawn import figure
from argos.web.feeds import Feed, feeds
from argos.web.figures.figure import Figure, words
from argos.web.foretold import foretold
from argos.web.pages.overview import lines_of, map_of
from argos.web.pages.parts import TERRITORY
from argos.web.signals import concerning, open_ones, signals

LINES = 9  # of the table: what fits a page beside a map
LED = 2  # of what rises, named in the first sentence
CHARTS = 4  # of the second page
DEFINED = 3  # indicators whose definition is repeated
LATE = 4  # feeds named
SIGNALS, FORETOLD = 3, 2  # told above the table, each in the room of a line


def content(
    snapshot: Snapshot, choices: Choices, now: datetime
) -> tuple[dict[str, Any], list[Figure]]:
    """Return the words of a bulletin, and its figures: the map, if there is one, and the charts.

    Args:
        snapshot: what is published.
        choices: the place, and the day on which the figures were known.
        now: when the bulletin is made.

    """
    place = choices.place or TERRITORY
    every = feeds(snapshot, now)
    lines = lines_of(snapshot, choices, place, every)
    mapped = map_of(snapshot, place, choices, lines)
    charts = [figure(snapshot, "series", line["choices"]) for line in lines[:CHARTS]]
    maps = [mapped["figure"]] if mapped else []
    newest = max((line["series"].known_at for line in lines), default=None)
    told = _signals(snapshot, choices, place)
    ahead = _ahead(snapshot, lines)
    said = {
        **_fixed(),
        "lang": language(),
        "place": formats.place(place),
        "made": _made(now, newest, choices),
        "year": now.year, "month": now.month, "day": now.day,
        "simulated": snapshot.simulated,
        "lead": _lead(lines),
        "told": [*told, *ahead],
        "lines": [_row(line) for line in lines[: LINES - len(told) - len(ahead)]],
        "map": bool(maps),
        "figures": [_caption(each) for each in [*maps, *charts]],
        "late": _late([feed for feed in every if feed.late]),
        "definitions": _definitions(snapshot, lines[:DEFINED]),
    }  # fmt: skip
    return said, [*maps, *charts]


def _fixed() -> dict[str, Any]:
    """Return the words that every bulletin has."""
    said = {
        "kind": Text("Météo santé du territoire", "Health weather of the territory"),
        "simulated_word": Text("Données simulées : territoire inventé, aucune personne réelle",
                               "Simulated data: an invented territory, no real person"),
        "table": Text("État de chaque indicateur", "State of each indicator"),
        "beware": Text("À savoir", "Beware"),
        "method_title": Text("Méthode", "Method"),
        "method": Text(
            "Tendance : somme des 7 derniers jours solides contre les 7 précédents (pour un taux "
            "ou des personnes présentes, le même jour de la semaine précédente). « En hausse » ou "
            "« en baisse » : écart d'au moins 10 % et, pour un compte, de plus de deux "
            "écarts-types de Poisson. Les jours provisoires sont en pointillés et ne comptent "
            "pas. Tout compte de personnes de 0 à 10 est masqué (<11), les autres arrondis à "
            "5 près, sauf données déjà publiques. Une absence n'est jamais un zéro.",
            "Trend: the sum of the last 7 solid days against the 7 before (of a rate or of persons "
            "present, the same day of the week before). “Rising” or “falling”: a difference of at "
            "least 10% and, of a count, of more than two Poisson standard deviations. Provisional "
            "days are dashed and do not count. Counts of persons from 0 to 10 are hidden (<11), "
            "others rounded to the nearest 5, but for data that are public already. What is absent "
            "is never a zero.",
        ),
        "definition_title": Text("Ce que disent ces chiffres", "What these figures say"),
        "nothing": Text("Rien n'est publié pour ce lieu.", "Nothing is published for this place."),
    }  # fmt: skip
    heads = [Text("Indicateur", "Indicator"), Text("Tendance sur 7 jours", "7-day trend"),
             Text("Dernier jour consolidé", "Last settled day")]  # fmt: skip
    return {**{name: str(text) for name, text in said.items()}, "heads": [str(h) for h in heads]}


def _made(now: datetime, newest: datetime | None, choices: Choices) -> str:
    made = Text(f"Fait le {formats.instant(now)}", f"Made on {formats.instant(now)}")
    if newest is None:
        return str(made)
    known = formats.instant(newest)
    said = f"{made} · {Text(f'chiffres connus le {known}', f'figures known on {known}')}"
    if choices.as_of is None:
        return said
    return f"{said} · {Text('vue du passé', 'a view of the past')}"


def _lead(lines: list[dict[str, Any]]) -> str:
    """Say in one sentence what rises, or that nothing does."""
    rising = [line for line in lines if line["finding"].direction == "rising"]
    if not rising:
        return str(Text("Rien ne monte nettement sur 7 jours.",
                        "Nothing is clearly rising over 7 days."))  # fmt: skip
    named = " ; ".join(
        f"{line['label']}, {line['where']}, {line['finding'].sentence}" for line in rising[:LED]
    )
    others = len(rising) - LED
    more = f" {Text('et', 'and')} {others} {Text('de plus', 'more')}" if others > 0 else ""
    return str(Text(f"En hausse : {named}{more}.", f"Rising: {named}{more}."))


def _signals(snapshot: Snapshot, choices: Choices, place: str) -> list[dict[str, str]]:
    """Return the first signals of a place, each with its state and since when."""
    found = open_ones(concerning(signals(snapshot, choices), place))[:SIGNALS]
    return [
        {"head": f"{Text('Signal', 'Signal')} ({each.state_word})", "text": each.reason}
        for each in found
    ]


def _ahead(snapshot: Snapshot, lines: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return what is foretold of the first lines of which something is."""
    found = (line for line in lines if foretold(snapshot, line["choices"]) is not None)
    return [
        {"head": line["label"], "text": figure(snapshot, "forecast", line["choices"]).title}
        for line in islice(found, FORETOLD)
    ]


def _row(line: dict[str, Any]) -> dict[str, str]:
    state = line["finding"]
    on = f" · {formats.day(state.day, weekday=True)}" if state.day else ""
    return {
        "label": line["label"], "where": line["where"], "arrow": state.arrow, "word": state.word,
        "sentence": state.sentence, "value": formats.figure(state.value, state.status),
        "unit": f"{line['unit']}{on}",
    }  # fmt: skip


def _caption(each: Figure) -> dict[str, str]:
    return {"title": each.title, "subtitle": each.subtitle, "source": each.source,
            "alt": each.statement}  # fmt: skip


def _late(late: list[Feed]) -> list[str]:
    if not late:
        return [str(Text("Tous les flux sont à l'heure.", "All feeds are on time."))]
    said = [f"{feed.partner} ({feed.name}) : {feed.sentence}." for feed in late[:LATE]]
    rest = len(late) - LATE
    if rest > 0:
        said.append(str(Text(f"Et {rest} autres flux en retard.", f"And {rest} more late feeds.")))
    return said


def _definitions(snapshot: Snapshot, lines: list[dict[str, Any]]) -> list[dict[str, str]]:
    told = [words(snapshot, line["indicator"]) for line in lines]
    return [{"label": each["label"], "definition": each["definition"]} for each in told]
