import numpy as np
import polars as pl
import pytest

from argos.avatar import Column, Kind, Order, Private
from argos.avatar.errors import AvatarRefused
from tests.unit.avatar.people import people

pytest.importorskip("opendp", reason="the extra `private` is not installed")

DAYS = {"lower": 20_000, "upper": 21_000}
SCHEMA = {
    "âge révolu": Column(kind=Kind.INTEGER, lower=0, upper=110, missing=False),
    "weight (kg)": Column(kind=Kind.NUMERIC, lower=20, upper=200, decimals=1),
    "sexe": Column(levels=["F", "M"]),
    "emergency": Column(kind=Kind.BOOLEAN, missing=False),
    "severity": Column(kind=Kind.ORDINAL, levels=["low", "mid", "high"], missing=False),
    "admission": Column(kind=Kind.DATE, missing=False, **DAYS),
    "discharge": Column(kind=Kind.DATE, missing=False, **DAYS),
    "seen": Column(kind=Kind.DATETIME, lower=1.735e15, upper=1.8e15, missing=False),
    "constant": Column(levels=["x", "y"], missing=False),
    "twin": Column(kind=Kind.INTEGER, lower=0, upper=110, missing=False),
}
STAY = [Order("admission", "discharge")]


def test_the_table_keeps_names_types_gaps_ranges_and_constraints():
    table = people(400)
    made = Private(4.0, seed=1, schema=SCHEMA, constraints=STAY).fit_transform(table)
    assert made.schema == table.schema
    assert abs(made.height - table.height) < 100
    assert made.filter(pl.col("discharge") < pl.col("admission")).is_empty()
    assert made["weight (kg)"].drop_nulls().is_between(20, 200).all()
    assert 0.1 < made["weight (kg)"].null_count() / made.height < 0.3
    whole = [name for name, column in SCHEMA.items() if column.missing is False]
    assert made.select(whole).drop_nulls().height == made.height
    assert made["severity"].is_in(["low", "mid", "high"]).all()


def test_what_is_not_declared_is_said_at_once():
    schema = {"sexe": SCHEMA["sexe"], "twin": Column(kind=Kind.INTEGER, lower=0)}
    with pytest.raises(AvatarRefused) as refused:
        Private(schema=schema).fit_transform(people(50).select("sexe", "twin", "severity"))
    told = refused.value.found.en
    assert told == "not declared: twin (upper); severity (levels | lower, upper)"


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_a_small_table_is_not_refused(rows):
    made = Private(schema=SCHEMA, constraints=STAY).fit_transform(people(rows))
    assert made.columns == people(1).columns


@pytest.mark.parametrize(
    "settings", [{"epsilon": 0}, {"epsilon": np.inf}, {"delta": 1.0}, {"rows": -1}, {"extra": -1}]
)
def test_settings_out_of_range_are_refused(settings):
    with pytest.raises(AvatarRefused):
        Private(**settings, schema=SCHEMA).fit_transform(people(20))
