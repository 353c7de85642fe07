"""Rows as models would publish them, for the pages to show; plausible, and made up."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from scipy.stats import norm

from argos.epidemiology.forecasts import HUB_LEVELS
from argos.outputs.modelled import MODELLED, ModelledName
from argos.outputs.store import Outputs
from argos.publish.disclosure import published

Row = dict[str, Any]
HORIZONS = (7, 14, 21, 28)
LABELS = {
    "covid": ("COVID-19", "COVID-19"), "influenza": ("Grippe", "Influenza"),
    "bronchiolitis": ("Bronchiolite", "Bronchiolitis"),
    "gastro-enteritis": ("Gastro-entérite", "Gastro-enteritis"),
    "respiratory": ("Motifs respiratoires", "Respiratory reasons"),
}  # fmt: skip
INTERVAL = "4.7 ± 2.9 d; Nishiura and others, 2020"


def commit(outputs: Outputs, at: datetime, **tables: Iterable[Row]) -> None:
    """Commit rows of tables, all told at one instant; a column that a row lacks is null."""
    made = []
    for name, rows in tables.items():
        schema = MODELLED[name]  # type: ignore[index]
        whole = [{**dict.fromkeys(schema), "known_from": at, **row} for row in rows]
        frame = pl.DataFrame(whole, schema=schema, orient="row")
        made.append(published(_named(name), frame, {}))
    outputs.commit(*made)


def _named(name: str) -> ModelledName:
    return next(each for each in MODELLED if each == name)


def quantiles(middle: float, spread: float, *, hidden: bool = False) -> list[float | None]:
    """Return quantiles of a lognormal law; with ``hidden``, those below 11 are null."""
    values = [float(round(middle * 2.718281828 ** (spread * z))) for z in norm.ppf(HUB_LEVELS)]
    return [None if hidden and each < 11 else each for each in values]


def forecasts(
    indicator: str,
    place: str,
    partner: str,
    levels: Mapping[date, float],
    *,
    growth: float = 1.2,
    model: str = "ensemble",
    chosen: bool = True,
    width: int = 7,
    hidden: bool = False,
    made: str = "on the day",
) -> list[Row]:
    """Return a forecast from each origin, growing by ``growth`` a week, surer near than far."""
    return [
        {"indicator": indicator, "place": place, "partner": partner, "model": model,
         "chosen": chosen, "origin": origin, "horizon": horizon, "width": width, "made": made,
         "date": origin + timedelta(days=horizon), "rounded": hidden,
         "quantiles": quantiles(level * growth ** (horizon / 7), 0.1 * (horizon / 7) ** 0.7,
                                hidden=hidden)}
        for origin, level in levels.items() for horizon in HORIZONS
    ]  # fmt: skip


def scores(indicator: str, relative: Mapping[str, float], level: str = "dep") -> list[Row]:
    """Return the scores of some models at 7 and 14 days, over all and over one month."""
    return [
        {"indicator": indicator, "level": level, "model": model, "horizon": horizon,
         "period": period, "vintages": "kept", "figures": 84, "relative": part + (horizon - 7) / 70,
         "low": part - 0.12, "high": part + 0.1 + (horizon - 7) / 70, "cover_50": 0.52,
         "cover_90": 0.91, "bias": 0.04, "in_ensemble": part < 1}
        for model, part in relative.items() for horizon in (7, 14) for period in ("all", "2020-11")
    ]  # fmt: skip


def nowcasts(
    indicator: str, place: str, partner: str, told: Mapping[date, float], share: float = 1.3
) -> list[Row]:
    """Return what some days will count, ``share`` times what was told of them."""
    origin = max(told)
    return [
        {"indicator": indicator, "place": place, "partner": partner, "date": day, "origin": origin,
         "reported": value, "value": round(value * share), "low_50": round(value * share * 0.95),
         "high_50": round(value * share * 1.05), "low_90": round(value * share * 0.85),
         "high_90": round(value * share * 1.15), "rounded": False}
        for day, value in told.items()
    ]  # fmt: skip


def reproduction(
    indicator: str, place: str, partner: str, last: date, value: float = 1.2, days: int = 28
) -> list[Row]:
    """Return a reproduction number of each day, rising to ``value``."""
    return [
        {"indicator": indicator, "place": place, "partner": partner, "origin": last,
         "date": last - timedelta(days=n), "value": value - n / 100,
         "low_50": value - n / 100 - 0.05,
         "high_50": value - n / 100 + 0.05, "low_95": value - n / 100 - 0.15,
         "high_95": value - n / 100 + 0.15, "serial_interval": INTERVAL, "rounded": False}
        for n in range(days)
    ]  # fmt: skip


def lead_time(leading: str, target: str, place: str, origin: date, **changes: Any) -> Row:
    """Return a lead time of six days, of which five are of use."""
    return {"leading": leading, "target": target, "place": place, "origin": origin, "days": 120,
            "lead": 6.0, "low": 1.0, "high": 14.0, "lead_growth": 7.0, "low_growth": 2.0,
            "high_growth": 13.0, "correlation": 0.82, "usable_before_event": 5.0,
            "usable_before_report": 6.0, "at_edge": False, **changes}  # fmt: skip


def signal(name: str, rank: int, origin: date, **changes: Any) -> Row:
    """Return a signal: calls that rise."""
    return {"signal": name, "kind": "rise", "pathology": "all", "indicator": "samu_calls",
            "indicators": ["samu_calls"], "place": "dep:44", "places": ["dep:44"],
            "methods": ["farrington", "cusum"], "first_day": origin - timedelta(days=6),
            "last_day": origin, "origin": origin, "certainty": 0.9, "consequence": 2.0,
            "rank": rank, "state": "new", "rounded": False,
            "reason_fr": "Les appels au SAMU doublent en une semaine.",
            "reason_en": "SAMU calls double within a week.", **changes}  # fmt: skip


def capacity(
    place: str, origin: date, resource: str, beds: float, now: float, scenario: str = "as_it_goes",
    growth: float = 1.15, days: int = 28,
) -> list[Row]:  # fmt: skip
    """Return occupied beds of each coming day, growing by ``growth`` a week."""
    return [
        {"place": place, "resource": resource, "scenario": scenario, "origin": origin,
         "date": origin + timedelta(days=n), "beds": beds, "rounded": False,
         "quantiles": quantiles(now * growth ** (n / 7), 0.05 * (n / 7) ** 0.7)}
        for n in range(1, days + 1)
    ]  # fmt: skip


def crossing(place: str, origin: date, resource: str, **changes: Any) -> Row:
    """Return a threshold that is likely crossed within two weeks."""
    return {"place": place, "resource": resource, "scenario": "as_it_goes", "origin": origin,
            "threshold": 0.8, "possible_on": origin + timedelta(days=5),
            "likely_on": origin + timedelta(days=12), "chance_7": 0.2, "chance_14": 0.6,
            "chance_28": 0.9, "operations_low": 12.0, "operations_mid": 30.0,
            "operations_high": 55.0, **changes}  # fmt: skip


def weather(place: str, pathology: str, origin: date, sky: str, vigilance: str) -> list[Row]:
    """Return the weather of a pathology, from today to seven days ahead."""
    return [
        {"place": place, "pathology": pathology, "origin": origin, "ahead": n,
         "date": origin + timedelta(days=n), "sky": sky, "vigilance": vigilance,
         "confidence": 0.8 - n / 20, "vigilance_confidence": 0.8,
         "label_fr": LABELS[pathology][0], "label_en": LABELS[pathology][1], "indicator": "ed_all",
         "level": 1.6, "growth": 0.2, "tension": 0.7, "rounded": False,
         "reason_fr": "Une fois et demie la normale, en hausse de 20 % par semaine.",
         "reason_en": "One and a half times the norm, rising by 20% a week."}
        for n in range(8)
    ]  # fmt: skip
