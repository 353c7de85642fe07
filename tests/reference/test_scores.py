"""Scores, held to scoringutils on the forecasts of the European COVID-19 Forecast Hub.

scoringutils has no logarithmic score for quantiles, and the set none for samples: it is held to
its definition in the unit tests.
"""

import numpy as np
import polars as pl
import pytest

from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.scores import (
    absolute_error,
    continuous_ranked_probability_score,
    interval_coverage,
    pairwise_skill,
    quantile_bias,
    relative_score,
    sample_bias,
    weighted_interval_score,
)
from argos.epidemiology.series import Floats

from .ledger import Ledger
from .vectors import read

KEYS = ["location", "target_end_date", "target_type", "forecast_date", "model", "horizon"]


def scored(kind: str, order: str) -> tuple[pl.DataFrame, Floats, Floats]:
    """Return R's scores, the figures, and the forecasts (row, level or draw)."""
    given = read(f"input_scoringutils_example_{kind}.csv.gz").drop_nulls(["predicted", "observed"])
    rows = (
        given.sort(order)
        .group_by(KEYS, maintain_order=True)
        .agg("predicted", pl.col("observed").first())
    )
    scores = read(f"output_scoringutils_example_{kind}__score.csv.gz")
    scores = scores.join(rows, on=KEYS, how="left", maintain_order="left")
    figures = scores["observed"].to_numpy().astype(float)
    return scores, figures, np.array(scores["predicted"].to_list(), dtype=float)


def hold(found: Floats, expected: pl.Series, kind: str, ledger: Ledger) -> None:
    wanted, call = expected.cast(pl.Float64).to_numpy(), (f"score {kind}", "example")
    ledger.hold(f"scores: {expected.name}", [call], found, wanted, atol=1e-12)


def test_unit_vectors_of_the_interval_score(ledger: Ledger) -> None:
    rows = read("vectors_wis_unit.csv")
    levels = np.array([0.1, 0.25, 0.5, 0.75, 0.9])
    forecast = QuantileForecast(rows.select("X1", "X2", "X3", "X4", "X5").to_numpy(), levels)
    found = weighted_interval_score(rows["obs"].to_numpy(), forecast)
    hold(found.total, rows["wis"], "unit", ledger)
    # The column wis_mediantwice counts the median as two ends: 2 (K + 1/2) terms become 2 (K + 1).
    median = absolute_error(rows["obs"].to_numpy(), forecast.median)
    twice = (found.total * 2.5 + median / 2) / 3
    hold(twice, rows["wis_mediantwice"], "unit", ledger)


def test_quantile_forecasts(ledger: Ledger) -> None:
    scores, figures, predicted = scored("quantile", "quantile_level")
    assert len(scores) == 887
    forecast = QuantileForecast(predicted, HUB_LEVELS)
    interval = weighted_interval_score(figures, forecast)
    for found, name in (
        (interval.total, "wis"),
        (interval.dispersion, "dispersion"),
        (interval.overprediction, "overprediction"),
        (interval.underprediction, "underprediction"),
        (quantile_bias(figures, forecast), "bias"),
        (interval_coverage(figures, forecast, 0.5), "interval_coverage_50"),
        (interval_coverage(figures, forecast, 0.9), "interval_coverage_90"),
        (absolute_error(figures, forecast.median), "ae_median"),
    ):
        hold(found, scores[name], "quantile", ledger)


def test_sample_forecasts(ledger: Ledger) -> None:
    scores, figures, draws = scored("sample_continuous", "sample_id")
    assert draws.shape == (887, 40)
    hold(continuous_ranked_probability_score(figures, draws), scores["crps"], "sample", ledger)
    hold(sample_bias(figures, draws), scores["bias"], "sample", ledger)
    hold(absolute_error(figures, np.median(draws, -1)), scores["ae_median"], "sample", ledger)


@pytest.mark.parametrize("target", ["Cases", "Deaths"])
def test_pairwise_comparison(target: str, ledger: Ledger) -> None:
    scores, figures, predicted = scored("quantile", "quantile_level")
    total = weighted_interval_score(figures, QuantileForecast(predicted, HUB_LEVELS)).total
    wide = (
        scores.with_columns(total=total)
        .filter(target_type=target)
        .pivot("model", index=[k for k in KEYS if k != "model"], values="total")
    )
    expected = read("output_scoringutils_example_quantile__pairwise_wis.csv")
    expected = expected.filter(target_type=target)
    models = expected["model"].unique(maintain_order=True).to_list()
    found = pairwise_skill(wide.select(models).to_numpy().T, baseline=0)
    assert np.isnan(wide.select(models).to_numpy()).any() == (target == "Deaths")
    row = [models.index(name) for name in expected["model"]]
    column = [models.index(name) for name in expected["compare_against"]]
    hold(found.ratios[row, column], expected["mean_scores_ratio"], "pairwise", ledger)
    hold(found.skill[row], expected["wis_relative_skill"], "pairwise", ledger)
    pair = relative_score(wide[models[1]].to_numpy(), wide[models[0]].to_numpy())
    assert pair == found.ratios[1, 0]


def test_summary(ledger: Ledger) -> None:
    scores, figures, predicted = scored("quantile", "quantile_level")
    total = weighted_interval_score(figures, QuantileForecast(predicted, HUB_LEVELS)).total
    means = (
        scores.with_columns(total=total)
        .group_by("model", "target_type")
        .agg(pl.col("total").mean())
    )
    expected = read("output_scoringutils_example_quantile__summary.csv")
    found = expected.join(means, on=["model", "target_type"], maintain_order="left")["total"]
    hold(found.to_numpy(), expected["wis"], "pairwise", ledger)
