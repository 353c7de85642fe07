"""From typed rows to facts."""

from collections.abc import Callable
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.contract import Contract
from argos.core.schema import FACT_SCHEMA
from argos.ingest.checks import check_rows
from argos.ingest.readers import read_file
from argos.ingest.unfold import Unfolded, unfold
from argos.ingest.unfold.moments import band_of
from tests.unit.ingest.test_checks import STAY, TODAY, changed, check

SECRET = b"secret" * 5
DAY = {"dep": "44", "date_de_passage": "2020-04-12", "sursaud_cl_age_corona": "0"}


def facts_of(contract: Contract, *rows: dict[str, Any]) -> Unfolded:
    checked = check(contract, *rows)
    identity = [field.name for field in contract.with_role("identity")]
    return unfold(checked.frame.drop(identity), contract, SECRET, set_aside=checked.set_aside)


def told(unfolded: Unfolded, *columns: str) -> dict[Any, Any]:
    """Return value and status by the columns."""
    facts = unfolded.facts
    keys = facts.select(columns).rows()
    return dict(zip(keys, facts.select("value", "status").rows(), strict=True))


def test_the_columns_of_a_fact(sursaud: Contract) -> None:
    facts = facts_of(sursaud, DAY | {"nbre_pass_tot": "5"}).facts
    assert dict(facts.schema) == {**FACT_SCHEMA, "row": pl.UInt32, "sheet": pl.String}
    row = facts.filter(measure="ed_all", sex="all").drop("event_id").to_dicts()
    assert row == [
        {
            "feed": "essai.sursaud",
            "month": "2020-04",
            "kind": "count",
            "occurred_on": date(2020, 4, 12),
            "period": "day",
            "value": 5.0,
            "status": "ok",
            "measure": "ed_all",
            "place": "dep:44",
            "age": None,
            "age_band": "all",
            "sex": "all",
            "subject": None,
            "codes": [],
            "attributes": [],
            "row": 2,
            "sheet": None,
        }
    ]


def test_a_blank_is_never_a_zero(sursaud: Contract) -> None:
    figures = {"nbre_pass_corona": "0", "nbre_acte_corona": "0", "nbre_acte_tot": "7"}
    inside = told(facts_of(sursaud, DAY | figures), "measure", "sex")
    assert inside["ed_covid", "all"] == (0.0, "ok")
    assert inside["sos_covid", "all"] == (0.0, "ok")
    assert inside["ed_all", "all"] == (None, "not_reported")
    outside = facts_of(sursaud, DAY | figures | {"dep": "49"})
    statuses = told(outside, "measure", "sex")
    assert statuses["sos_covid", "all"] == (None, "not_covered")
    assert statuses["sos_covid", "f"] == (None, "not_covered")
    assert statuses["sos_all", "all"] == (7.0, "ok")
    (notice,) = outside.reasons
    assert (notice.code, notice.column, notice.rows) == ("OUTSIDE_COVERAGE", "nbre_acte_tot", 1)


def test_a_figure_called_unusable_is_neither_a_blank_nor_a_zero(sursaud: Contract) -> None:
    file = sursaud.file.model_copy(update={"not_interpretable": ["Non exploitable", "NE"]})
    contract = sursaud.model_copy(update={"file": file})
    row = DAY | {"nbre_pass_corona": "NON EXPLOITABLE", "nbre_pass_tot": "350"}
    found = told(facts_of(contract, row), "measure", "sex")
    assert found["ed_covid", "all"] == (None, "not_interpretable")
    assert found["ed_all", "all"] == (350.0, "ok")
    assert found["sos_covid", "all"] == (None, "not_reported")


def test_an_unpublished_crossing_is_no_fact_unless_it_has_a_figure(sursaud: Contract) -> None:
    children = DAY | {"sursaud_cl_age_corona": "A", "nbre_pass_tot_h": "4"}
    found = told(facts_of(sursaud, children), "measure", "sex")
    assert found["ed_all", "m"] == (4.0, "ok")
    assert {sex for _, sex in found} == {"all", "m"}
    assert len(found) == 6


def test_coverage_begins_and_ends(sursaud: Contract) -> None:
    table = sursaud.coverage[0].model_copy(
        update={"since": date(2020, 4, 10), "until": date(2020, 4, 11)}
    )
    contract = sursaud.model_copy(update={"coverage": [table]})
    rows = [DAY | {"date_de_passage": f"2020-04-{day:02d}"} for day in (9, 10, 11, 12)]
    found = facts_of(contract, *rows).facts.filter(measure="sos_all", sex="all")
    assert found["status"].to_list() == [
        "not_covered", "not_reported", "not_reported", "not_covered",
    ]  # fmt: skip


def test_an_absent_optional_figure_is_no_fact(tests_by_age: Contract) -> None:
    contract = changed(tests_by_age, "P", optional=True)
    row = {"dep": "44", "jour": "2020-04-12", "cl_age90": "0", "T": "2"}
    assert facts_of(contract, row).facts["measure"].to_list() == ["tests"]
    both = facts_of(contract, row, row | {"cl_age90": "09", "P": "1"}).facts
    assert both.filter(measure="tests_positive")["status"].to_list() == ["not_reported", "ok"]


def test_a_total_is_kept_beside_its_classes(tests_by_age: Contract) -> None:
    row = {"dep": "44", "jour": "2020-04-12", "P": "1"}
    rows = [row | {"cl_age90": "0", "T": "10"}, row | {"cl_age90": "09", "T": "3"}]
    facts = facts_of(tests_by_age, *rows).facts.filter(measure="tests")
    assert dict(facts.select("age_band", "value").rows()) == {"all": 10.0, "00-09": 3.0}


def test_identifiers_depend_on_the_key_alone(sursaud: Contract) -> None:
    first = facts_of(sursaud, DAY | {"nbre_pass_tot": "5"}).facts
    again = facts_of(sursaud, DAY | {"nbre_pass_tot": "6", "nbre_acte_tot": "1"}).facts
    assert first["event_id"].to_list() == again["event_id"].to_list()
    assert first["event_id"].n_unique() == first.height == 15
    assert {len(event_id) for event_id in first["event_id"]} == {16}
    checked = check(sursaud, DAY)
    other = unfold(checked.frame, sursaud, b"another")
    assert not set(other.facts["event_id"]) & set(first["event_id"])


def test_an_identifier_never_changes(small: Contract) -> None:
    """The log lives as long as its identifiers: this one is pinned."""
    row = {"dep": "44", "jour": "2020-04-12", "nb": "1"}
    (event_id,) = facts_of(small, row).facts["event_id"]
    name = "essai.petit\x1fdep:44\x1fday\x1f2020-04-12\x1fall\x1fall\x1fvisits"
    assert event_id == blake2b(name.encode(), key=SECRET, digest_size=16).digest()


def test_a_copy_is_rejected_and_the_first_kept(sursaud: Contract) -> None:
    row = DAY | {"nbre_pass_tot": "5"}
    found = facts_of(sursaud, row, row, row | {"dep": "49"})
    assert found.rejected.select("row", "code").rows() == [(3, "DUPLICATE_ROW")]
    assert found.facts["row"].unique().sort().to_list() == [2, 4]
    assert [(why.code, why.rows) for why in found.reasons] == [("DUPLICATE_ROW", 1)]
    assert (found.held, found.keys_unread) == (frozenset(), False)


def test_a_conflict_rejects_all_and_holds_their_facts(sursaud: Contract) -> None:
    alone = facts_of(sursaud, DAY | {"nbre_pass_tot": "5"})
    rows = [DAY | {"nbre_pass_tot": count} for count in ("5", "5", "6")]
    found = facts_of(sursaud, *rows, DAY | {"dep": "49"})
    assert found.rejected.select("row", "code").rows() == [
        (2, "KEY_CONFLICT"), (3, "KEY_CONFLICT"), (4, "KEY_CONFLICT"),
    ]  # fmt: skip
    assert found.facts["place"].unique().to_list() == ["dep:49"]
    assert found.held == frozenset(alone.facts["event_id"])


def test_rejected_rows_hold_their_facts_if_their_key_is_read(sursaud: Contract) -> None:
    alone = facts_of(sursaud, DAY)
    wrong = facts_of(sursaud, DAY | {"nbre_pass_tot": "x"}, DAY | {"dep": "49"})
    assert (wrong.held, wrong.keys_unread) == (frozenset(alone.facts["event_id"]), False)
    assert facts_of(sursaud, DAY | {"dep": "99"}, DAY).keys_unread
    assert facts_of(sursaud, DAY | {"sursaud_cl_age_corona": "Z"}, DAY).keys_unread


def test_a_row_that_could_not_be_cut_has_no_key(
    small: Contract, written: Callable[..., Path]
) -> None:
    path = written("dep,jour,nb\n44,2020-04-12\n49,2020-04-12,1\n")
    checked = check_rows(read_file(path, small), small, today=TODAY)
    found = unfold(checked.frame, small, SECRET, set_aside=checked.set_aside)
    assert found.keys_unread
    assert found.facts["place"].to_list() == ["dep:49"]


def test_a_stay_is_an_admission_and_then_a_discharge(stays: Contract) -> None:
    there = STAY | {"discharged_on": None}
    gone = STAY | {"stay_id": "S2", "discharged_on": "2020-04-09 14:30"}
    facts = facts_of(stays, there, gone).facts
    assert facts.select("row", "measure", "occurred_on", "value", "status").rows() == [
        (2, "admission", date(2020, 4, 1), 1.0, "ok"),
        (3, "admission", date(2020, 4, 1), 1.0, "ok"),
        (3, "discharge", date(2020, 4, 9), 1.0, "ok"),
    ]
    assert facts.select("place", "age", "age_band", "sex", "kind").unique().rows() == [
        ("dep:44", 40, None, "m", "stay")
    ]


def test_identity_is_no_part_of_an_events_identifier(stays: Contract) -> None:
    ids = [
        facts_of(stays, STAY | changes).facts["event_id"].to_list()
        for changes in ({}, {"name": "MARTIN"}, {"age": "41"}, {"admitted_on": "2020-04-02"})
    ]
    assert ids[0] == ids[1] == ids[2] == ids[3]
    assert facts_of(stays, STAY | {"unit": "2"}).facts["event_id"].to_list() != ids[0]


def test_the_pseudonym_passes_through(stays: Contract) -> None:
    frame = check(stays, STAY).frame.drop("name").with_columns(subject=pl.lit(b"p" * 32))
    assert unfold(frame, stays, SECRET).facts["subject"].to_list() == [b"p" * 32]


def test_an_unknown_sex_and_age(stays: Contract) -> None:
    facts = facts_of(stays, STAY | {"sex": None, "age": None}).facts
    assert facts.select("sex", "age", "age_band").rows() == [("unknown", None, None)]


def test_an_age_kept_as_a_class_only(stays: Contract) -> None:
    banded = changed(stays, "age", keep="band", bands=[0, 15, 75])
    rows = [STAY | {"stay_id": age, "age": age} for age in ("0", "14", "15", "74", "75", "101")]
    facts = facts_of(banded, *rows).facts
    assert facts["age"].null_count() == facts.height
    assert facts["age_band"].to_list() == ["00-14", "00-14", "15-74", "15-74", "75+", "75+"]


def test_an_age_below_the_first_class_has_none() -> None:
    assert pl.select(band_of(pl.lit(3), [15, 75])).item() is None


def test_no_row_no_fact(sursaud: Contract, stays: Contract) -> None:
    for contract in (sursaud, stays):
        found = facts_of(contract)
        assert found.facts.is_empty()
        assert (found.held, found.keys_unread, found.reasons) == (frozenset(), False, ())


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "sums"),
    [
        ("2020-04-11-19h00", (1413, 18935, 1920)),
        ("2020-04-12-19h00", (1462, 19290, 1962)),
        ("2020-04-16-10h47", (1579, 20293, 2072)),
    ],
)
def test_loire_atlantique_in_the_publishers_files(
    real_data: Path, sursaud: Contract, name: str, sums: tuple[int, ...]
) -> None:
    path = real_data / "sursaud" / f"orig_sursaud-covid19-quotidien-{name}-departement.csv.gz"
    checked = check_rows(read_file(path, sursaud), sursaud, today=date(2020, 4, 16))
    assert checked.rejected.is_empty()
    facts = unfold(checked.frame, sursaud, SECRET).facts
    assert facts["event_id"].is_unique().all()
    totals = facts.filter(age_band="all", sex="all")
    here = totals.filter(place="dep:44")
    assert (
        tuple(
            here.filter(measure=measure)["value"].sum()
            for measure in ("ed_covid", "ed_all", "sos_covid")
        )
        == sums
    )
    there = totals.filter(place="dep:49", measure="sos_covid")
    assert there["status"].unique().to_list() == ["not_covered"]
    assert there["value"].null_count() == there.height
    lone = totals.filter(pl.col("value").is_null(), pl.col("status") != "not_covered")
    assert {"dep:84", "dep:971"} <= set(lone["place"])
    assert lone["status"].unique().to_list() == ["not_reported"]


@pytest.mark.real
def test_the_workbook_says_what_the_csv_says(real_data: Path, sursaud: Contract) -> None:
    stem = "orig_sursaud-covid19-quotidien-2020-04-12-19h00"
    folder = real_data / "sursaud"
    book = check_rows(read_file(folder / f"{stem}.xlsx", sursaud), sursaud, today=TODAY)
    assert book.rejected.is_empty()
    for sheet, name in (
        ("dep", "-departement.csv.gz"), ("reg", "-region.csv"), ("fra", "-france.csv"),
    ):  # fmt: skip
        csv = check_rows(read_file(folder / (stem + name), sursaud), sursaud, today=TODAY)
        mine = book.frame.filter(sheet=sheet)
        assert mine.drop("sheet").equals(csv.frame.drop("sheet"))


@pytest.mark.real
def test_loire_atlantique_in_sidep(real_data: Path, tests_by_age: Contract) -> None:
    path = real_data / "sidep" / "sp-pos-quot-dep_paugier_2020-10-25.csv.gz"
    checked = check_rows(read_file(path, tests_by_age), tests_by_age, today=date(2020, 10, 25))
    assert checked.rejected.is_empty()
    facts = unfold(checked.frame, tests_by_age, SECRET).facts.filter(place="dep:44")
    total = pl.col("age_band") == "all"
    sums = {
        (measure, which): facts.filter(chosen, measure=measure)["value"].sum()
        for measure in ("tests", "tests_positive")
        for which, chosen in (("all", total), ("classes", ~total))
    }
    assert sums == {
        ("tests", "all"): 268460,
        ("tests", "classes"): 268339,
        ("tests_positive", "all"): 13297,
        ("tests_positive", "classes"): 13294,
    }
