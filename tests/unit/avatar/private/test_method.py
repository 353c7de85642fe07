import sys
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from argos.avatar import Column, Kind, Order, Private
from argos.avatar.errors import AvatarRefused
from argos.avatar.prepared import Measured
from argos.avatar.private.cells import axis
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
    assert made["discharge"].to_physical().is_between(20_000, 21_000).all()
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
    "settings",
    [*({"epsilon": each} for each in (0, -1, 1e-300, 1e300, np.inf, np.nan)),
     {"delta": 1.0}, {"delta": np.nan}, {"rows": -1}, {"extra": -1}],
)  # fmt: skip
def test_settings_out_of_range_are_refused(settings):
    with pytest.raises(AvatarRefused, match="AVATAR_SETTING"):
        Private(**settings, schema=SCHEMA).fit_transform(people(20))


def planted(**values):
    """Return a table with a row of values that nobody else has."""
    table = people(300)
    row = table[:1].with_columns(
        pl.lit(v).alias(k).cast(table.schema[k]) for k, v in values.items()
    )
    return pl.concat([table, row])


def test_an_extreme_value_or_a_level_not_declared_widens_nothing_and_is_not_refused():
    table = planted(**{"âge révolu": 5000, "weight (kg)": 1e9, "sexe": "unknown", "constant": "z"})
    made = Private(10.0, schema=SCHEMA).fit_transform(table)
    assert made["âge révolu"].max() <= 110
    assert made["weight (kg)"].max() <= 200
    assert set(made["sexe"].drop_nulls()) == {"F", "M"}
    assert set(made["constant"]) <= {"x", "y"}


def test_the_form_of_what_is_read_does_not_depend_on_anyone():
    """A person more, with gaps, decimals, levels and ends of its own, leaves all but rows alike."""
    odd = {"âge révolu": 109, "weight (kg)": 20.123456, "sexe": None, "severity": "high"}
    method = Private(schema=SCHEMA, constraints=STAY)
    forms = [
        [(replace(c, values=None, missing=c.missing is None) if isinstance(c, Measured)
          else replace(c, codes=None, levels=c.levels.to_list())) for c in method.read(t).columns]
        for t in (people(300), planted(**odd), people(300)[:0])
    ]  # fmt: skip
    levels = [[getattr(c, "levels", None) for c in form] for form in forms]
    assert str(levels[0]) == str(levels[1]) == str(levels[2])
    plain = [[replace(c, levels=None) for c in form] for form in forms]
    assert plain[0] == plain[1] == plain[2]
    cells = [
        [axis(c).edges.tolist() for c in method.read(t).columns] for t in (people(9), people(0))
    ]
    assert cells[0] == cells[1]


def test_a_row_that_breaks_a_constraint_is_read_and_none_that_leaves_does():
    table = people(300).with_columns(pl.col("admission").max().alias("admission"))
    made = Private(10.0, schema=SCHEMA, constraints=STAY).fit_transform(table)
    assert made.filter(pl.col("discharge") < pl.col("admission")).is_empty()


def test_the_seed_does_not_fix_the_noise():
    table = people(300).select("severity")
    schema = {"severity": SCHEMA["severity"]}
    made = [Private(0.1, seed=1, schema=schema, rows=300).fit_transform(table) for _ in range(3)]
    counts = {tuple(sorted(each["severity"].to_list())) for each in made}
    assert len(counts) > 1


def test_what_is_rich_in_people_keeps_margins_and_the_strongest_relation():
    table = people(3000).select("âge révolu", "twin", "severity", "emergency")
    schema = {name: SCHEMA[name] for name in table.columns}
    made = Private(10.0, schema=schema).fit_transform(table)
    assert pl.DataFrame(made).select(pl.corr("âge révolu", "twin")).item() > 0.9
    assert abs(made["âge révolu"].mean() - table["âge révolu"].mean()) < 3
    assert abs(made["emergency"].mean() - table["emergency"].mean()) < 0.05
    assert abs(made.height - 3000) < 100


def test_without_opendp_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    table = people(20).select("severity")
    with pytest.raises(AvatarRefused, match="private"):
        Private(0.77, schema={"severity": SCHEMA["severity"]}).fit_transform(table)
