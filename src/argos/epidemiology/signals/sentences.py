"""One sentence a signal, in French and in English, with its numbers and its dates."""

from argos.core.language import Text, same
from argos.core.written import number
from argos.epidemiology.signals.faults import Fault
from argos.epidemiology.signals.groups import Measure, Signal
from argos.epidemiology.signals.words import Words, both, filled, since, with_others


def rise(signal: Signal, words: Words) -> Text:
    """Say what rises, by how much, since when, and who else saw it.

    "Passages aux urgences pour syndrome grippal (Loire-Atlantique) : 84 en 7 jours, 41 attendus,
    au-delà depuis le 3 nov. ; vu aussi : actes SOS Médecins pour syndrome grippal."
    """
    above = {
        "present": Text("en hausse depuis le", "rising since"),
        "events": Text("au-delà depuis le", "above since"),
        "week": Text("au-delà depuis la semaine du", "above since the week of"),
    }
    return _moved(signal, above[signal.head.measure], signal.first, words)


def fall(signal: Signal, words: Words) -> Text:
    """Say what falls, by how much, since when, and who else saw it.

    Since when is that of the figures told: a wave recedes here sooner than there.

    "Personnes hospitalisées (Vendée) : 84 le 12 nov., 120 une semaine plus tôt, en baisse depuis le
    3 nov."
    """
    below = {
        "present": Text("en baisse depuis le", "falling since"),
        "events": Text("en deçà depuis le", "below since"),
        "week": Text("en deçà depuis la semaine du", "below since the week of"),
    }
    return _moved(signal, below[signal.head.measure], signal.head.first, words)


_FIGURES: dict[Measure, Text] = {
    "events": Text("{seen} en 7 jours, {due} attendus", "{seen} in 7 days, {due} expected"),
    "present": Text("{seen} le {on}, {due} une semaine plus tôt",
                    "{seen} on {on}, {due} a week earlier"),
    "week": Text("{seen} la semaine du {week}, {due} attendus",
                 "{seen} in the week of {week}, {due} expected"),
}  # fmt: skip


def _moved(signal: Signal, beyond: Text, first: int, words: Words) -> Text:
    head = signal.head
    figures = _FIGURES[head.measure]
    said = filled(
        Text(
            f"{{label}} ({{place}}) : {figures.fr}, {beyond.fr} {{since}}",
            f"{{label}} ({{place}}): {figures.en}, {beyond.en} {{since}}",
        ),
        label=words.indicator[head.indicator],
        place=same(words.place[head.place]),
        seen=words.count(head.indicator, head.week),
        due=words.count(head.indicator, head.week_mean),
        on=words.on(head.last),
        week=words.on(head.last - 6),
        since=since(first, words),
    )
    return with_others(said, signal, words)


def fault(found: Fault, signal: Signal, words: Words) -> Text:
    """Say what befell a feed, and that it is not read as news; ``found`` is the heaviest of it."""
    indicator, place = signal.head.indicator, signal.head.place
    higher = found.size > 1
    said = filled(
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
    return with_others(said, signal, words)


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
