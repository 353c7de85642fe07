"""The whole way from a table to a verdict, its account and its report."""

import json
import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from argos.avatar.anonymise import anonymise
from argos.avatar.errors import AvatarRefused
from argos.avatar.kinds import Kind
from argos.avatar.measures import MeasureName
from argos.avatar.review.account import account
from argos.avatar.review.methods import Asked, Name
from argos.avatar.review.outcome import Attack
from argos.avatar.review.report import report
from argos.avatar.schema_file import Declared
from argos.core.errors import UsageError
from argos.core.language import speaking
from tests.unit.avatar.review.conftest import SECRET, request, with_secret

TABLE = with_secret()
DECLARED = Declared.model_validate(
    {
        "columns": {
            "x0": {"lower": -20, "upper": 20, "decimals": 2, "missing": False},
            "x1": {"lower": -20, "upper": 20, "decimals": 2, "missing": False},
            "kind": {"kind": "categorical", "levels": ["a", "b"], "missing": False},
            "illness": {"kind": "categorical", "levels": ["flu", "asthma"], "missing": True},
            "age": {"kind": "integer", "lower": 0, "upper": 120, "missing": False},
        }
    }
)


def without_attacks(patch):
    """Leave out what is not looked at: the attacks take nearly all of the time."""
    for name in ("trial", "beside", "attacked"):
        patch.setattr(f"argos.avatar.anonymise.{name}", lambda *_: ())


@pytest.fixture(scope="module")
def searched():
    with pytest.MonkeyPatch.context() as patch:
        without_attacks(patch)
        return anonymise(TABLE, request(search=True))


def test_a_release_is_made_of_part_of_the_people_and_judged_by_the_others(refused):
    assert refused.table.height == refused.taking_part == 256
    assert refused.table.columns == TABLE.columns
    judged = {f.outcome.attack: f.itself for f in refused.verdict.findings}
    alone = {Attack.OF_ISOLATED, Attack.BY_SEED}
    assert {attack for attack, itself in judged.items() if itself is None} == alone


def test_the_published_method_is_refused_whatever_the_attacks_got(refused):
    assert refused.forbidden
    assert refused.refused
    assert account(refused)["verdict"] == "refused"


def test_a_private_release_holds_each_person_out_alone(monkeypatch):
    without_attacks(monkeypatch)
    table = TABLE.filter(pl.col("age") < 120)
    table = table.with_columns(pl.col("illness").replace(SECRET, None))
    sizes = set()
    for seed in range(4):
        asked = Asked(Name.DP, epsilon=1.0, seed=seed)
        sizes.add(anonymise(table, replace(request(declared=DECLARED), asked=asked)).taking_part)
    assert len(sizes) > 1  # a fixed number would depend on everybody


def test_without_release_everybody_takes_part_and_nothing_may_leave(monkeypatch):
    without_attacks(monkeypatch)
    made = anonymise(TABLE.filter(pl.col("age") < 120), request(release=False, declared=DECLARED))
    assert (made.undeclared, made.grouped) == ((), {})
    assert made.kinds["age"] is Kind.INTEGER
    assert made.table["age"].max() <= 120
    assert made.taking_part == made.table.height == TABLE.height - 1
    assert (made.refused, made.may_leave) == (False, False)
    assert account(made)["verdict"] == "not_for_release"


def test_the_same_seed_gives_the_same_table_in_any_order_of_rows(refused, monkeypatch):
    without_attacks(monkeypatch)  # whose draws must not count: without them the table is the same
    again = anonymise(TABLE.sample(fraction=1, shuffle=True, seed=3), request(Name.FAITHFUL))
    assert_frame_equal(again.table, refused.table)


def test_the_account_names_every_attack_and_measure(refused):
    told = json.loads(json.dumps(account(refused), allow_nan=False))
    assert {each["name"] for each in told["attacks"]} == set(Attack)
    assert {each["name"] for each in told["measures"]} == set(MeasureName)
    for each in told["attacks"]:
        assert each["low"] <= each["estimate"] <= each["high"]
        assert {"control", "target", "floor", "raw", "standing", "criterion"} <= set(each)
        assert bool(each["todo"]) == (each["standing"] in ("over", "unsure"))
    for each in told["measures"]:
        assert {"estimate", "low", "high", "control", "target"} <= set(each)


def test_what_is_undeclared_or_grouped_is_told(refused):
    assert refused.undeclared == tuple(TABLE.columns)
    assert refused.grouped == {"illness": 1}


def test_settings_that_the_method_chose_are_those_of_the_table_that_leaves(monkeypatch):
    without_attacks(monkeypatch)

    def other_table(method, people, random, *_):
        method.invented(people.take(np.arange(160)), random)
        assert method.used["k"] == 40
        return ()

    monkeypatch.setattr("argos.avatar.anonymise.trial", other_table)
    made = anonymise(TABLE, replace(request(), asked=Asked(Name.GUARDED, seed=1)))
    told = account(made)
    assert told["settings"]["k"] == 60  # of 256 people
    assert told["settings"]["components"] in (3, 4, 5)
    assert told["settings_chosen"] == ["k", "components"]
    with speaking("en"):
        words = report(made, "table.csv", ".html").decode()
    assert re.search(r"k 60 \(by the table.{1,5}s size and relations\), components", words)


def test_a_search_is_told_and_widens_every_interval(searched):
    told = account(searched)
    tried = told["search"]["tries"]
    assert len(tried) > 1
    assert told["settings"] == {"k": tried[0]["k"], "components": tried[0]["components"]}
    assert told["settings_chosen"] == []
    assert told["confidence"] == pytest.approx(1 - 0.05 / len(tried))
    with speaking("en"):
        words = report(searched, "table.csv", ".html").decode()
    assert "Bonferroni" in words
    assert f"{len(tried)} settings tried" in words


def test_epsilon_replaces_neighbours_and_the_report_says_what_it_covers(monkeypatch):
    without_attacks(monkeypatch)
    few = ("kind", "illness", "age")
    columns = {name: column for name, column in DECLARED.columns.items() if name in few}
    given = TABLE.filter(pl.col("age") < 120).select(few)
    made = anonymise(given, request(Name.DP, declared=Declared(columns=columns)))
    told = account(made)
    assert told["settings"]["epsilon"] == 1.0
    assert made.undeclared == ()
    with speaking("en"):
        assert "epsilon protects the released table" in report(made, "t.csv", ".html").decode()


def test_private_avatars_of_undeclared_columns_are_refused():
    with pytest.raises(AvatarRefused):
        anonymise(TABLE, request(Name.DP))


@pytest.mark.parametrize(
    ("name", "settings"), [(Name.DP, {"k": 5}), (Name.DP, {"components": 2}),
                           (Name.GUARDED, {"epsilon": 1.0})]
)  # fmt: skip
def test_a_setting_of_another_method_is_refused(name, settings):
    with pytest.raises(UsageError, match="AVATAR_OPTION"):
        Asked(name, **settings)


def test_a_search_that_would_spend_epsilon_is_refused():
    with pytest.raises(UsageError, match="AVATAR_OPTION"):
        anonymise(TABLE, request(Name.DP, search=True, declared=DECLARED))


def test_a_table_too_small_to_be_judged_is_refused_before_the_work():
    begun: list[int] = []
    with pytest.raises(AvatarRefused, match="AVATAR_ROWS"):
        anonymise(TABLE.head(159), request(), lambda total: begun.append(total) or str)
    assert begun == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_report_says_all_that_decides_and_nothing_of_a_person(refused, lang):
    with speaking(lang):
        words = report(refused, "table.csv", ".html").decode()
    plain = re.sub(r"base64,[A-Za-z0-9+/=]+", "", words)
    for each in ("2026", "05/2014", "28/2024", "CNIL", "table.csv", "illness"):
        assert each in plain
    assert plain.count("<figure") == len(Attack)
    for secret in (SECRET, "Zwrxqv", "98765", "20261125"):
        assert secret not in plain
    assert "<script" not in plain
    assert not re.findall(r"(?:src|href)=", plain)


def test_a_secret_is_in_no_account_and_in_no_table_that_leaves(refused):
    assert "Zwrxqv" not in json.dumps(account(refused))
    assert "20261125" not in json.dumps(account(refused))
    assert "Zwrxqv" not in refused.table.write_csv()
