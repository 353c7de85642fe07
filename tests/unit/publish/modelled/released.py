"""Panels of closed sources: exact figures become days and weeks as the rule releases them."""

from dataclasses import replace

import numpy as np

from argos.epidemiology.series import Floats
from argos.publish.modelled.declared import declared
from argos.publish.modelled.known.hidden import HIDDEN
from argos.publish.modelled.known.panel import Changes, Panel

WEEK = 7


def figure(counts: Floats) -> Floats:
    """Return what is shown of counts: to the nearest 5 from 11 on, `HIDDEN` under."""
    shown = np.where(counts > 10, (counts + 2) // 5 * 5, HIDDEN)
    return np.where(np.isnan(counts), np.nan, shown)


def as_released(panel: Panel) -> Panel:
    """Return a panel of exact figures as one of what is released of them."""
    told = panel.told
    days = Changes(told.place, told.day, told.evening, figure(told.value))
    stock = any(each.indicator == panel.indicator and each.kind == "stock"
                for each in declared().series)  # fmt: skip
    return replace(panel, rounded=True, told=days, weeks=None if stock else _weeks(panel), _once={})


def _weeks(panel: Panel) -> Changes:
    """Return the figure of each week from the evening on which all of its days are known."""
    sundays = np.arange((6 - panel.first.weekday()) % WEEK, panel.days, WEEK)
    sundays = sundays[sundays >= WEEK - 1]
    before = np.full((len(panel.places), sundays.size), np.nan)
    found: list[tuple[int, int, int, float]] = []
    for evening in np.unique(panel.told.evening):
        exact = panel.told.as_of(evening, (len(panel.places), panel.days))
        each = np.stack([exact[:, s - WEEK + 1 : s + 1].sum(axis=1) for s in sundays], axis=1)
        now = figure(each)
        for place, week in np.argwhere(~np.isnan(now) & (now != before)):
            found.append((place, sundays[week], evening, now[place, week]))
        before = now
    place, day, evening, value = (np.array(each) for each in zip(*found, strict=True))
    return Changes(place, day, evening, value)
