"""A planted value, in every column and every kind of fault, is in no reason and no reject."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.ingest.checks import check_rows
from argos.ingest.readers import read_file
from argos.ingest.unfold import unfold
from tests.unit.ingest.conftest import date_field, make, place_field, written

__all__ = ["written"]

PLANTED = "Zq7DUPONT"
HEADER = ["id", "day", "commune", "age", "sex", "reason", "name"]
GOOD = ["1", "2020-04-12", "44109", "40", "f", "A00", "MARTIN"]


@pytest.fixture
def contract() -> Contract:
    return make(
        "trial.visits",
        [
            {"name": "id", "role": "key", "constraints": {"maxLength": 3}},
            date_field("day"),
            place_field("commune", "com"),
            {"name": "age", "type": "integer", "role": "age"},
            {"name": "sex", "role": "sex"},
            {
                "name": "reason",
                "role": "code",
                "system": "cim10",
                "constraints": {"pattern": "A.."},
            },
            {
                "name": "name",
                "role": "identity",
                "trait": "birth_name",
                "constraints": {"enum": ["MARTIN"]},
            },
        ],
        kind="visit",
        moments=[{"measure": "visit", "date": "day"}],
        identity={"made": "on-arrival", "key": "trial"},
        file={"formats": ["csv", "xlsx"]},
    )


def test_of_a_row(contract: Contract, written: Callable[..., Path]) -> None:
    rows = [[PLANTED if i == j else v for j, v in enumerate(GOOD)] for i in range(len(GOOD))]
    lines = [HEADER, GOOD, *rows, [*GOOD, PLANTED], [PLANTED], ['"' + PLANTED, *GOOD[1:]]]
    raw = read_file(written("\n".join(map(",".join, lines))), contract)
    checked = check_rows(raw, contract, today=date(2020, 4, 13))
    assert checked.frame.height == 1
    assert checked.rejected.select("row").n_unique() == len(GOOD) + 3
    found = unfold(checked.frame.drop("name"), contract, b"k", set_aside=checked.set_aside)
    shown = f"{checked.reasons} {found.reasons} {checked.rejected.rows()}"
    assert PLANTED not in shown
    assert PLANTED.lower() not in shown.lower()


def test_of_copies_and_conflicts(contract: Contract, written: Callable[..., Path]) -> None:
    named = [*GOOD[:-2], "A99", GOOD[-1]]
    raw = read_file(written("\n".join(map(",".join, [HEADER, GOOD, GOOD, named]))), contract)
    checked = check_rows(raw, contract, today=date(2020, 4, 13))
    found = unfold(checked.frame.drop("name"), contract, b"k")
    assert found.rejected.height == 3
    assert not any(value in str(found.reasons) for value in ("44109", "A99", "A00"))


def workbook_of(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        f"{PLANTED},2020-04-12,44109\n{PLANTED},2020-04-12,44109\n".encode(),  # no header
        f"id,day\n{PLANTED},{PLANTED}\n".encode(),  # missing columns
        f'"{PLANTED}\n'.encode() * 3,
        f"{','.join(HEADER)}\n{PLANTED}é\n".encode("latin-1"),
        workbook_of([[PLANTED, "2020-04-12"], [PLANTED, "2020-04-13"]]),
        b"PK\x03\x04" + PLANTED.encode() * 50,
        b"\x1f\x8b\x08" + PLANTED.encode() * 50,
    ],
)
def test_of_a_refused_file(
    contract: Contract, written: Callable[..., Path], content: bytes
) -> None:
    with pytest.raises(FileRefused) as refused:
        read_file(written(content), contract)
    # No "from": the library's own error could hold a value, and a traceback would show it.
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    assert PLANTED not in f"{refused.value} {refused.value.reasons}"
