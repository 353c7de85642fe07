"""A sample of each chart, from frames that hold every kind of day."""

import math
from collections.abc import Callable
from datetime import date, timedelta

import polars as pl

from argos.web.charts import (
    Look,
    Mark,
    calendar_heat,
    compared,
    multiples,
    seasons,
    series_chart,
    sparkline,
    territory_map,
    weather_map,
)
from argos.web.charts.against import against, calibrated
from argos.web.charts.fan import fan
from argos.web.charts.ranges import ranges
from argos.web.charts.render import Chart

START = date(2020, 3, 1)
HIDDEN, MISSING = range(10, 14), range(20, 23)
PROVISIONAL = 3
LOOKS = (Look(), Look("en", "dark", "narrow"), Look("fr", "print", "full"))
MARKS = (
    Mark(date(2020, 3, 17), "Confinement", "incident"),
    Mark(date(2020, 4, 13), "Lundi de Pâques", "holiday"),
    Mark(date(2020, 3, 28), "Foyer", "outbreak"),
)


def frame(days: int = 60, high: float = 80, soft: int = PROVISIONAL) -> pl.DataFrame:
    """A wave with hidden, missing, and provisional days."""
    rows = []
    for n in range(days):
        status = "suppressed" if n in HIDDEN else "not_reported" if n in MISSING else "ok"
        value = high * (1 + math.sin(n / 9)) / 2 + 15 if status == "ok" else None
        rows.append({"date": START + timedelta(days=n), "value": value, "status": status,
                     "provisional": n >= days - soft, "mean": value})  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64, "mean": pl.Float64})


def several(column: str) -> pl.DataFrame:
    parts = [("Loire-Atlantique", 80), ("Maine-et-Loire", 50), ("Sarthe", 20)]
    return pl.concat([frame(high=h).with_columns(pl.lit(n).alias(column)) for n, h in parts])


def two_seasons() -> pl.DataFrame:
    earlier = frame(high=40, soft=0).with_columns(pl.col("date").dt.offset_by("-1y"))
    return pl.concat([earlier.with_columns(series=pl.lit("2018-2019")),
                      frame().with_columns(series=pl.lit("2019-2020"))])  # fmt: skip


PLACES = pl.DataFrame(
    {
        "place": ["dep:44", "dep:49", "dep:53", "dep:72", "dep:85"],
        "value": [1212.4, 88.0, None, None, 34.5],
        "status": ["ok", "ok", "suppressed", "not_reported", "ok"],
        "label": ["Loire-Atlantique", "Maine-et-Loire", "Mayenne", "Sarthe", "Vendée"],
    }
)


def weathers() -> pl.DataFrame:
    """Every level and sky, in a région and overseas."""
    levels = ["green", "yellow", "orange", "red", "unknown", "green"]
    skies = ["sun", "veil", "cloud", "rain", "storm", "unknown"]
    return pl.DataFrame({
        "place": [*PLACES["place"], "dep:971"], "label": [*PLACES["label"], "Guadeloupe"],
        "vigilance": levels, "sky": skies, "vigilance_ahead": levels[::-1],
        "sky_ahead": skies[::-1], "says": ["maintenant"] * 6, "says_ahead": ["plus tard"] * 6,
    })  # fmt: skip


def feeds() -> pl.DataFrame:
    states = ["received", "received", "late", "missing", "rejected", "expected"]
    return pl.DataFrame(
        [{"feed": feed, "date": START + timedelta(days=n), "state": state}
         for feed in ("SOS Médecins Nantes", "SAMU 44") for n, state in enumerate(states * 8)]
    )  # fmt: skip


def ahead(hidden: int = 0) -> pl.DataFrame:
    """Four weeks that open; of the first ``hidden`` ones the low end and the median are hidden."""
    last = START + timedelta(days=59)
    rows = []
    for n in range(1, 5):
        low = None if n <= hidden else 40.0 - 5 * n
        rows.append({"date": last + timedelta(days=7 * n), "low90": low, "low50": 45.0 - 2 * n,
                     "median": None if n <= hidden else 50.0, "high50": 55.0 + 3 * n,
                     "high90": 60.0 + 8 * n,
                     "inside": [True, False, None, True][n - 1]})  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"low90": pl.Float64, "median": pl.Float64})


def growing() -> pl.DataFrame:
    """A wave whose last days are estimated as they will be."""
    late = pl.int_range(pl.len()) >= pl.len() - PROVISIONAL
    return frame().with_columns(whole=pl.when(late).then(pl.col("value") * 1.2))


def with_nowcast() -> pl.DataFrame:
    whole = pl.col("whole")
    return growing().with_columns(estimated=whole, est_low=whole * 0.8, est_high=whole * 1.3)


def panels() -> pl.DataFrame:
    """Two panels of ranges, of which one has a gap."""
    one = ahead().upsample("date", every="1d").with_columns(panel=pl.lit("R"))
    two = ahead().with_columns(panel=pl.lit("Réanimation"))
    names = ["panel", "date", "low90", "low50", "median", "high50", "high90"]
    return pl.concat([one.select(names), two.select(names)])


LEVELS = pl.DataFrame({"level": [0.1, 0.5, 0.9], "held": [0.2, 0.5, None]})

CHARTS: dict[str, Callable[[Look], Chart]] = {
    "sparkline": lambda look: sparkline(frame(), look),
    "series": lambda look: series_chart(frame(), look, unit="passages par jour", marks=MARKS),
    "long": lambda look: series_chart(frame(400), look, unit="passages par jour"),
    "log": lambda look: series_chart(frame(), look, unit="passages par jour", log=True),
    "empty": lambda look: series_chart(
        frame().with_columns(value=pl.lit(None, pl.Float64), mean=pl.lit(None, pl.Float64),
                             status=pl.lit("suppressed")), look, unit="passages"),
    "multiples": lambda look: multiples(several("panel"), look, unit="passages par jour"),
    "free": lambda look: multiples(several("panel"), look, unit="passages", shared=False),
    "seasons": lambda look: seasons(two_seasons(), look, unit="passages par jour"),
    "compared": lambda look: compared(several("series"), look, units=["passages par jour"]),
    "two axes": lambda look: compared(
        several("series"), look, units=["passages", "actes"], second_axis=["Sarthe"]),
    "bars": lambda look: compared(several("series"), look, kind="bar", units=["passages"]),
    "areas": lambda look: compared(several("series"), look, kind="area", units=["passages"]),
    "map": lambda look: territory_map(PLACES, look, classes=(20, 50, 1000), unit="pour 100 000"),
    "weather": lambda look: weather_map(
        weathers(), look, title="Grippe : vigilance rouge en Sarthe", heads=["Au 25", "Au pire"],
        foot=["D'après : passages."]),
    "feeds": lambda look: calendar_heat(feeds(), look),
    "fan": lambda look: fan(growing(), ahead(), look, unit="passages en 7 jours",
                            origin=START + timedelta(days=59), marks=MARKS),
    "fan, hidden": lambda look: fan(growing(), ahead(2), look, unit="passages",
                                    origin=START + timedelta(days=59)),
    "nowcast": lambda look: series_chart(with_nowcast(), look, unit="passages par jour"),
    "ranges": lambda look: ranges(panels(), look, unit="lits", key="bandes",
                                  rules={"R": {"": 1.0}, "Réanimation": {"75 lits": 75.0}}),
    "against": lambda look: against(ahead(), frame(), look, unit="passages en 7 jours"),
    "calibration": lambda look: calibrated(LEVELS, look),
}  # fmt: skip


def odd_frames() -> dict[str, pl.DataFrame]:
    """Frames that a page may well ask for: none, one day, nothing but gaps, zeros, one figure."""
    one = frame().head(1)
    blank = pl.lit(None, pl.Float64)
    return {
        "none": frame().clear(),
        "one day": one,
        "gaps alone": frame().with_columns(value=blank, mean=blank, status=pl.lit("not_reported")),
        "zeros": frame().with_columns(value=pl.lit(0.0), mean=pl.lit(0.0)),
        "no mean": frame().drop("mean", "provisional"),
        "one figure": pl.concat([one, frame()[1:].with_columns(value=blank, mean=blank)]),
        "huge": frame(high=4_000_000),
        "tiny": frame().with_columns(pl.col("value", "mean") / 1000),
    }
