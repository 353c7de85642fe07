"""The published tables that models make: their columns.

A row says what a model said from what was known at ``known_from``; ``origin`` is the last day of
the figures that it saw. Where ``rounded``, a figure follows the rule of `argos.publish.rule`:
null where fewer than 11, else to the nearest 5. Of rows that share all other keys the one with the
latest ``known_from`` stands.
"""

from typing import Literal

import polars as pl

from argos.core.schema import INSTANT

ModelledName = Literal[
    "nowcasts", "reproduction", "forecasts", "scores", "lead_times", "signals", "capacity",
    "crossings", "weather",
]  # fmt: skip
NOWCASTS = pl.Schema(
    {
        "indicator": pl.String(),
        "place": pl.String(),
        "partner": pl.String(),
        "date": pl.Date(),
        "origin": pl.Date(),
        "reported": pl.Float64(),
        "value": pl.Float64(),  # median of what it will be
        "low_50": pl.Float64(),
        "high_50": pl.Float64(),
        "low_90": pl.Float64(),
        "high_90": pl.Float64(),
        "rounded": pl.Boolean(),
        "known_from": INSTANT,
    }
)
REPRODUCTION = pl.Schema(
    {
        "indicator": pl.String(),
        "place": pl.String(),
        "partner": pl.String(),
        "date": pl.Date(),  # last day of the window
        "origin": pl.Date(),
        "value": pl.Float64(),  # median
        "low_50": pl.Float64(),
        "high_50": pl.Float64(),
        "low_95": pl.Float64(),
        "high_95": pl.Float64(),
        "serial_interval": pl.String(),  # and its source
        "rounded": pl.Boolean(),  # to one decimal instead of two
        "known_from": INSTANT,
    }
)
FORECASTS = pl.Schema(
    {
        "indicator": pl.String(),
        "place": pl.String(),
        "partner": pl.String(),
        "model": pl.String(),
        "chosen": pl.Boolean(),  # the one that is shown
        "origin": pl.Date(),
        "horizon": pl.Int16(),  # days from the origin to the date
        "date": pl.Date(),
        "width": pl.Int8(),  # days of which the total is foretold, up to the date: 7; 1 of a stock
        "centre": pl.Float64(),  # what the model said before its past errors moved it
        "quantiles": pl.List(pl.Float64()),  # of `epidemiology.forecasts.HUB_LEVELS`
        "made": pl.String(),  # "on the day", or "afterwards" from what was known that day
        "rounded": pl.Boolean(),
        "known_from": INSTANT,
    }
)
SCORES = pl.Schema(
    {
        "indicator": pl.String(),
        "level": pl.String(),  # fra, reg, dep; or one place
        "model": pl.String(),
        "horizon": pl.Int16(),
        "period": pl.String(),  # a month "2026-11", or "all"
        "vintages": pl.String(),  # "kept": all as it was known; "made": by the usual delay, in part
        "figures": pl.Int64(),
        "relative": pl.Float64(),  # WIS over that of the baseline
        "low": pl.Float64(),  # its 90 % block-bootstrap interval
        "high": pl.Float64(),
        "cover_50": pl.Float64(),
        "cover_90": pl.Float64(),
        "bias": pl.Float64(),
        "in_ensemble": pl.Boolean(),
        "known_from": INSTANT,
    }
)
LEAD_TIMES = pl.Schema(
    {
        "leading": pl.String(),
        "target": pl.String(),
        "place": pl.String(),
        "origin": pl.Date(),  # last day of the window
        "days": pl.Int32(),  # of the window
        "lead": pl.Float64(),  # days, on levels
        "low": pl.Float64(),
        "high": pl.Float64(),
        "lead_growth": pl.Float64(),  # on growth rates
        "low_growth": pl.Float64(),
        "high_growth": pl.Float64(),
        "correlation": pl.Float64(),
        "usable_before_event": pl.Float64(),
        "usable_before_report": pl.Float64(),
        "at_edge": pl.Boolean(),  # the best shift is the last one tried: not found
        "rounded": pl.Boolean(),
        "known_from": INSTANT,
    }
)
SIGNALS = pl.Schema(
    {
        "signal": pl.String(),  # stable from night to night
        "kind": pl.String(),  # rise, fall, ratio, data-quality
        "pathology": pl.String(),
        "indicator": pl.String(),  # the one that weighs most
        "indicators": pl.List(pl.String()),  # all that agree
        "place": pl.String(),  # the widest that tells it all
        "places": pl.List(pl.String()),
        "methods": pl.List(pl.String()),
        "first_day": pl.Date(),
        "last_day": pl.Date(),
        "origin": pl.Date(),
        "certainty": pl.Float64(),  # 0 to 1
        "consequence": pl.Float64(),
        "rank": pl.Int32(),  # 1 is the first to look at
        "reason_fr": pl.String(),
        "reason_en": pl.String(),
        "state": pl.String(),  # new, seen, explained, closed
        "state_on": pl.Date(),
        "explanation": pl.String(),
        "rounded": pl.Boolean(),
        "known_from": INSTANT,
    }
)
CAPACITY = pl.Schema(
    {
        "place": pl.String(),
        "resource": pl.String(),  # ward, icu
        "scenario": pl.String(),
        "origin": pl.Date(),
        "date": pl.Date(),
        "beds": pl.Float64(),  # that exist and are open, in this scenario
        "quantiles": pl.List(pl.Float64()),  # of beds occupied, at HUB_LEVELS
        "rounded": pl.Boolean(),
        "known_from": INSTANT,
    }
)
CROSSINGS = pl.Schema(
    {
        "place": pl.String(),
        "resource": pl.String(),
        "scenario": pl.String(),
        "origin": pl.Date(),
        "threshold": pl.Float64(),  # share of the beds
        "possible_on": pl.Date(),  # first day with a chance of one in ten
        "likely_on": pl.Date(),  # first day with a chance of one in two
        "chance_7": pl.Float64(),
        "chance_14": pl.Float64(),
        "chance_28": pl.Float64(),
        "operations_low": pl.Float64(),  # planned operations to move over 28 days; null if unknown
        "operations_mid": pl.Float64(),
        "operations_high": pl.Float64(),
        "rounded": pl.Boolean(),
        "known_from": INSTANT,
    }
)
WEATHER = pl.Schema(
    {
        "place": pl.String(),
        "pathology": pl.String(),
        "label_fr": pl.String(),  # of the pathology
        "label_en": pl.String(),
        "indicator": pl.String(),  # whose level speaks for the place
        "origin": pl.Date(),
        "date": pl.Date(),
        "ahead": pl.Int8(),  # days from the origin to the date, 0 to 7
        "sky": pl.String(),  # sun, veil, cloud, rain, storm, unknown
        "confidence": pl.Float64(),  # that it is this sky, 0 to 1
        "worse": pl.Float64(),  # that it is a worse one
        "vigilance": pl.String(),  # green, yellow, orange, red, unknown
        "vigilance_confidence": pl.Float64(),
        "vigilance_worse": pl.Float64(),
        "measure": pl.String(),  # what the vigilance comes from: its id in the rules
        "level": pl.Float64(),  # over the norm
        "growth": pl.Float64(),  # a week, relative
        "tension": pl.Float64(),  # share of the intensive-care beds occupied, today
        "reason_fr": pl.String(),
        "reason_en": pl.String(),
        "rounded": pl.Boolean(),  # probabilities to a tenth, figures in reasons to the nearest 5
        "known_from": INSTANT,
    }
)
MODELLED: dict[ModelledName, pl.Schema] = {
    "nowcasts": NOWCASTS,
    "reproduction": REPRODUCTION,
    "forecasts": FORECASTS,
    "scores": SCORES,
    "lead_times": LEAD_TIMES,
    "signals": SIGNALS,
    "capacity": CAPACITY,
    "crossings": CROSSINGS,
    "weather": WEATHER,
}
