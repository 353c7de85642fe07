"""One sentence a signal, in French and in English, with its numbers and its dates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from argos.core.language import Text, same, speaking
from argos.core.written import day, number
from argos.epidemiology.signals.faults import Fault
from argos.epidemiology.signals.groups import Signal

MOST_NAMED = 4  # places or indicators named one by one
AROUND = 10  # cases from which an expected number is written without decimals


@dataclass(frozen=True, slots=True)
class Words:
    """How things are called.

    Attributes:
        indicator: label of each indicator.
        place: name of each place.
        first: the day of column 0.
        looked_from: first column looked at; what goes back to it may have begun earlier.
        shown: how a count of persons may be shown, None where it may not; as it is by default.

    """

    indicator: Mapping[str, Text]
    place: Mapping[str, str]
    first: date
    looked_from: int = -1
    shown: Callable[[str, float], float | None] = lambda indicator, count: round(count, 1)

    def on(self, column: int) -> Text:
        """Return a column's day, as each language writes it."""
        return both(lambda: day(self.first + timedelta(days=column)))

    def count(self, indicator: str, count: float) -> Text:
        """Return a count of persons as it may be shown: ``<11`` where it is hidden."""
        shown = self.shown(indicator, count)
        if shown is None:
            return Text("<11", "<11")
        return both(lambda: number(shown, 0 if shown >= AROUND or shown == int(shown) else 1))


def both(written: Callable[[], str]) -> Text:
    """Return what a function writes in each language."""
    with speaking("fr"):
        french = written()
    with speaking("en"):
        return Text(french, written())


def rise(signal: Signal, words: Words) -> Text:
    """Say what rises, by how much, since when, and who else saw it.

    "Passages aux urgences pour syndrome grippal (Loire-Atlantique) : 84 en 7 jours, 41 attendus,
    au-delà depuis le 3 nov. ; vu aussi : actes SOS Médecins pour syndrome grippal."
    """
    head = signal.head
    begun = Text(
        "{label} ({place}) : {seen} en 7 jours, {due} attendus, au-delà depuis le {since}",
        "{label} ({place}): {seen} in 7 days, {due} expected, above since {since}",
    )
    said = _filled(
        begun,
        label=words.indicator[head.indicator],
        place=same(words.place[head.place]),
        seen=words.count(head.indicator, head.week),
        due=words.count(head.indicator, head.week_mean),
        since=_since(signal.first, words),
    )
    return _with_others(said, signal, words)


def _since(column: int, words: Words) -> Text:
    day_of = words.on(column)
    if column > words.looked_from:
        return day_of
    return Text(f"{day_of.fr} au moins", f"{day_of.en} at least")


def fault(found: Fault, signal: Signal, words: Words) -> Text:
    """Say what befell a feed, and that it is not read as news; ``found`` is the heaviest of it."""
    indicator, place = signal.head.indicator, signal.head.place
    higher = found.size > 1
    said = _filled(
        _FAULTS[found.kind],
        label=words.indicator[indicator],
        place=same(words.place[place]),
        since=words.on(found.first),
        until=words.on(found.last),
        percent=both(lambda: number(abs(found.size - 1) * 100, 0)),
        times=both(lambda: number(found.size, 1)),
        share=both(lambda: number(found.size * 100, 0)),
        was=both(lambda: number(found.usual * 100, 0)),
        cases=words.count(indicator, abs(found.size)),
        direction=Text("plus haut", "higher") if higher else Text("plus bas", "lower"),
    )
    return _with_others(said, signal, words)


_FAULTS = {
    "silent": Text(
        "{label} ({place}) : plus aucun chiffre depuis le {since} ; "
        "aucune conclusion sur cette source",
        "{label} ({place}): no figure since {since}; nothing is concluded from this source",
    ),
    "collapse": Text(
        "{label} ({place}) : volume tombé de {percent} % le {since}, du jour au lendemain ; "
        "à vérifier auprès de la source avant toute lecture",
        "{label} ({place}): volume down {percent}% on {since}, overnight; "
        "to be checked with the source before anything is read into it",
    ),
    "doubling": Text(
        "{label} ({place}) : volume multiplié par {times} le {since}, du jour au lendemain ; "
        "à vérifier auprès de la source avant toute lecture",
        "{label} ({place}): volume times {times} on {since}, overnight; "
        "to be checked with the source before anything is read into it",
    ),
    "coding": Text(
        "{label} ({place}) : {share} % des passages codés, contre {was} % avant le {since} ; "
        "les indicateurs de cette source sont sous-estimés",
        "{label} ({place}): {share}% of visits coded, against {was}% before {since}; "
        "the indicators of this source are too low",
    ),
    "level-shift": Text(
        "{label} ({place}) : niveau {percent} % {direction} d'un jour à l'autre "
        "à partir du {since} ; "
        "un changement de méthode est plus probable qu'une tendance",
        "{label} ({place}): level {percent}% {direction} from one day to the next "
        "from {since} on; "
        "a change of method is likelier than a trend",
    ),
    "reversal": Text(
        "{label} ({place}) : écart de {cases} le {since}, repris au plus tard le {until} ; "
        "une même erreur, corrigée",
        "{label} ({place}): a jump of {cases} on {since}, taken back by {until}; "
        "one error, corrected",
    ),
    "revision": Text(
        "{label} ({place}) : {cases} repris le {since} ; "
        "une correction de jours passés, pas une baisse",
        "{label} ({place}): {cases} taken back on {since}; "
        "a revision of earlier days, not a fall",
    ),
}  # fmt: skip


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
    return _filled(
        Text(said.fr + deduced.fr + also.fr, said.en + deduced.en + also.en),
        leading=words.indicator[given.leading],
        following=_inside(words.indicator[given.following]),
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


def _filled(sentence: Text, **values: Text) -> Text:
    return Text(
        sentence.fr.format(**{name: each.fr for name, each in values.items()}),
        sentence.en.format(**{name: each.en for name, each in values.items()}),
    )


def _inside(label: Text) -> Text:
    """Return a label as it stands inside a sentence; acronyms keep their capitals."""
    return Text(*(_lowered(each) for each in (label.fr, label.en)))


def _lowered(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _listed(names: Sequence[Text]) -> Text:
    """Return names one by one, or the first and how many more."""
    more = len(names) - MOST_NAMED
    named = names if more <= 1 else names[:MOST_NAMED]
    french, english = ", ".join(each.fr for each in named), ", ".join(each.en for each in named)
    if more > 1:
        return Text(f"{french} et {more} autres", f"{english} and {more} more")
    return Text(french, english)


def _with_others(sentence: Text, signal: Signal, words: Words) -> Text:
    """Add the other indicators and places that agree."""
    head = signal.head
    others = [words.indicator[each] for each in signal.indicators if each != head.indicator]
    places = [same(words.place[each]) for each in signal.places if each != head.place]
    also = [_listed(names) for names in ([_inside(each) for each in others], places) if names]
    if not also:
        return sentence
    french, english = " ; ".join(each.fr for each in also), "; ".join(each.en for each in also)
    return Text(f"{sentence.fr} ; vu aussi : {french}", f"{sentence.en}; also seen: {english}")
