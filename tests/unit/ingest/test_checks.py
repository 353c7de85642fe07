"""From strings to types: every fault of every row, and no other row lost."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.core.schema import ATTRIBUTES
from argos.ingest.checks import Checked, check_rows
from argos.ingest.checks.typing import integer
from argos.ingest.readers import Raw, no_rejects, read_file

TODAY = date(2020, 4, 13)


def raw_of(contract: Contract, *rows: dict[str, Any]) -> Raw:
    """Make what a reader would give; fields not named are null."""
    names = [field.name for field in contract.fields if field.role != "drop"]
    frame = pl.DataFrame(
        [{name: row.get(name) for name in names} for row in rows],
        schema=dict.fromkeys(names, pl.String),
    ).with_columns(
        pl.int_range(2, len(rows) + 2, dtype=pl.UInt32, eager=True).alias("row"),
        pl.lit(None, pl.String).alias("sheet"),
    )
    return Raw(frame, (), no_rejects())


def check(contract: Contract, *rows: dict[str, Any], newest: date | None = None) -> Checked:
    return check_rows(raw_of(contract, *rows), contract, today=TODAY, newest=newest)


def faults(checked: Checked) -> list[tuple[int, str, str]]:
    return checked.rejected.select("row", "column", "code").rows()


GOOD = {"dep": "44", "jour": "12/04/2020", "nb": "3"}
STAY = {
    "stay_id": "S1",
    "unit": "1",
    "admitted_on": "2020-04-01",
    "commune": "44109",
    "age": "40",
    "sex": "1",
    "name": "DUPONT",
}


def changed(contract: Contract, name: str, **parts: Any) -> Contract:
    """Return the contract with one field changed."""
    fields = [
        field.model_copy(update=parts) if field.name == name else field for field in contract.fields
    ]
    return contract.model_copy(update={"fields": fields})


def constrained(contract: Contract, name: str, **constraints: Any) -> Contract:
    (field,) = (field for field in contract.fields if field.name == name)
    return changed(contract, name, constraints=field.constraints.model_copy(update=constraints))


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("3.0", 3), ("3.00", 3), ("3,00", 3), ("+3", 3), ("0", 0), ("003", 3), ("1e2", 100)],
)
def test_whole_numbers_however_written(small: Contract, text: str, value: float) -> None:
    checked = check(small, GOOD | {"nb": text})
    assert checked.frame["nb"].to_list() == [value]
    assert checked.frame.schema["nb"] == pl.Float64


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12a", "NOT_A_NUMBER"),
        ("O", "NOT_A_NUMBER"),
        ("1 000", "NOT_A_NUMBER"),
        ("1.000,5", "NOT_A_NUMBER"),
        ("inf", "NOT_A_NUMBER"),
        ("nan", "NOT_A_NUMBER"),
        ("1e999", "NOT_A_NUMBER"),
        ("2.5", "NOT_AN_INTEGER"),
        ("-1", "OUT_OF_RANGE"),
    ],
)
def test_numbers_that_are_none(small: Contract, text: str, code: str) -> None:
    checked = check(small, GOOD, GOOD | {"nb": text}, GOOD)
    assert faults(checked) == [(3, "nb", code)]
    assert checked.frame["row"].to_list() == [2, 4]
    (why,) = checked.reasons
    assert (why.code, why.column, why.rows) == (code, "nb", 1)


def test_a_decimal_mark_outside_the_contract(sursaud: Contract, tests_by_age: Contract) -> None:
    row = {"dep": "44", "date_de_passage": "2020-04-12", "sursaud_cl_age_corona": "0"}
    assert [f[2] for f in faults(check(sursaud, row | {"nbre_pass_tot": "3,00"}))] == [
        "NOT_A_NUMBER"
    ]
    comma = tests_by_age.model_copy(
        update={"file": tests_by_age.file.model_copy(update={"decimal_marks": [","]})}
    )
    row = {"dep": "44", "jour": "2020-04-12", "P": "3.00", "T": "3,00"}
    assert faults(check(comma, row)) == [(2, "P", "NOT_A_NUMBER")]


@pytest.mark.parametrize(
    "text",
    [
        "12/04/2020",
        "2020-04-12",
        "2020-04-12 23:59:00",
        "2020-04-12T08:00",
        "2020-04-11T23:30:00Z",  # already the 12th in Paris
        "2020-04-12T23:30:00.5+02:00",
    ],
)
def test_days_in_the_formats_of_the_contract_or_iso(small: Contract, text: str) -> None:
    assert check(small, GOOD | {"jour": text}).frame["jour"].to_list() == [date(2020, 4, 12)]


@pytest.mark.parametrize(
    "text",
    [
        "2020-11_11",
        "2020-02-30",
        "31/04/2020",
        "04/13/2020",
        "20200412",
        "2020-4-1",
        "12/04/20 20",
        "2020-04-12T25:00",
        "hier",
        "43933",
    ],
)
def test_impossible_dates(small: Contract, text: str) -> None:
    assert faults(check(small, GOOD | {"jour": text})) == [(2, "jour", "BAD_DATE")]


def test_days_to_come_and_days_too_old(small: Contract) -> None:
    days = ["2020-04-13", "2020-04-14", "2019-12-31", "2020-01-01", "0020-04-12"]
    checked = check(small, *(GOOD | {"jour": day} for day in days))
    assert faults(checked) == [
        (3, "jour", "FUTURE_DATE"),
        (4, "jour", "OUTSIDE_WINDOW"),
        (6, "jour", "OUTSIDE_WINDOW"),
    ]


def test_the_window_is_anchored_at_the_newest_day_of_the_feed(small: Contract) -> None:
    window = small.window.model_copy(update={"days": 10})
    contract = small.model_copy(update={"window": window})
    rows = [GOOD | {"jour": f"2020-04-0{day}"} for day in (1, 2, 3)]
    assert check(contract, *rows).rejected.is_empty()
    late = check(contract, *rows, newest=date(2020, 4, 12))
    assert faults(late) == [(2, "jour", "OUTSIDE_WINDOW")]
    assert late.reasons[0].expected == ">= 2020-04-02"


@pytest.mark.parametrize(
    ("period", "text", "day"),
    [
        ("week", "2020-S15", date(2020, 4, 12)),
        ("week", "202015", date(2020, 4, 12)),
        ("week", "2020-04-06", date(2020, 4, 12)),
        ("rolling-week", "2020-04-03-2020-04-09", date(2020, 4, 9)),
        ("week", "2020-S16", date(2020, 4, 19)),  # begun today, not over
    ],
)
def test_a_week_is_dated_by_its_last_day(
    small: Contract, period: str, text: str, day: date
) -> None:
    weekly = small.model_copy(update={"period": period})
    assert check(weekly, GOOD | {"jour": text}).frame["jour"].to_list() == [day]


@pytest.mark.parametrize(
    ("text", "code"),
    [("2020-S17", "FUTURE_DATE"), ("2020-S54", "BAD_DATE"), ("2020-04-03-2020-04-08", "BAD_DATE")],
)
def test_weeks_that_are_none(small: Contract, text: str, code: str) -> None:
    weekly = small.model_copy(update={"period": "week"})
    assert faults(check(weekly, GOOD | {"jour": text})) == [(2, "jour", code)]


@pytest.mark.parametrize(
    ("text", "place"), [("1", "dep:01"), ("1.0", "dep:01"), ("2a", "dep:2A"), ("976", "dep:976")]
)
def test_places_with_lost_zeros(small: Contract, text: str, place: str) -> None:
    assert check(small, GOOD | {"dep": text}).frame["place"].to_list() == [place]


@pytest.mark.parametrize("text", ["99", "20", "FR", "Loire-Atlantique", "0"])
def test_a_wrong_departement(small: Contract, text: str) -> None:
    assert faults(check(small, GOOD | {"dep": text})) == [(2, "dep", "UNKNOWN_PLACE")]


def test_a_row_without_a_departement(small: Contract) -> None:
    checked = check(small, GOOD | {"dep": None}, GOOD)
    assert faults(checked) == [(2, "dep", "REQUIRED")]
    assert checked.set_aside.select("row", "place").rows() == [(2, None)]


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("0", "all"),
        ("0.0", "all"),
        ("9", "00-09"),
        ("09", "00-09"),
        ("9,0", "00-09"),
        ("90", "90+"),
    ],
)
def test_classes_of_ages_with_lost_zeros(tests_by_age: Contract, text: str, band: str) -> None:
    row = {"dep": "44", "jour": "2020-04-12", "cl_age90": text, "P": "1", "T": "2"}
    assert check(tests_by_age, row).frame["cl_age90"].to_list() == [band]


def test_zero_and_its_double_are_two_codes_where_the_contract_has_both(
    tests_by_age: Contract,
) -> None:
    contract = changed(tests_by_age, "cl_age90", values={"0": "all", "00": "00-00"})
    row = {"dep": "44", "jour": "2020-04-12", "P": "1", "T": "2"}
    rows = [row | {"cl_age90": text} for text in ("0", "00", "000")]
    checked = check(contract, *rows)
    assert checked.frame["cl_age90"].to_list() == ["all", "00-00"]
    assert faults(checked) == [(4, "cl_age90", "UNKNOWN_CODE")]


def test_a_word_for_an_unusable_figure_is_read_where_the_contract_has_it(small: Contract) -> None:
    row = GOOD | {"nb": "non exploitable"}
    assert faults(check(small, row)) == [(2, "nb", "NOT_A_NUMBER")]
    file = small.file.model_copy(update={"not_interpretable": ["non exploitable"]})
    contract = small.model_copy(update={"file": file})
    checked = check(contract, row, GOOD | {"nb": "sept"}, GOOD | {"nb": "4"})
    assert faults(checked) == [(3, "nb", "NOT_A_NUMBER")]
    assert checked.frame["nb"].fill_nan(-1).to_list() == [-1, 4]


def test_an_unknown_class_and_a_blank_one(tests_by_age: Contract) -> None:
    row = {"dep": "44", "jour": "2020-04-12", "P": "1", "T": "2"}
    rows = [row | {"cl_age90": text} for text in ("0", "15", None)]
    checked = check(tests_by_age, *rows)
    assert faults(checked) == [(3, "cl_age90", "UNKNOWN_CODE"), (4, "cl_age90", "REQUIRED")]


def test_an_absent_class_means_all_ages(tests_by_age: Contract) -> None:
    row = {"dep": "44", "jour": "2020-04-12", "P": "1", "T": "2"}
    assert check(tests_by_age, row, row).frame["cl_age90"].to_list() == ["all", "all"]


# The null trap: is_in and its negation give null for a null value.
@pytest.mark.parametrize(
    ("constraints", "bad", "code"),
    [
        ({"enum": ["1", "2"]}, "3", "NOT_IN_LIST"),
        ({"pattern": "[0-9]"}, "12", "BAD_PATTERN"),
        ({"minLength": 2}, "1", "BAD_LENGTH"),
        ({"maxLength": 1}, "12", "BAD_LENGTH"),
        ({"maximum": 10}, "11", "OUT_OF_RANGE"),
    ],
)
def test_constraints_let_nulls_through_and_required_does_not(
    small: Contract, constraints: dict[str, Any], bad: str, code: str
) -> None:
    rows = (GOOD | {"nb": None}, GOOD | {"nb": bad})
    lenient = constrained(small, "nb", **constraints)
    assert faults(check(lenient, *rows)) == [(3, "nb", code)]
    strict = constrained(lenient, "nb", required=True)
    assert faults(check(strict, *rows)) == [(2, "nb", "REQUIRED"), (3, "nb", code)]


def test_a_list_holds_numbers_however_written_and_codes_as_sent(
    small: Contract, stays: Contract
) -> None:
    listed = constrained(small, "nb", enum=["1", "2"])
    assert check(listed, GOOD | {"nb": "1,00"}).rejected.is_empty()
    wards = constrained(stays, "ward", enum=["GER"])
    assert check(wards, STAY | {"ward": "GER"}).rejected.is_empty()


def test_dates_have_bounds_too(small: Contract) -> None:
    contract = constrained(small, "jour", minimum=date(2020, 4, 10))
    rows = [GOOD | {"jour": day} for day in ("2020-04-09", "10/04/2020")]
    assert faults(check(contract, *rows)) == [(2, "jour", "OUT_OF_RANGE")]


def test_booleans(small: Contract) -> None:
    contract = changed(small, "nb", type="boolean", role="attribute", figure=None)
    contract = constrained(contract, "nb", minimum=None)
    rows = [GOOD | {"nb": text} for text in ("TRUE", "0", "peut-être")]
    checked = check(contract, *rows)
    assert faults(checked) == [(4, "nb", "NOT_A_BOOLEAN")]
    assert [pairs[0]["value"] for pairs in checked.frame["attributes"]] == ["true", "false"]


def test_every_fault_of_a_row_is_told(small: Contract) -> None:
    checked = check(small, {"dep": "99", "jour": "2020-13-01", "nb": "-x"}, GOOD, {"nb": "-4"})
    assert faults(checked) == [
        (2, "dep", "UNKNOWN_PLACE"),
        (2, "jour", "BAD_DATE"),
        (2, "nb", "NOT_A_NUMBER"),
        (4, "dep", "REQUIRED"),
        (4, "jour", "REQUIRED"),
        (4, "nb", "OUT_OF_RANGE"),
    ]
    assert checked.frame["row"].to_list() == [3]
    assert {(why.code, why.column): why.rows for why in checked.reasons} == {
        (code, column): 1 for _, column, code in faults(checked)
    }


def test_rows_cut_wrongly_are_told_among_the_others(
    small: Contract, written: Callable[..., Path]
) -> None:
    path = written("dep,jour,nb\n44,2020-04-12\n99,2020-04-12,1\n44,2020-04-12,1\n")
    checked = check_rows(read_file(path, small), small, today=TODAY)
    assert checked.rejected.select("row", "code").rows() == [
        (2, "WRONG_WIDTH"),
        (3, "UNKNOWN_PLACE"),
    ]
    assert [(why.code, why.rows) for why in checked.reasons] == [
        ("WRONG_WIDTH", 1),
        ("UNKNOWN_PLACE", 1),
    ]
    assert checked.set_aside["row"].sort().to_list() == [2, 3]


def test_codes_units_and_attributes(stays: Contract) -> None:
    row = STAY | {"diagnoses": "U07.1 + J18+", "ward": "GER", "mode": None}
    bare = STAY | {"stay_id": "S2", "unit": "02", "ward": "XYZ", "mode": "8"}
    frame = check(stays, row, bare).frame
    assert frame["codes"].to_list() == [
        ["cim10:J18", "cim10:U07.1", "unit:north"],
        ["unit:south"],
    ]
    assert frame.schema["attributes"] == ATTRIBUTES
    assert frame["attributes"].to_list() == [
        [{"key": "ward", "value": "geriatrics"}],
        [{"key": "mode", "value": "8"}, {"key": "ward", "value": "XYZ"}],
    ]


def test_a_place_is_generalised(stays: Contract) -> None:
    frame = check(stays, STAY, STAY | {"commune": "2a004"}, STAY | {"commune": "1004.0"}).frame
    assert frame["place"].to_list() == ["dep:44", "dep:2A", "dep:01"]


def test_the_vocabularies_of_a_stay(stays: Contract) -> None:
    checked = check(stays, STAY | {"sex": "3", "unit": "9"}, STAY | {"sex": None}, STAY)
    assert faults(checked) == [(2, "unit", "UNKNOWN_CODE"), (2, "sex", "UNKNOWN_CODE")]
    assert checked.frame["sex"].to_list() == [None, "m"]


def test_an_impossible_age(stays: Contract) -> None:
    rows = [STAY | {"age": age} for age in ("0", "130", "131", "-1", "99999")]
    assert [row for row, _, code in faults(check(stays, *rows)) if code == "OUT_OF_RANGE"] == [
        4, 5, 6,
    ]  # fmt: skip


def test_a_key_is_required(stays: Contract) -> None:
    contract = constrained(stays, "stay_id", required=False)
    assert faults(check(contract, STAY | {"stay_id": None})) == [(2, "stay_id", "REQUIRED")]


def test_discharge_before_admission(stays: Contract) -> None:
    days = ["2020-03-31", "2020-04-01T00:05", None]
    checked = check(stays, *(STAY | {"discharged_on": day} for day in days))
    assert faults(checked) == [(2, "discharged_on", "ORDER_OF_DATES")]


def test_a_long_stay_ends_inside_the_window(stays: Contract) -> None:
    old = STAY | {"admitted_on": "2020-01-10"}
    checked = check(
        stays,
        old | {"discharged_on": "2020-04-12"},
        old | {"discharged_on": "2020-01-20"},
        newest=date(2020, 4, 12),
    )
    assert faults(checked) == [(3, "admitted_on / discharged_on", "OUTSIDE_WINDOW")]
    assert checked.frame.select("admitted_on", "discharged_on").rows() == [
        (None, date(2020, 4, 12))
    ]
    closed = [why for why in checked.reasons if why.code == "MOMENT_CLOSED"]
    assert [(why.column, why.rows) for why in closed] == [("admitted_on", 1)]


def test_an_empty_frame(small: Contract) -> None:
    checked = check(small)
    assert (checked.frame.height, checked.rejected.height, checked.reasons) == (0, 0, ())


def test_a_file_with_the_month_first_is_refused_whole(small: Contract) -> None:
    rows = [{**GOOD, "jour": text} for text in ("04/03/2020", "03/04/2020", "03/31/2020")]
    with pytest.raises(FileRefused) as refused:
        check(small, *rows)
    (why,) = refused.value.reasons
    assert (why.code, why.column, why.rows) == ("MONTH_FIRST", "jour", 1)
    day_first = {**GOOD, "jour": "13/04/2020"}
    assert faults(check(small, *rows, day_first)) == [(4, "jour", "BAD_DATE")]


@pytest.mark.parametrize("text", ["1,000", "1.000", "12.345", "-1,000"])
def test_one_or_a_thousand_is_neither(small: Contract, text: str) -> None:
    file = small.file.model_copy(update={"decimal_marks": [".", ","]})
    contract = small.model_copy(update={"file": file})
    assert (2, "nb", "NOT_AN_INTEGER") in faults(check(contract, {**GOOD, "nb": text}))
    assert faults(check(contract, {**GOOD, "nb": "1000,0"})) == []


def test_long_whole_numbers_keep_every_digit(small: Contract) -> None:
    numbers = ["9007199254740993", "9007199254740992", "+7", "7.0"]
    frame = pl.DataFrame({"text": numbers}).select(integer(pl.col("text"), small))
    assert frame["text"].to_list() == [9007199254740993, 9007199254740992, 7, 7]
