"""What a reader has chosen, read from an address and written back to it: a view is its link."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from urllib.parse import urlencode

from argos.core.clock import end_of_day, parse_day
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.core.places import places
from argos.outputs.snapshot import Ask

LONGEST = 200  # characters of one choice
EARLIEST, LATEST = date(1984, 1, 1), date(2100, 1, 1)
ALLOWED = {
    "by": ("", "place", "age", "sex", "partner"),
    "kind": ("line", "bar", "area"),
    "scale": ("linear", "log"),
    "axis": ("shared", "free"),
    "period": ("", "day", "week"),
    "against": ("", "seasons", "waves"),
    "horizon": ("", "7", "14", "21", "28"),
    "state": ("", "new", "seen", "explained", "closed"),
    "resource": ("", "ward", "icu"),
}
PARAMETERS = {"first": "from", "last": "to"}  # where the address says it shorter
MOST_SERIES = 8


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a page; an empty one is the page's own.

    Attributes:
        indicator, place, age, sex, partner: of the series.
        period: ``day``, ``week``, or as usual for the place.
        first, last: the dates shown, both included; ``from`` and ``to`` in the address.
        as_of: the day on which the figures were known, its end included.
        by: what the small multiples stand for.
        kind, scale, axis: how it is drawn.
        against: what it is compared with.
        more: other series of Explore, ``indicator~place~age~sex~partner~axis``.
        ratio: ``1`` shows the ratio of the first two series of Explore.
        name: a name that the reader gave to the view.
        horizon: days ahead, of forecasts.
        model: of forecasts; empty for the one that is shown.
        state: of signals.
        resource: kind of beds.

    """

    indicator: str = ""
    place: str = ""
    age: str = "all"
    sex: str = "all"
    partner: str = "all"
    period: str = ""
    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    by: str = ""
    kind: str = "line"
    scale: str = "linear"
    axis: str = "shared"
    against: str = ""
    more: tuple[str, ...] = ()
    ratio: str = ""
    name: str = ""
    horizon: str = ""
    model: str = ""
    state: str = ""
    resource: str = ""

    @classmethod
    def read(cls, query: Mapping[str, list[str]]) -> "Choices":
        """Read the choices of an address; what is no choice is ignored.

        Raises:
            UsageError: a choice that cannot be read, that is not offered, or that ends before it
                begins.

        """
        found: dict[str, object] = {}
        for each in fields(cls):
            said = [text for text in query.get(PARAMETERS.get(each.name, each.name), []) if text]
            if said:
                found[each.name] = _read(each.name, said)
        chosen = cls(**found)  # type: ignore[arg-type]
        if chosen.first and chosen.last and chosen.first > chosen.last:
            raise _refused(
                "last",
                Text(f"un jour à partir du {chosen.first}", f"a day from {chosen.first} on"),
                same(str(chosen.last)),
            )
        return chosen

    def ask(self, **changes: object) -> Ask:
        """Return the series that is chosen."""
        ask = Ask(
            self.indicator, self.place or "fra", self.age, self.sex, self.partner,
            self.period or None, self.first, self.last, self.instant,
        )  # fmt: skip
        return replace(ask, **changes)  # type: ignore[arg-type]

    @property
    def instant(self) -> datetime | None:
        """The end of the day on which the figures were known."""
        return None if self.as_of is None else end_of_day(self.as_of)

    def but(self, **changes: object) -> "Choices":
        """Return the same choices with some others."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def query(self, **changes: object) -> str:
        """Return the address of these choices, from ``?``; what is the default is left out."""
        chosen = replace(self, **changes)  # type: ignore[arg-type]
        pairs = []
        for each in fields(self):
            value = getattr(chosen, each.name)
            if value == each.default or value in ("", None, ()):
                continue
            values = value if isinstance(value, tuple) else (value,)
            pairs += [(PARAMETERS.get(each.name, each.name), str(one)) for one in values]
        return f"?{urlencode(pairs, safe=':~')}" if pairs else ""


def _read(name: str, said: list[str]) -> object:
    if any(len(text) > LONGEST for text in said):
        raise _refused(
            name,
            Text(f"au plus {LONGEST} caractères", f"at most {LONGEST} characters"),
            Text("un texte plus long", "a longer text"),
        )
    if name == "more":
        return tuple(said[: MOST_SERIES - 1])
    last = said[-1]
    if name in ("first", "last", "as_of"):
        return _day(name, last)
    if name in ALLOWED and last not in ALLOWED[name]:
        listed = ", ".join(each for each in ALLOWED[name] if each)
        raise _refused(name, same(listed), same(repr(last)))
    return places().resolve(last) if name == "place" else last


def _day(name: str, text: str) -> date:
    day = parse_day(text)
    if not EARLIEST <= day <= LATEST:
        raise _refused(
            name,
            Text(f"un jour du {EARLIEST} au {LATEST}", f"a day from {EARLIEST} to {LATEST}"),
            same(text),
        )
    return day


def _refused(name: str, expected: Text, found: Text) -> UsageError:
    shown = PARAMETERS.get(name, name)
    return UsageError(
        "BAD_CHOICE",
        expected=expected,
        found=found,
        todo=Text(f"corrigez « {shown} » dans l'adresse", f"correct “{shown}” in the address"),
    )
