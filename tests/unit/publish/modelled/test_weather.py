"""The rows of table weather, from panels to what may be told."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from argos.core.errors import UsageError
from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.series import Floats
from argos.outputs.modelled import WEATHER
from argos.outputs.store import Outputs
from argos.publish.disclosure import modelled
from argos.publish.modelled.house import House
from argos.publish.modelled.known.panel import Panel, panel
from argos.publish.modelled.known.panels import Panels
from argos.publish.modelled.weather.given import (
    Beside,
    coded_by_partner,
    like_for_like,
)
from argos.publish.modelled.weather.rules import weather_rules
from argos.publish.modelled.weather.tonight import rows, tonight
from tests.unit.publish.modelled.released import as_released

LAST = date(2026, 11, 24)
DAYS = 200
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)


def of(indicator: str, figures: dict[str, Floats], *, rounded: bool = False) -> Panel:
    """Return a panel of daily figures that end on ``LAST``, each known the morning after."""
    parts = []
    for place, values in figures.items():
        days = [LAST - timedelta(days=len(values) - 1 - n) for n in range(len(values))]
        known = [datetime(d.year, d.month, d.day, 6, tzinfo=UTC) + timedelta(days=1) for d in days]
        parts.append(pl.DataFrame({"place": place, "date": days, "known_from": known,
                                   "value": pl.Series(values, dtype=pl.Float64)}))  # fmt: skip
    history = pl.concat(parts).with_columns(pl.col("value").fill_nan(None))
    history = history.filter(pl.col("value").is_not_null())
    first = LAST - timedelta(days=DAYS)
    found = panel(indicator, "p", history, first, LAST)
    assert found is not None
    return as_released(found) if rounded else found


def flat(value: float, days: int = DAYS) -> Floats:
    return np.full(days, float(value))


def told(*known: Panel, **more: Any) -> pl.DataFrame:
    panels = Panels({each.indicator: each for each in known}, NOW)
    return rows(panels, weather_rules(), **more)


def today(frame: pl.DataFrame, place: str = "dep:44", pathology: str = "covid") -> dict[str, Any]:
    return frame.filter(place=place, pathology=pathology, ahead=0).row(0, named=True)


def wave(base: float, top: float) -> Floats:
    """Return figures that double each week at the end, up to ``top``."""
    back = np.arange(DAYS)[::-1]
    return np.round(np.maximum(base, top * 2.0 ** (-back / 7)))


def test_rows_have_the_columns_of_the_table_and_eight_days_a_place() -> None:
    found = told(of("ed_covid", {"dep:44": flat(500), "dep:49": flat(600)}))
    assert set(found.columns) == {*WEATHER, "behind"} - {"known_from"}
    assert found.height == 2 * 8
    assert found["ahead"].to_list() == [*range(8)] * 2
    assert (found["date"] - found["origin"]).dt.total_days().to_list() == [*range(8)] * 2
    assert modelled("weather", found, NOW).frame.height == 16
    row = today(found)
    assert row["sky"] == "sun"
    assert row["vigilance"] == "green"
    assert row["level"] == pytest.approx(1)
    assert row["reason_fr"].startswith("Soleil (sûr")
    assert row["reason_en"].startswith("Sun (sure")


def test_a_wave_is_a_storm_with_its_reason() -> None:
    row = today(told(of("ed_covid", {"dep:44": wave(10, 300), "dep:49": flat(10)})))
    assert row["sky"] == "storm"
    assert row["growth"] > 0.5
    assert row["measure"] == "norm"
    assert row["vigilance"] == "yellow"
    assert "niveau habituel du lieu" in row["reason_fr"]
    assert "convention of Argos" in row["reason_en"]


def test_shares_rates_and_beds_are_measured_against_their_texts() -> None:
    found = told(
        of("ed_covid", {"dep:44": flat(13)}), of("ed_all", {"dep:44": flat(200)}),
        of("tests_positive", {"dep:44": flat(10)}), of("tests", {"dep:44": flat(1_000)}),
        of("in_icu", {"dep:44": flat(70)}), beside=Beside(beds={"dep:44": 100.0}),
    )  # fmt: skip
    row = today(found)
    assert row["tension"] == 0.7
    assert row["vigilance"] == "orange"
    assert row["measure"] == "icu"
    assert "intensive-care beds taken by COVID-19 70% (threshold 60%, 30 April 2020)" in row[
        "reason_en"]  # fmt: skip
    without = today(told(of("ed_covid", {"dep:44": flat(13)}), of("ed_all", {"dep:44": flat(200)})))
    assert without["measure"] == "emergency-share"
    assert without["tension"] is None
    assert "6,5" in without["reason_fr"]


def test_the_first_indicator_known_at_a_place_speaks_for_it() -> None:
    gone = flat(10)
    gone[-1] = np.nan
    found = told(
        of(
            "ed_covid",
            {
                "dep:44": flat(20),
                "dep:49": gone,
                "dep:53": gone,
                "dep:85": flat(5),
                "dep:35": flat(8),
                "dep:22": flat(8),
            },
        ),
        of("new_admissions", {"dep:44": flat(9), "dep:49": flat(7), "dep:72": flat(3)}),
    )
    speaks = dict(found.filter(ahead=0).select("place", "indicator").iter_rows())
    assert {place for place, name in speaks.items() if name == "new_admissions"} == {
        "dep:49", "dep:72",
    }  # fmt: skip
    assert len(speaks) == 7
    lost = today(found, "dep:53")
    assert lost["sky"] == "unknown"
    assert "un jour de la dernière semaine manque" in lost["reason_fr"]


def test_a_source_that_ended_long_ago_says_nothing() -> None:
    ended = flat(20)
    ended[-60:] = np.nan
    found = told(of("ed_covid", {"dep:44": ended}), of("new_admissions", {"dep:44": flat(9)}))
    assert today(found)["indicator"] == "new_admissions"


def test_under_disclosure_control_only_fewer_than_11_is_told_of_fewer() -> None:
    def few(*recent: int) -> pl.DataFrame:
        figures = flat(0)
        figures[-7:] = recent
        return told(of("ed_flu", {"dep:44": figures, "dep:49": flat(9)}, rounded=True))

    none, some = few(0, 0, 0, 0, 0, 0, 0), few(1, 0, 2, 0, 3, 1, 1)
    assert none.filter(place="dep:44").equals(some.filter(place="dep:44"))
    row = today(some, pathology="influenza")
    assert "fewer than 11 in 7 days" in row["reason_en"]
    assert row["level"] is None
    assert row["growth"] is None
    kept = modelled("weather", some, NOW).frame.filter(place="dep:44")
    assert kept.height == 8


def test_under_disclosure_control_figures_are_rounded_and_chances_coarse() -> None:
    found = told(of("ed_flu", {"dep:44": wave(9, 41), "dep:49": flat(9)}, rounded=True))
    row = today(found, pathology="influenza")
    assert row["rounded"]
    level, norm = (int(n) for n in row["reason_en"].split("(")[2].split(")")[0].replace(
        " in 7 days against ", " ").split())  # fmt: skip
    assert level % 5 == norm % 5 == 0
    assert round(row["growth"] * 100, 6) % 5 == 0
    assert round(row["confidence"] * 10, 6) % 1 == 0


def test_a_public_holiday_makes_no_fall() -> None:
    week = np.array([1.4, 1.1, 1.0, 1.0, 1.1, 0.7, 0.2])
    day = np.arange(DAYS) - DAYS + 1 + LAST.weekday()
    figures = np.round(500 * week[day % 7])
    figures[(date(2026, 11, 11) - LAST).days - 1] *= 0.1  # Armistice Day, a Wednesday
    until = date(2026, 11, 14)
    daily = figures[: (until - LAST).days]
    first = until - timedelta(days=daily.size - 1)
    alike = like_for_like(daily[None], first)[0]
    assert daily[-7:].sum() < 0.9 * daily[-14:-7].sum()
    assert alike[-7:].sum() == alike[-14:-7].sum()
    assert (alike == 0).sum() == 4  # All Saints' Day, a Sunday, too
    assert (alike[:-14] == daily[:-14]).all()


def test_too_little_coding_gives_no_verdict() -> None:
    found = told(of("ed_flu", {"dep:44": flat(9)}), beside=Beside(coded={"p": 70.0}))
    assert today(found, pathology="influenza")["sky"] == "unknown"
    assert today(found, pathology="influenza")["vigilance"] == "unknown"
    enough = told(of("ed_flu", {"dep:44": flat(9)}), beside=Beside(coded={"p": 75.0}))
    assert today(enough, pathology="influenza")["sky"] == "sun"


def test_forecasts_made_tonight_are_taken_before_the_plain_one() -> None:
    quantiles = (900 * np.exp(0.05 * np.linspace(-2, 2, HUB_LEVELS.size))).tolist()
    made = pl.DataFrame({
        "indicator": ["ed_covid"], "place": ["dep:44"], "origin": [LAST], "chosen": [True],
        "horizon": [7], "width": [7], "quantiles": [quantiles],
    })  # fmt: skip
    base = of("ed_covid", {"dep:44": flat(20)})
    plain, better = told(base), told(base, beside=Beside(forecasts=made))
    assert plain.filter(ahead=7)["sky"][0] == "sun"
    assert better.filter(ahead=7)["sky"][0] == "storm"
    assert better.filter(ahead=0)["sky"][0] == "sun"
    assert "900 attendus en 7 jours" in better.filter(ahead=7)["reason_fr"][0]


def test_a_sky_told_before_of_the_same_day_is_kept_while_little_speaks_against_it() -> None:
    edge = of("ed_covid", {"dep:44": np.where(np.arange(DAYS) < DAYS - 21, 20.0, 25.5)})
    alone = told(edge)

    def before(sky: str) -> pl.DataFrame:
        return alone.with_columns(
            sky=pl.lit(sky), origin=pl.col("origin") - timedelta(days=1),
            known_from=pl.lit(NOW - timedelta(days=1)),
        )  # fmt: skip

    fine, veiled = (told(edge, before=before(sky)) for sky in ("sun", "cloud"))
    assert today(fine)["sky"] != today(veiled)["sky"]
    later = before("cloud").with_columns(origin=pl.col("origin") + timedelta(days=1))
    assert told(edge, before=later).equals(alone)  # the same night is no before


def test_coding_is_that_of_the_least_coded_feed_as_last_known() -> None:
    quality = pl.DataFrame(
        {
            "feed": ["p.a", "p.a", "p.b", "q.a"],
            "coded": [60, 80, 75, None],
            "known_from": [NOW - timedelta(days=1), NOW, NOW, NOW],
        }
    )
    assert coded_by_partner(quality) == {"p": 75.0}


def test_a_night_goes_on_from_what_was_told_before_and_rules_are_read_before_it(
    tmp_path: Path,
) -> None:
    outputs = Outputs(str(tmp_path / "published"))
    known = Panels({"ed_covid": of("ed_covid", {"dep:44": flat(500)})}, NOW)
    first = tonight(known, outputs, pl.DataFrame(), House.at(tmp_path))
    outputs.commit(modelled("weather", first, NOW))
    assert tonight(known, outputs, pl.DataFrame(), House.at(tmp_path)).equals(first)
    (tmp_path / "weather.toml").write_text("no rules", encoding="utf-8")
    with pytest.raises(UsageError, match="WEATHER_RULES"):
        House.at(tmp_path)
