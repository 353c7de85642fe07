"""Forecasts of every indicator, 1 to 28 days ahead, from what was known on an evening.

Each model says the middle; what surrounds it comes from its own past errors, which are those of
the forecasts published before (`past`). Where none are, the past is gone through first: forecasts
as they would have been made, said to be made afterwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from argos.epidemiology.forecasting.conformal import FEWEST, adaptive_quantiles
from argos.epidemiology.forecasting.ensemble import BASELINE, combined
from argos.epidemiology.forecasting.known import Known, Model, depths
from argos.epidemiology.forecasting.leading import leading_growth
from argos.epidemiology.forecasting.rolling import replay, stock_baseline, weekly_baseline
from argos.epidemiology.forecasting.seasonal import MARGIN, YEAR, YEARS, seasonal_growth
from argos.epidemiology.forecasting.stocks import beds_from, stock_trend
from argos.epidemiology.forecasting.trend import pooled_trend
from argos.epidemiology.forecasting.weekdays import WEEKS
from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.scores import weighted_interval_score
from argos.epidemiology.series import Floats
from argos.outputs.store import Outputs
from argos.publish.modelled.declared import Declared, Modelled
from argos.publish.modelled.foretold.past import HORIZONS, Past, came, read
from argos.publish.modelled.known.levels import WEEK, behind
from argos.publish.modelled.known.panel import Panel
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.nowcasts import whole

ENSEMBLE = "ensemble"
PERSONS = ("centre", "quantiles")
LOOK_BACK = 40  # weeks gone through where nothing has been foretold yet
SHORTEST = WEEKS * WEEK + max(HORIZONS)  # days before a first forecast
REMEMBERED = 420  # days of past forecasts that intervals are learnt from
DECIMALS = 1
ON_THE_DAY, AFTERWARDS = "on the day", "afterwards"


@dataclass(frozen=True)
class Told:
    """What is foretold of one indicator.

    Attributes:
        past: all forecasts, tonight's last.
        new: how many of its origins were not published before.
        chosen: of each origin that is new and each horizon, the model that is shown.

    """

    past: Past
    new: int
    chosen: tuple[tuple[str, ...], ...]


def rows(panels: Panels, modelled: Declared, outputs: Outputs) -> pl.DataFrame:
    """Return the rows of table ``forecasts``, with ``behind``: tonight's, or the whole past too.

    Args:
        panels: what is known.
        modelled: how each indicator is modelled.
        outputs: holds the forecasts made before.

    """
    found = [pl.DataFrame()]
    for each in modelled.series:
        if each.indicator in panels and not each.activity:
            told = foretold(panels, each, before(panels, each, outputs))
            found += [] if told is None else [rows_of(panels[each.indicator], each, told)]
    return pl.concat(found, how="diagonal_relaxed")


def before(panels: Panels, each: Modelled, outputs: Outputs, days: int | None = REMEMBERED) -> Past:
    """Return the forecasts published of an indicator, over so many days; None for all of them.

    Of each week before tonight the last origin is taken: those of one week say nearly the same.
    """
    panel = panels[each.indicator]
    since = panel.first if days is None else panel.date_of(max(0, panel.newest - days))
    rows = published(panel, outputs).filter(pl.col("origin") >= since)
    kept = one_a_week(origins_of(rows), panel.origin)
    return read(rows.filter(pl.col("origin").is_in(kept)).collect(), panel)


def published(panel: Panel, outputs: Outputs) -> pl.LazyFrame:
    """Return the forecasts published of a panel's indicator and source."""
    mine = (pl.col("indicator") == panel.indicator) & (pl.col("partner") == panel.partner)
    return outputs.rows("forecasts").filter(mine)


def origins_of(rows: pl.LazyFrame) -> list[date]:
    """Return the origins of forecasts, each once."""
    return rows.select(pl.col("origin").unique()).collect()["origin"].to_list()


def one_a_week(origins: Iterable[date], last: date) -> list[date]:
    """Return the last origin of each week that ends on the eve of a day, and the day itself."""
    weeks = {((last - origin).days - 1) // WEEK: origin for origin in sorted(origins)}
    return sorted(weeks.values())


def foretold(panels: Panels, each: Modelled, past: Past) -> Told | None:
    """Return tonight's forecasts of an indicator, after those of before.

    Args:
        panels: what is known.
        each: the indicator.
        past: the forecasts published; without any, ``LOOK_BACK`` weeks are gone through first.

    Returns:
        None where too few days are known, or tonight's are published already.

    """
    panel = panels[each.indicator]
    if past.origins:
        return None if past.origins[-1] >= panel.origin else tonight(panels, each, past)
    first = max(SHORTEST, panel.newest - WEEK * LOOK_BACK)
    columns = list(range(panel.newest, first - 1, -WEEK))[::-1]
    return gone_through(panels, each, columns) if columns else None


def gone_through(panels: Panels, each: Modelled, columns: Sequence[int]) -> Told | None:
    """Return the forecasts as they would have been made at some origins, from what was known then.

    Args:
        panels: what is known.
        each: the indicator.
        columns: the origins, rising; where nothing was known then they are left out.

    """
    panel = panels[each.indicator]

    def known_at(column: int) -> Known | None:
        known = known_on(panels, each, column + panel.lag)
        return known if known is not None and known.target.shape[1] == column + 1 else None

    known = {column: found for column in columns if (found := known_at(column)) is not None}
    if not known:
        return None
    models = models_of(each, next(iter(known.values())))
    stock = each.kind == "stock"
    made = replay(lambda column: known[column], list(known), HORIZONS, models, stocks=stock)
    half = HUB_LEVELS.size // 2
    blank = np.full_like(made.baseline, np.nan)
    past = Past(
        tuple(panel.date_of(column) for column in known),
        {**made.medians, BASELINE: made.baseline[..., half], ENSEMBLE: blank[..., half]},
        {**dict.fromkeys(models, blank), BASELINE: made.baseline, ENSEMBLE: blank},
    )
    return _told(past, made.came, panel, list(models), new=len(known))


def tonight(panels: Panels, each: Modelled, past: Past) -> Told | None:
    """Return tonight's forecasts after those made before; None where too few days are known."""
    panel = panels[each.indicator]
    known = known_on(panels, each, panel.newest + panel.lag)
    if known is None or known.target.shape[1] < SHORTEST:
        return None
    stock = each.kind == "stock"
    centres = {name: model(known, HORIZONS) for name, model in models_of(each, known).items()}
    still = (stock_baseline if stock else weekly_baseline)(known, HORIZONS)
    blank = np.full_like(still, np.nan)
    empty = blank[..., HUB_LEVELS.size // 2]
    longer = past.and_then(
        panel.date_of(known.target.shape[1] - 1),
        {**centres, BASELINE: still[..., HUB_LEVELS.size // 2], ENSEMBLE: empty},
        {**dict.fromkeys(centres, blank), BASELINE: still, ENSEMBLE: blank},
    )
    truth = came(panel, longer, 1 if stock else WEEK)
    return _told(longer, truth, panel, list(centres), new=1)


def known_on(panels: Panels, each: Modelled, evening: int) -> Known | None:
    """Return the figures of an indicator and of those that lead it, as known on an evening.

    Growing days are completed by their nowcasts. The grid ends with the newest day of the
    indicator; a leading series that is later than it has its last days missing.
    """
    panel = panels[each.indicator]
    target = whole(panel, evening)
    if target.shape[1] < 1 or np.isnan(target[:, -WEEK:]).all():
        return None
    leading = {}
    for name in [*filter(None, [each.arrivals]), *each.leading]:
        if name in panels:
            leader = panels[name]
            shown = on_places(leader, whole(leader, evening), panel.places, target.shape[1])
            if not np.isnan(shown).all():
                leading[name] = shown
    closed = panel.closed(target.shape[1] + max(HORIZONS))
    return Known(target, panel.parents, leading, closed=closed)


def on_places(panel: Panel, figures: Floats, places: tuple[str, ...], days: int) -> Floats:
    """Return figures of a panel at other places, cut or filled up to so many days."""
    row = {name: number for number, name in enumerate(panel.places)}
    shown = np.full((len(places), days), np.nan)
    width = min(days, figures.shape[1])
    for place, name in enumerate(places):
        if name in row:
            shown[place, :width] = figures[row[name], :width]
    return shown


def models_of(each: Modelled, known: Known) -> dict[str, Model]:
    """Return the models that an indicator has figures for, by name."""
    if each.kind == "stock":
        fed = each.arrivals is not None and each.arrivals in known.leading
        beds = {"beds": beds_from(each.arrivals)} if each.arrivals and fed else {}
        return {"trend": stock_trend, **beds}
    found: dict[str, Model] = {"trend": pooled_trend}
    if known.leading:
        found["leading"] = leading_growth
    if known.target.shape[1] > (YEARS * YEAR + 2 * MARGIN + 1) * WEEK:
        found["seasonal"] = seasonal_growth
    return found


def _told(past: Past, truth: Floats, panel: Panel, models: list[str], *, new: int) -> Told:
    """Return forecasts in which the last origins have their intervals, and the ensemble its middle.

    Args:
        past: forecasts; the quantiles of the new origins are missing.
        truth: what came, (place, origin, horizon).
        panel: the figures.
        models: the models by name, without baseline and ensemble.
        new: how many origins are new.

    """
    at, groups = past.columns(panel), depths(panel.parents)
    quantiles = {name: each.copy() for name, each in past.quantiles.items()}
    centres = {name: each.copy() for name, each in past.centres.items()}
    for number, horizon in enumerate(HORIZONS):
        outcome = truth[:, :, number]

        def around(name: str, n: int = number, h: int = horizon, y: Floats = outcome) -> Floats:
            told = quantiles[name][:, :, n]
            found = adaptive_quantiles(centres[name][:, :, n], y, at, h, groups, told=told)
            return np.asarray(np.maximum.accumulate(found[:, -new:], axis=-1))

        for name in models:
            quantiles[name][:, -new:, number] = around(name)
        middle, _ = combined(
            {name: centres[name][:, :, number] for name in models},
            {name: quantiles[name][:, :, number] for name in [*models, BASELINE]},
            outcome, at, horizon, groups,
        )  # fmt: skip
        centres[ENSEMBLE][:, -new:, number] = middle[:, -new:]
        quantiles[ENSEMBLE][:, -new:, number] = around(ENSEMBLE)
    told = Past(past.origins, centres, quantiles)
    best = [_best(told, truth, [*models, ENSEMBLE], at, ahead)[-new:] for ahead in HORIZONS]
    return Told(told, new, tuple(zip(*best, strict=True)))


def _best(
    past: Past, truth: Floats, models: list[str], columns: Sequence[int], ahead: int
) -> tuple[str, ...]:
    """Return of each origin the model that had been worth most so far ahead by that evening.

    Up to a week ahead, a week ahead is what counts: the days of a week are one model's. The
    ensemble until that is known. Where all had lost to the baseline, the baseline is shown.
    """
    number = HORIZONS.index(max(ahead, WEEK))
    names = [*models, BASELINE]
    scores = np.stack([
        weighted_interval_score(
            truth[:, :, number], QuantileForecast(past.quantiles[name][:, :, number], HUB_LEVELS)
        ).total
        for name in names
    ])  # fmt: skip
    all_told = ~np.isnan(scores).any(axis=0)
    worth = np.cumsum(np.where(all_told, scores, 0.0).sum(axis=1), axis=1)
    told = np.cumsum(all_told.any(axis=0))
    came_by = np.searchsorted(np.array(columns) + HORIZONS[number], columns, side="right") - 1
    return tuple(
        ENSEMBLE if last < 0 or told[last] < FEWEST else names[int(worth[:, last].argmin())]
        for last in came_by
    )


def rows_of(panel: Panel, each: Modelled, told: Told) -> pl.DataFrame:
    """Return the rows of the origins that are new."""
    origins = told.past.origins[-told.new :]
    columns = told.past.columns(panel)[-told.new :]
    found = [
        _of_model(name, told.past.centres[name][:, -told.new :], made[:, -told.new :])
        for name, made in told.past.quantiles.items()
    ]
    days = 1 if each.kind == "stock" else WEEK  # who is present for a week is one person
    counted = np.stack([behind(panel, column, days) for column in columns], axis=1)
    rows = pl.concat(found)
    place, number = rows["row"].to_numpy(), rows["number"].to_numpy()
    ahead = np.searchsorted(HORIZONS, rows["horizon"].to_numpy())
    newest = panel.newest
    return rows.drop("row", "number").with_columns(
        place=pl.Series(np.array(panel.places)[place]),
        origin=pl.Series([origins[each] for each in number], dtype=pl.Date),
        behind=pl.Series(counted[place, number]),
        made=pl.Series(np.where(np.array(columns)[number] == newest, ON_THE_DAY, AFTERWARDS)),
        indicator=pl.lit(each.indicator), partner=pl.lit(panel.partner),
        width=pl.lit(1 if each.kind == "stock" else WEEK), rounded=pl.lit(panel.rounded),
        chosen=pl.col("model") == pl.Series(np.array(told.chosen)[number, ahead]),
    ).with_columns(date=pl.col("origin") + pl.duration(days="horizon"))  # fmt: skip


def _of_model(name: str, centres: Floats, quantiles: Floats) -> pl.DataFrame:
    """Return row, number, horizon, model, centre, quantiles of what is foretold, of counts."""
    place, number, horizon = np.nonzero(~np.isnan(quantiles).any(axis=-1))
    told = np.round(quantiles[place, number, horizon], DECIMALS)
    lists = pl.Series(told, dtype=pl.Array(pl.Float64, HUB_LEVELS.size))
    return pl.DataFrame(
        {
            "row": place,
            "number": number,
            "horizon": np.array(HORIZONS)[horizon],
            "model": [name] * len(place),
            "centre": np.round(centres[place, number, horizon], DECIMALS),
            "quantiles": lists.cast(pl.List(pl.Float64)),
        },
        schema_overrides={"model": pl.String},
    )
