"""A forecast as pages show it: the fan, and beside it what such forecasts were worth."""

from typing import Any

from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web.choices import Choices
from argos.web.figures.evaluation import recently
from argos.web.figures.forecast import HORIZON, direction
from argos.web.foretold import foretold
from argos.web.pages.parts import figure
from argos.web.scored import worth
from argos.web.verified import verified


def fan_of(snapshot: Snapshot, choices: Choices) -> dict[str, Any] | None:
    """Return the fan of the chosen series and its past score; None where nothing is foretold."""
    found = foretold(snapshot, choices)
    if found is None:
        return None
    bare = choices.but(first=None, last=None, by="", against="")
    return {
        "figure": figure(snapshot, "forecast", bare),
        "direction": direction(found, HORIZON),
        "past": past_score(snapshot, bare, found.model),
        "query": Choices(indicator=choices.indicator, place=choices.place).query(),
    }


def past_score(snapshot: Snapshot, choices: Choices, model: str) -> str:
    """Say what such forecasts were worth: how often they held, and beside the naive rule."""
    held = recently(verified(snapshot, choices, HORIZON))
    valued = worth(snapshot, choices, model, HORIZON)
    against = "" if valued is None else valued.sentence
    if not held and not against:
        return str(
            Text(
                "Pas encore de prévision passée dont l'issue soit connue.",
                "No past forecast yet whose outcome is known.",
            )
        )
    range_ = Text("La fourchette de 90 % à 7 jours a tenu", "The 90% range 7 days ahead held")
    said = [f"{range_} {held}"] if held else []
    if against:
        head = Text("La prévision : ", "The forecast: ")
        said.append(f"{head}{against}")
    return f"{'. '.join(said)}."
