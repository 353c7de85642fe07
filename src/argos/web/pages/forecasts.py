"""A forecast as pages show it: the fan, and beside it what such forecasts were worth."""

from typing import Any

from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web.choices import Choices
from argos.web.figures.evaluation import recently
from argos.web.figures.forecast import HORIZON, direction
from argos.web.foretold import foretold
from argos.web.pages.parts import figure
from argos.web.scored import BASELINE, LATELY, NAIVE, level_name, level_of, scores, worth
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
    against = _against(snapshot, choices, model)
    if not held and not against:
        return str(
            Text(
                "Pas encore de prévision passée dont l'issue soit connue.",
                "No past forecast yet whose outcome is known.",
            )
        )
    range_ = Text("La fourchette de 90 % à 7 jours a tenu", "The 90% range 7 days ahead held")
    said = [f"{range_} {held}"] if held else []
    said += [against] if against else []
    return f"{'. '.join(said)}."


def _against(snapshot: Snapshot, choices: Choices, model: str) -> str:
    """Say what the model shown was worth beside the naive rule, lately or else over all."""
    if model == BASELINE:
        return str(
            Text(
                f"Aucun modèle n'a fait mieux que {NAIVE.fr} : c'est elle qui est montrée",
                f"No model did better than {NAIVE.en}: this is what is shown",
            )
        )
    lately = worth(snapshot, choices, model, HORIZON, LATELY)
    valued = lately or worth(snapshot, choices, model, HORIZON)
    if valued is None or not valued.sentence:
        return ""
    over = (
        Text("sur 12 semaines", "over 12 weeks") if lately
        else Text("sur toutes les prévisions", "over all forecasts")
    )  # fmt: skip
    level = level_name(level_of(scores(snapshot, choices), choices.place or "fra"))
    head = Text("La prévision", "The forecast")
    return f"{head} ({level}, {over}) : {valued.sentence}"
