import polars as pl
import pytest

from argos.publish import rule


def figure(count: int | None) -> float | None:
    return pl.select(rule.figure(pl.lit(count, pl.Int64))).item()


def bounds(shown: float | None) -> tuple[float, float]:
    value = pl.lit(shown, pl.Float64)
    return pl.select(rule.low(value).alias("low"), rule.high(value).alias("high")).row(0)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, None),
        (10, None),
        (11, 10),
        (12, 10),
        (13, 15),
        (17, 15),
        (18, 20),
        (102, 100),
        (103, 105),
    ],
)
def test_counts_are_hidden_or_rounded(count: int, shown: float | None) -> None:
    assert figure(count) == shown


def test_a_missing_count_has_no_figure() -> None:
    assert figure(None) is None


def test_the_bounds_of_a_figure_are_the_counts_that_show_it() -> None:
    shown = pl.DataFrame({"count": range(400)}).with_columns(figure=rule.figure(pl.col("count")))
    same = shown.with_columns(
        least=pl.col("count").min().over("figure"), most=pl.col("count").max().over("figure"),
        low=rule.low(pl.col("figure")), high=rule.high(pl.col("figure")),
    ).head(390)  # fmt: skip
    wrong = (pl.col("least") != pl.col("low")) | (pl.col("most") != pl.col("high"))
    assert same.filter(wrong).is_empty()


def test_a_figure_that_the_rule_cannot_make_is_exact() -> None:
    assert bounds(13) == (13, 13)
    assert bounds(5) == (5, 5)
