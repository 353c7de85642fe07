import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from argos.avatar import Avatarizer, Column, Kind, Order, Total
from argos.avatar.errors import AvatarRefused
from argos.avatar.levels import OTHER

from .people import people

STAY = Order("admission", "discharge")


def avatars(table: pl.DataFrame, **settings: object) -> pl.DataFrame:
    return Avatarizer(**({"k": 10, "n_components": 3, "seed": 7} | settings)).fit_transform(table)


def test_avatars_keep_schema_domains_and_share_of_gaps():
    table = people()
    made = avatars(table)
    assert made.schema == table.schema
    assert made.height == table.height
    assert set(made["sexe"].drop_nulls()) <= {"F", "M"}
    assert made["âge révolu"].is_between(table["âge révolu"].min(), table["âge révolu"].max()).all()
    assert set(made["constant"]) == {"x"}
    for name in ("weight (kg)", "sexe"):
        gaps = made[name].null_count() / made.height
        assert abs(gaps - table[name].null_count() / table.height) < 0.08
    assert made["emergency"].null_count() == 0


def test_the_table_is_another_one_and_its_means_hold():
    table = people(2000)
    made = avatars(table)
    assert table.join(made, on=table.columns, how="semi", nulls_equal=True).height < 10
    assert made["âge révolu"].mean() == pytest.approx(table["âge révolu"].mean(), abs=2)
    assert np.corrcoef(made["âge révolu"], made["twin"])[0, 1] > 0.9


def test_the_same_seed_and_people_give_the_same_table_in_any_order():
    table = people()
    shuffled = table.sample(fraction=1, shuffle=True, seed=3)
    assert_frame_equal(avatars(table), avatars(shuffled))
    assert not avatars(table).equals(avatars(table, seed=8))


def test_without_a_seed_two_tables_differ():
    assert not avatars(people(), seed=None).equals(avatars(people(), seed=None))


def test_rows_come_back_in_another_order_than_the_people_of_which_they_are():
    table = people(400)
    found = np.corrcoef(avatars(table)["âge révolu"], table["âge révolu"])[0, 1]
    assert abs(found) < 0.2


def test_nothing_of_a_person_stays_in_the_object():
    method = Avatarizer(k=10, n_components=3, seed=7)
    before = dict(vars(method))
    method.fit_transform(people())
    assert vars(method) == before
    assert not [v for v in vars(method).values() if isinstance(v, np.ndarray | pl.DataFrame)]


def test_an_order_is_kept_and_a_sum_adds_up():
    table = people(600).with_columns(a=pl.col("âge révolu") // 3, b=pl.col("âge révolu") // 2)
    table = table.with_columns(total=pl.col("a") + pl.col("b"))
    rules = (STAY, Total("total", ["a", "b"]))
    made = avatars(table, constraints=rules)
    assert made.columns == table.columns
    assert [rule.check(made) for rule in rules] == [0, 0]
    long = (made["discharge"] - made["admission"]).dt.total_days()
    assert long.mean() == pytest.approx(14.5, abs=2)


def test_no_visit_after_death_where_death_is_mostly_missing():
    table = people(600)
    alive = pl.Series(np.random.default_rng(1).random(600) < 0.7)
    death = pl.when(~alive).then(pl.col("discharge")).alias("death")
    table = table.with_columns(death)
    assert Order("admission", "death").check(avatars(table)) > 0  # it takes the constraint
    made = avatars(table, constraints=[Order("admission", "death")])
    assert Order("admission", "death").check(made) == 0
    assert made["death"].null_count() / 600 == pytest.approx(0.7, abs=0.08)


def test_original_rows_that_break_a_constraint_are_refused():
    with pytest.raises(AvatarRefused, match="AVATAR_COLUMN"):
        avatars(people(), constraints=[Order("discharge", "admission")])


def test_ordinal_levels_and_declared_ranges_are_kept():
    levels = ["low", "mid", "high"]
    schema = {
        "severity": Column(kind=Kind.ORDINAL, levels=levels),
        "âge révolu": Column(lower=20, upper=60),
    }
    made = avatars(people(), schema=schema)
    assert set(made["severity"]) <= set(levels)
    assert made["âge révolu"].is_between(20, 60).all()


def test_a_level_that_is_not_declared_is_refused_without_its_value():
    schema = {"severity": Column(kind=Kind.ORDINAL, levels=["low", "mid"])}
    with pytest.raises(AvatarRefused) as refused:
        avatars(people(), schema=schema)
    assert "high" not in str(refused.value)
    assert "severity" in str(refused.value)


def test_rare_levels_are_grouped():
    table = people().with_columns(rare=pl.Series(["a"] * 150 + ["b"] * 145 + list("cdefg")))
    assert set(avatars(table, rare=5)["rare"]) <= {"a", "b", "(autre)"}


@pytest.mark.parametrize("library", ["pandas", "pyarrow"])
def test_a_table_comes_back_in_its_library(library):
    pytest.importorskip("pyarrow")
    if library == "pandas":
        pytest.importorskip("pandas")
    table = people()
    native = table.to_pandas() if library == "pandas" else table.to_arrow()
    made = avatars(native)
    assert type(made) is type(native)


@pytest.mark.parametrize(
    ("table", "settings", "said"),
    [
        (people(0), {}, "AVATAR_ROWS"),
        (people(10), {}, "AVATAR_ROWS"),
        (pl.DataFrame(), {}, "AVATAR_COLUMNS"),
        (people(), {"k": 1}, "AVATAR_SETTING"),
        (people(), {"n_components": 0}, "AVATAR_SETTING"),
        (people(), {"schema": {"nowhere": Column()}}, "nowhere"),
        (people().with_columns(name=pl.Series([f"n{i}" for i in range(300)])), {}, "name"),
        (people().with_columns(far=pl.lit(float("inf")) * pl.col("twin")), {}, "far"),
        (people().with_columns(nested=pl.lit([1])), {}, "nested"),
        (people().with_columns(huge=1e200 * pl.col("twin")), {}, "huge"),
        (people(), {"k": 2.5}, "AVATAR_SETTING"),
        (people(), {"seed": -1}, "AVATAR_SETTING"),
        (people(), {"most_levels": 0}, "AVATAR_SETTING"),
        (people(), {"schema": {"sexe": Column(kind=Kind.DATE)}}, "sexe"),
        (people(), {"schema": {"twin": Column(kind=Kind.DATE)}}, "twin"),
        (people(), {"schema": {"sexe": Column(levels=["F", "F", "M"])}}, "once each"),
        (people(), {"constraints": [Order("sexe", "severity")]}, "severity"),
        (people(), {"constraints": [Total("twin", [])]}, "twin"),
        (
            people().with_columns(pl.lit(1).alias("admission → discharge")),
            {"constraints": [STAY]},
            "gap",
        ),
        (people().lazy(), {}, "AVATAR_TABLE"),
        ([[1, 2]], {}, "AVATAR_TABLE"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_reason(table, settings, said):
    with pytest.raises(AvatarRefused, match=said):
        avatars(table, **settings)


def test_a_table_of_pandas_with_a_name_twice_or_mixed_types_is_refused_without_a_value():
    pandas = pytest.importorskip("pandas")
    twice = pandas.DataFrame([[1, 2]] * 30, columns=["a", "a"])
    mixed = pandas.DataFrame({"a": [1, "Mme Secret", None] * 10})
    for table in (twice, mixed):
        with pytest.raises(AvatarRefused, match="AVATAR_TABLE") as refused:
            avatars(table)
        assert "Secret" not in str(refused.value)
        assert refused.value.__cause__ is None


def test_pandas_and_arrow_types_come_back():
    pandas, arrow = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    table = pandas.DataFrame(
        {
            7: pandas.array([1, None] * 30, dtype="Int64"),
            "b": pandas.array([True, None] * 30, dtype="boolean"),
            "s": pandas.array(["q", "r"] * 30, dtype="string"),
            "f": np.arange(60, dtype="float32"),
        }
    )
    assert (avatars(table).dtypes == table.dtypes).all()
    words = arrow.array(["a", "b"] * 30)
    table = arrow.table({"w": words, "d": words.dictionary_encode()})
    assert avatars(table).schema == table.schema


def test_rare_levels_of_a_category_keep_its_type():
    levels = [f"x{i}" for i in range(60)]
    table = pl.DataFrame({"c": pl.Series(levels, dtype=pl.Categorical),
                          "e": pl.Series(levels, dtype=pl.Enum(levels))})  # fmt: skip
    made = avatars(pl.concat([table] * 2), most_levels=5)
    assert made.schema == table.schema
    assert "(autre)" in set(made["c"])
    assert made["e"].null_count() > 0  # an enumeration has no such word


def test_small_numbers_are_written_with_as_many_digits_as_large_ones():
    table = pl.DataFrame({"mol": [i * 1.5e-9 for i in range(60)]})
    made = avatars(table)["mol"]
    assert made.n_unique() > 30
    assert made.mean() == pytest.approx(table["mol"].mean(), rel=0.1)


def test_constraints_that_no_row_can_keep_together_are_refused():
    schema = {"âge révolu": Column(upper=50), "twin": Column(lower=60)}
    with pytest.raises(AvatarRefused, match="AVATAR_COLUMN"):
        avatars(people(), schema=schema, constraints=[Order("twin", "âge révolu")])


def test_identical_people_give_identical_avatars():
    table = pl.concat([people(1)] * 50)
    assert avatars(table).unique().height == 1


def test_a_column_of_weight_zero_is_not_looked_at():
    table = people(500)
    blind = {name: Column(weight=0) for name in table.columns if name != "twin"}
    made = avatars(table.select("twin", "weight (kg)"), schema={"weight (kg)": Column(weight=0)})
    assert made.height == 500
    with_all = avatars(table, schema=blind, n_components=1)
    assert with_all["twin"].std() > 0.95 * table["twin"].std()  # neighbours by age alone


NUMBERED = {
    "counter": range(1, 301),
    "counter with holes": [n + n // 50 for n in range(300)],
    "in tens": range(5000, 8000, 10),
    "file numbers": np.random.default_rng(0).choice(9_000_000, 300, replace=False) + 1_000_000,
    "dates as numbers": [20240101 + 100 * (n % 11) + n // 11 for n in range(300)],
}


@pytest.mark.parametrize("name", NUMBERED)
def test_integers_that_seem_to_be_identifiers_are_refused_until_they_are_declared(name):
    mixed = pl.Series(name, list(NUMBERED[name])).shuffle(seed=1)
    table = people().with_columns(mixed)
    with pytest.raises(AvatarRefused, match=f"AVATAR_COLUMN.*{name}") as told:
        avatars(table)
    assert str(mixed[0]) not in str(told.value).replace("300", "")
    assert avatars(table, schema={name: Column(kind=Kind.INTEGER)})[name].dtype == pl.Int64
    assert avatars(table, schema={name: Column(lower=0)}).height == 300


def test_integers_that_are_measured_are_not_taken_for_identifiers():
    random = np.random.default_rng(0)
    measured = {
        "grams": random.choice(3000, 300, replace=False) + 2000,  # all distinct
        "cells": random.integers(0, 3 * 10**9, 300),  # nearly all distinct, of 6 to 10 digits
        "twice": [*range(1, 300), 1],
        "whole": [float(n) for n in range(300)],
    }
    assert avatars(people().with_columns(**{n: pl.Series(v) for n, v in measured.items()})).height
    assert avatars(people(99).with_columns(few=pl.Series(range(99)))).height == 99


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_the_name_of_grouped_levels_may_not_be_a_level_of_some_people(dtype):
    levels = pl.Series("c", [OTHER] * 40 + ["a"] * 200 + ["b"] * 57 + ["r", "s", "t"], dtype=dtype)
    table = people().with_columns(levels)
    with pytest.raises(AvatarRefused, match=r"AVATAR_COLUMN.*“c”"):
        avatars(table, rare=11)
    assert OTHER in avatars(table)["c"].cast(pl.String)  # nothing is grouped
    declared = {"c": Column(levels=[OTHER, "a", "b", "r", "s", "t"])}
    assert avatars(table, rare=11, schema=declared).height == 300


@pytest.mark.parametrize("kind", [Kind.DATE, Kind.INTEGER, Kind.DATETIME])
def test_the_words_of_an_enumeration_are_not_told(kind):
    words = pl.Series("c", ["Mme Secret"] * 300, dtype=pl.Enum(["Mme Secret"]))
    with pytest.raises(AvatarRefused, match="Enum") as told:
        avatars(people().with_columns(words), schema={"c": Column(kind=kind)})
    assert "Secret" not in str(told.value)
