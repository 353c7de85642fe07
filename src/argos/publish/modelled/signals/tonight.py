"""Few signals from all series: what rises, what falls, what a feed did wrong, what is not deduced.

The steps of `tonight` in order: the boards of flows and of stocks; faults of feeds, which silence
the evidence of what they touch; evidence and stretches of flows, stocks and weekly feeds; one
signal for one cause over all of them; ranks, sentences, and the identifiers of the nights before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np
import polars as pl

from argos.core.language import Text, same
from argos.core.places import places
from argos.epidemiology.signals.words import Words
from argos.publish.indicators import Indicators
from argos.publish.modelled.declared import Declared
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.signals.board import Board, Row, board, shown
from argos.publish.modelled.signals.faults import faults, uncoded
from argos.publish.modelled.signals.flows import of_flows
from argos.publish.modelled.signals.ids import COLUMNS, continued_from
from argos.publish.modelled.signals.said import Said, said_of
from argos.publish.modelled.signals.stocks import of_stocks
from argos.publish.modelled.signals.table import as_rows
from argos.publish.modelled.signals.told_faults import said_of_faults
from argos.publish.modelled.signals.weekly import Weeks, of_weeks

LOOKED_AT = 60  # days in which stretches are looked for
FEWEST_DAYS = 90


@dataclass(frozen=True)
class Tonight:
    """What is said tonight.

    Attributes:
        rows: of table ``signals``, with ``behind``.
        begun: by signal, the first day of the unbroken evidence that it has now.

    """

    rows: pl.DataFrame
    begun: Mapping[str, date]


def tonight(
    panels: Panels,
    modelled: Declared,
    indicators: Indicators,
    before: pl.DataFrame,
    quality: pl.DataFrame | None = None,
    weekly: Sequence[Weeks] = (),
) -> Tonight:
    """Return the signals of what is known tonight.

    Args:
        panels: what is known.
        modelled: what is modelled, with what a case weighs.
        indicators: their labels, and which is part of which.
        before: the last published row of every signal; none on the first night.
        quality: rows of table ``feed_quality``; without them coding is not looked at.
        weekly: what is known of feeds that come by the week only.

    Returns:
        A row a signal that has evidence; one more, closed, for a signal of the nights before whose
        evidence is gone for a week.

    """
    both = (board(panels, modelled, "flow"), board(panels, modelled, "stock"))
    known = [each for each in both if each and each.counts.shape[1] >= FEWEST_DAYS]
    if not known:
        return Tonight(pl.DataFrame(schema=COLUMNS), {})
    start = max(known[0].counts.shape[1] - LOOKED_AT, FEWEST_DAYS - 30)
    rows = [row for each in known for row in each.rows]
    rows += [row for each in weekly for row in each.rows]
    words = _words(rows, indicators, known[0].first, start)
    origin = max(_newest(each) for each in known)
    rises, falls = of_weeks(weekly, known[0].first, origin)
    said: list[Said] = []
    for each in known:
        if each.kind == "flow":
            found = faults(each, start)
            found += [] if quality is None else uncoded(each, panels, quality)
            up, down, ratios, broke = of_flows(each, indicators, found, start, words)
            said += [*ratios, *said_of_faults(each, [*found, *broke], words)]
        else:
            up, down, jumps = of_stocks(each, start)
            said += said_of_faults(each, jumps, words)
        rises, falls = [*rises, *up], [*falls, *down]
    said = [*said_of(rises, words, falls=False), *said_of(falls, words, falls=True), *said]
    return _continued(said, known[0].first, origin, _rounded(rows), before)


def _words(rows: Iterable[Row], indicators: Indicators, first: date, start: int) -> Words:
    named = {row.indicator for row in rows}
    labels = {each.id: Text(each.label.fr, each.label.en) for each in indicators.each()}
    return Words(
        {name: labels.get(name, same(name)) for name in named},
        {row.place: places().name(row.place) for row in rows},
        first,
        start,
        partial(shown, _rounded(rows)),
    )


def _rounded(rows: Iterable[Row]) -> frozenset[str]:
    """Return the indicators under disclosure control."""
    return frozenset(row.indicator for row in rows if row.rounded)


def _newest(known: Board) -> date:
    newest = int(np.flatnonzero(~np.isnan(known.counts).all(axis=0))[-1])
    return known.first + timedelta(days=newest)


def _continued(
    said: list[Said], first: date, origin: date, rounded: frozenset[str], before: pl.DataFrame
) -> Tonight:
    rows = as_rows(said, first, origin, rounded)
    kept, begun = continued_from(rows, before, origin)
    return Tonight(pl.DataFrame(kept, schema=COLUMNS, orient="row"), begun)
