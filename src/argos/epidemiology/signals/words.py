"""How sentences of signals are written: names, days, counts, and who else saw it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from argos.core.language import Text, same, speaking
from argos.core.written import day, number
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


def since(column: int, words: Words) -> Text:
    """Return since when something is seen: "at least" where it may have begun earlier."""
    day_of = words.on(column)
    if column > words.looked_from:
        return day_of
    return Text(f"{day_of.fr} au moins", f"{day_of.en} at least")


def filled(sentence: Text, **values: Text) -> Text:
    """Return a sentence with its blanks filled in each language."""
    return Text(
        sentence.fr.format(**{name: each.fr for name, each in values.items()}),
        sentence.en.format(**{name: each.en for name, each in values.items()}),
    )


def inside(label: Text) -> Text:
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


def with_others(sentence: Text, signal: Signal, words: Words) -> Text:
    """Add the other indicators and places that agree."""
    head = signal.head
    others = [words.indicator[each] for each in signal.indicators if each != head.indicator]
    names = dict.fromkeys(words.place[each] for each in signal.places)  # Guyane is two places
    places = [same(each) for each in names if each != words.place[head.place]]
    also = [_listed(names) for names in ([inside(each) for each in others], places) if names]
    if not also:
        return sentence
    french, english = " ; ".join(each.fr for each in also), "; ".join(each.en for each in also)
    return Text(f"{sentence.fr} ; vu aussi : {french}", f"{sentence.en}; also seen: {english}")
