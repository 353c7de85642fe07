import numpy as np
import polars as pl

from argos.avatar import Avatarizer, Column, Kind, Order
from argos.avatar.kinds import FEW
from argos.avatar.layout import layout
from argos.avatar.levels import OTHER
from argos.avatar.prepared import Coded, Measured

from .people import people


def counted(table: pl.DataFrame, *names: str) -> dict[str, pl.DataFrame]:
    return {name: table[name].drop_nulls().value_counts(name="people") for name in names}


def test_parts_of_a_table_become_the_same_columns_as_the_whole():
    table = people(600)
    names = ("sexe", "emergency", "severity", "constant")
    method = Avatarizer(constraints=[Order("admission", "discharge")])
    plan = layout(table[:200], counted(table, *names), method)
    centre = np.array([c.values.mean() for c in method.read(table).measured])
    plan = plan.settled(centre, [c.missing is not None for c in method.read(table).measured])
    parts, whole = [plan.read(table[:100]), plan.read(table[100:])], method.read(table)
    for place, column in enumerate(whole.columns):
        first, last = (part.columns[place] for part in parts)
        if isinstance(column, Coded):
            assert isinstance(first, Coded)
            assert isinstance(last, Coded)
            drawn = first.levels.gather(np.concatenate([first.codes, last.codes]))
            assert drawn.to_list() == column.levels.gather(column.codes).to_list()
        else:
            assert isinstance(first, Measured)
            assert isinstance(last, Measured)
            assert np.allclose(np.concatenate([first.values, last.values]), column.values)
            assert (first.missing is None) == (column.missing is None)
            assert first.decimals == column.decimals


def test_levels_that_a_sample_lacks_are_those_of_the_whole_and_rare_ones_are_grouped():
    table = pl.DataFrame({"town": ["a"] * 60 + ["b"] * 30 + ["c"] + ["d"] * 9})
    plan = layout(table[:70], counted(table, "town"), Avatarizer(rare=5))
    read = plan.read(table[85:]).coded[0]
    assert set(read.levels.drop_nulls()) == {"a", "b", "d", OTHER}
    assert read.levels.gather(read.codes).to_list() == ["b"] * 5 + [OTHER] + ["d"] * 9


def test_a_number_with_few_values_in_a_sample_alone_is_a_number():
    table = pl.DataFrame({"n": list(range(FEW)) * 10 + list(range(100)), "c": ["x", "y"] * 100})
    plan = layout(table[:100], counted(table, "n", "c"), Avatarizer())
    assert [c.kind for c in plan.like.columns] == [Kind.INTEGER, Kind.CATEGORICAL]


def test_what_is_declared_stays():
    schema = {"severity": Column(kind=Kind.ORDINAL, levels=["low", "mid", "high"])}
    plan = layout(people(), counted(people(), "sexe"), Avatarizer(schema=schema))
    assert plan.schema["severity"] == schema["severity"]
