"""What is said tonight as rows of the published table."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from argos.epidemiology.signals.groups import Signal, in_rank
from argos.publish.modelled.signals.said import Said

SUREST = 0.99


def as_rows(
    said: Iterable[Said], first: date, origin: date, rounded: Collection[str]
) -> list[dict[str, object]]:
    """Return what is said as rows of table ``signals``, the first to look at first.

    Args:
        said: the signals.
        first: the day of column 0.
        origin: the last day that is known.
        rounded: the indicators under disclosure control.

    """
    ordered = sorted(said, key=lambda each: in_rank(each.signal))
    return [_row(each, rank, first, origin, rounded) for rank, each in enumerate(ordered, start=1)]


def _row(
    said: Said, rank: int, first: date, origin: date, rounded: Collection[str]
) -> dict[str, object]:
    signal = said.signal
    closed = any(name in rounded for name in signal.indicators)
    return {
        "kind": signal.kind,
        "pathology": said.pathology,
        "indicator": signal.head.indicator,
        "indicators": list(signal.indicators),
        "place": signal.place,
        "places": list(signal.places),
        "methods": list(said.methods),
        "first_day": first + timedelta(days=signal.first),
        "last_day": first + timedelta(days=signal.last),
        "origin": origin,
        "certainty": _certainty(signal, closed),
        "consequence": round(signal.consequence, 1),
        "rank": rank,
        "reason_fr": said.reason.fr,
        "reason_en": said.reason.en,
        "state": "closed" if said.over else "new",
        "rounded": closed,
        "behind": said.behind,
    }


def _certainty(signal: Signal, closed: bool) -> float:
    """Return a certainty as it may be told: to a tenth where an exact count is behind it."""
    return min(round(signal.certainty, 1), SUREST) if closed else round(signal.certainty, 2)
