"""What goes into beds at each place: who is there, who came, who is foretold to come."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from argos.epidemiology.capacity.admissions import by_day, passed_on, week_totals
from argos.epidemiology.capacity.occupancy import Chance, Present, lengths, paths
from argos.epidemiology.capacity.scenarios import Scenario
from argos.epidemiology.capacity.stays import Late, of_late
from argos.epidemiology.forecasting.known import Known
from argos.epidemiology.forecasting.weekdays import WEEKS, weekday_shares
from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.series import Floats
from argos.publish.modelled.capacity.settings import From, Resource
from argos.publish.modelled.foretold.forecasts import on_places
from argos.publish.modelled.known.levels import WEEK
from argos.publish.modelled.known.panel import Panel
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.nowcasts import whole

PAST = 180  # days of admissions that are looked at: few are still there of those before
STALE = 2  # days after which a stock no longer stands for that of the origin


@dataclass(frozen=True)
class Inflow:
    """One resource of one place.

    Attributes:
        resource: its settings.
        origin: the last day of the admissions that the forecast saw.
        stock: people present then.
        history: (time), admissions up to it.
        weeks: (week, level), the totals of the weeks to come at `HUB_LEVELS`.
        shares: (7), of the days after the origin in a week.
        passed: where only a share of these admissions comes here.
        late: what stocks say of stays, of one series.
        behind: the fewer of those present and of those who came in 7 days.
        rounded: whether it is under disclosure control.

    """

    resource: Resource
    origin: date
    stock: float
    history: Floats
    weeks: Floats
    shares: Floats
    passed: From | None
    late: Late
    behind: float
    rounded: bool

    def drawn(self, scenario: Scenario, ranks: Floats, chance: Chance) -> Floats:
        """Return paths of the stock, (draw, day), as a scenario would have it."""
        last = float(np.nansum(self.history[-WEEK:]))
        weeks = week_totals(self.weeks, HUB_LEVELS, ranks[:, : len(self.weeks)])
        admissions = by_day(scenario.admitted(weeks, last), last, self.shares)
        history = self.history
        if self.passed:
            admissions = passed_on(history, admissions, self.passed.share, self.passed.delay)
            history = _passed(history[None], self.passed)[0]
        factors = lengths(float(self.late.mean[0]), float(self.late.sd[0]))
        present, days = Present(self.stock, history), admissions.shape[1]
        cut = Chance(chance.leaving[:, :days], chance.walk[:, :days])
        stays, unexplained = self.resource.stays.stays, float(self.late.unexplained[0])
        return paths(present, admissions, stays, factors, cut, unexplained)


def inflows(known: Panels, forecasts: pl.DataFrame, resource: Resource) -> dict[str, Inflow]:
    """Return what goes into a resource, by place; nothing where something needed is not known.

    The stock and the admissions must be of one source, and the admissions have a forecast; else
    those of which a share goes on (``from``) stand for them.

    Args:
        known: what is known.
        forecasts: rows of table ``forecasts``, exact; those that are shown are used.
        resource: its settings.

    """
    ways: list[tuple[str, From | None]] = [(resource.admissions, None)]
    if resource.passed_on:
        ways.append((resource.passed_on.admissions, resource.passed_on))
    for name, passed in ways:
        if resource.stock in known and name in known:
            stock, came = known[resource.stock], known[name]
            told = _foretold(forecasts, came)
            if stock.partner == came.partner and told:
                return _of_places(resource, stock, came, told, passed)
    return {}


def _foretold(forecasts: pl.DataFrame, came: Panel) -> dict[str, Floats]:
    """Return the weeks foretold of each place from the last origin, (week, level)."""
    if forecasts.is_empty():
        return {}
    mine = (pl.col("indicator") == came.indicator) & (pl.col("partner") == came.partner)
    shown = forecasts.filter(mine & pl.col("chosen") & (pl.col("origin") == came.origin))
    weekly = shown.filter((pl.col("width") == WEEK) & (pl.col("horizon") % WEEK == 0))
    found = {}
    for (place,), rows in weekly.sort("horizon").group_by("place", maintain_order=True):
        weeks = np.arange(1, rows.height + 1) * WEEK
        if (rows["horizon"].to_numpy() == weeks).all() and not rows["quantiles"].has_nulls():
            found[str(place)] = np.array(rows["quantiles"].to_list(), dtype=np.float64)
    return found


def _of_places(
    resource: Resource, stock: Panel, came: Panel, told: dict[str, Floats], passed: From | None
) -> dict[str, Inflow]:
    """Return the inflow of each place of which both stock and forecast are known."""
    last = came.newest
    if last + 1 < WEEKS * WEEK:
        return {}
    places = [name for name in came.places if name in told and name in stock.places]
    history = whole(came)[:, : last + 1]
    shares = weekday_shares(Known(history, came.parents))[came.rows_of(places)]
    history = history[:, -PAST:]
    present = on_places(stock, stock.latest, came.places, last + 1)[:, -PAST:]
    entered = _passed(history, passed) if passed else history
    late = of_late(resource.stays.stays, present, entered, came.parents)
    found = {}
    for number, place in enumerate(places):
        row = came.places.index(place)
        recent = present[row, -1 - STALE :]
        recent = recent[~np.isnan(recent)]
        weeks, week = told[place], np.nansum(history[row, -WEEK:])
        if recent.size and not np.isnan(weeks).any():
            found[place] = Inflow(
                resource, came.origin, float(recent[-1]), history[row], weeks, shares[number],
                passed, Late(late.mean[[row]], late.sd[[row]], late.unexplained[[row]]),
                float(min(recent[-1], week)), stock.rounded or came.rounded,
            )  # fmt: skip
    return found


def _passed(history: Floats, passed: From) -> Floats:
    """Return the admissions that came of those before, (place, time); NaN where not known yet."""
    delay = np.asarray(passed.delay)
    found = np.full_like(history, np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(history, delay.size, axis=1)
    found[:, delay.size - 1 :] = passed.share * (windows @ delay[::-1])
    return found
