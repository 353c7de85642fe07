"""What a rise of a leading series lets expect of the one that follows it, in a sentence."""

from dataclasses import dataclass

from argos.core.language import Text, same
from argos.core.written import number
from argos.epidemiology.signals.words import Words, both, filled, inside


@dataclass(frozen=True, slots=True)
class Followed:
    """A leading series and what its following one may be expected to do.

    Attributes:
        leading, following: the indicators.
        place: where.
        week: the leading series' total of 7 days.
        week_mean: what was expected of it.
        rises: whether that is beyond chance.
        followed: whether the following series is beyond chance too.
        following_week: its own total of 7 days.
        latest: ratio of the last 4 weeks; None where it is not known.
        earlier: ratio before.
        drifted: whether they differ beyond chance.
        lead: days by which the former runs ahead.

    """

    leading: str
    following: str
    place: str
    week: float
    week_mean: float
    rises: bool
    followed: bool
    following_week: float
    latest: float | None
    earlier: float | None
    drifted: bool
    lead: int


def ratio(given: Followed, words: Words) -> Text:
    """Say whether a rise of the leading series lets expect one of the following series."""
    said = _RISES if given.rises else _QUIET
    deduced = Text("", "")
    if given.rises:
        deduced = _deduced(given.latest, given.earlier, drifted=given.drifted)
    also = _BOTH if given.rises and given.followed else Text("", "")
    return filled(
        Text(said.fr + deduced.fr + also.fr, said.en + deduced.en + also.en),
        leading=words.indicator[given.leading],
        following=inside(words.indicator[given.following]),
        place=same(words.place[given.place]),
        seen=words.count(given.leading, given.week),
        due=words.count(given.leading, given.week_mean),
        latest=both(lambda: number(given.latest, 2)),
        earlier=both(lambda: number(given.earlier, 2)),
        influx=words.count(given.following, given.week * (given.latest or 0.0)),
        feared=words.count(given.following, given.week * (given.earlier or 0.0)),
        came=words.count(given.following, given.following_week),
        lead=Text(f"{given.lead}", f"{given.lead}"),
    )


def _deduced(latest: float | None, earlier: float | None, *, drifted: bool) -> Text:
    """Return what a rise of the leading series lets expect."""
    if latest is None or earlier is None:
        return _UNKNOWN
    if not drifted:
        return _STEADY
    return _DRIFTED if latest < earlier else _HIGHER


_QUIET = Text(
    "{leading} ({place}) : {seen} en 7 jours, {due} attendus, rien au-delà du hasard",
    "{leading} ({place}): {seen} in 7 days, {due} expected, nothing beyond chance",
)
_RISES = Text(
    "{leading} ({place}) : {seen} en 7 jours, {due} attendus, au-delà du hasard",
    "{leading} ({place}): {seen} in 7 days, {due} expected, beyond chance",
)
_BOTH = Text(
    " ; {following} : en hausse aussi, {came} en 7 jours",
    "; {following}: rising too, {came} in 7 days",
)
_UNKNOWN = Text(
    " ; rapport aux {following} inconnu : aucun afflux n'en est déduit",
    "; ratio to {following} not known: no influx is deduced from it",
)
_DRIFTED = Text(
    " ; mais le rapport des {following} à ceux-ci a dérivé ({earlier} → {latest}) : aucun afflux "
    "n'en est déduit, là où l'ancien rapport en annoncerait {feared} en 7 jours",
    "; but the ratio of {following} to them has drifted ({earlier} → {latest}): no influx is "
    "deduced from it, where the old ratio would foretell {feared} in 7 days",
)
_HIGHER = Text(
    " ; le rapport des {following} à ceux-ci est monté ({earlier} → {latest}) : "
    "environ {influx} en 7 jours d'ici {lead} jours, plus qu'à l'ancien rapport ({feared})",
    "; the ratio of {following} to them has risen ({earlier} → {latest}): "
    "about {influx} in 7 days, {lead} days from now, more than at the old ratio ({feared})",
)
_STEADY = Text(
    " ; au rapport habituel ({latest}), environ {influx} {following} en 7 jours d'ici {lead} jours",
    "; at the usual ratio ({latest}), about {influx} {following} in 7 days, {lead} days from now",
)
