"""The ways in which partners write CSV."""

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.core.receipt import Reason
from argos.ingest.readers import Raw, read_file

Write = Callable[..., Path]


def rows(raw: Raw) -> list[tuple[Any, ...]]:
    return raw.frame.select("row", "dep", "jour", "nb").rows()


def refusal(path: Path, contract: Contract) -> list[Reason]:
    with pytest.raises(FileRefused) as refused:
        read_file(path, contract)
    return list(refused.value.reasons)


TWO = [(2, "01", "2020-04-12", "3"), (3, "2A", "2020-04-13", None)]


@pytest.mark.parametrize(
    "text",
    [
        "dep,jour,nb\n01,2020-04-12,3\n2A,2020-04-13,\n",
        "dep;jour;nb\r\n01;2020-04-12;3\r\n2A;2020-04-13;\r\n",
        "DEP;Jour ; NB\n01;2020-04-12;3\n2A;2020-04-13;",
        '"dep";"jour";"nb"\n"01";"2020-04-12";3\n"2A";"2020-04-13";""\n',
        "nb,dep,date\n3,01,2020-04-12\n,2A,2020-04-13\n",
        "dep,jour,nb\n01,2020-04-12, 3 \n2A , 2020-04-13,NA\n",
        "dep,jour,nb\n\ufeff01,2020-04-12,3\n2A,2020-04-13,\n",
        "dep,jour,nb\n01,2020-04-12,3\n\ufeff2A,2020-04-13,\n",
        'dep;jour;nb\n01; "2020-04-12"; 3\n2A;2020-04-13;\n',
        "\ufeffdep,jour,nb\n01,2020-04-12,3\n2A,2020-04-13,\n",
        "dep,jour,nb\n01,2020-04-12,\x003\n2A,2020-04-13,\x00\n",
        "dep,jour,nb\r01,2020-04-12,3\r2A,2020-04-13,\r",
        "dep;jour;nb;;\n01;2020-04-12;3;;\n2A;2020-04-13;;;\n",
        "dep,jour,nb,Libellé\n01,2020-04-12,3,Ain\n2A,2020-04-13,,Corse\n",
    ],
)
def test_the_same_rows_whatever_the_dialect(written: Write, small: Contract, text: str) -> None:
    raw = read_file(written(text), small)
    assert rows(raw) == TWO
    assert raw.levels == ("dep",)
    assert raw.rows_read == 2
    assert raw.frame.columns == ["dep", "jour", "nb", "row", "sheet"]
    assert raw.frame.schema["row"] == pl.UInt32


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.encode("cp1252"),
    ],
)
def test_encodings(written: Write, small: Contract, encoded: Callable[[str], bytes]) -> None:
    contract = small.model_copy(
        update={
            "file": small.file.model_copy(
                update={"encodings": ["utf-8", "utf-16", "latin-1", "cp1252"]}
            )
        }
    )
    text = "dep;jour;nb\nl’été;2020-04-12;3\n"
    assert read_file(written(encoded(text)), contract).frame["dep"].to_list() == ["l’été"]


def with_encodings(contract: Contract, *names: str) -> Contract:
    file = contract.file.model_copy(update={"encodings": list(names)})
    return contract.model_copy(update={"file": file})


def test_two_encodings_that_differ_cannot_be_decided(written: Write, small: Contract) -> None:
    path = written("dep;jour;nb\nœ;2020-04-12;3\n".encode("iso8859-15"))
    (why,) = refusal(path, with_encodings(small, "latin-1", "latin-9"))
    assert why.code == "CANNOT_DECIDE"
    assert "latin-1" in why.found
    assert "latin-9" in why.found
    assert read_file(path, with_encodings(small, "latin-9")).frame["dep"][0] == "œ"


def test_letters_of_another_encoding_are_not_lost_from_names(
    written: Write, small: Contract
) -> None:
    path = written("dep;jour;nb\nCŒUR;2020-04-12;3\n".encode("cp1252"))
    (why,) = refusal(path, with_encodings(small, "utf-8", "latin-1", "latin-9"))
    assert why.code == "UNREADABLE"


def test_two_encodings_that_agree_need_no_decision(written: Write, small: Contract) -> None:
    path = written("dep;jour;nb\né;2020-04-12;3\n".encode("latin-1"))
    raw = read_file(path, with_encodings(small, "latin-1", "latin-9", "cp1252"))
    assert raw.frame["dep"][0] == "é"


@pytest.mark.parametrize(
    ("content", "allowed"),
    [
        (b"dep;jour;nb\n\xe9;2020-04-12;3\n", "utf-8"),
        ("dep;jour;nb\n44;2020-04-12;3\n".encode("utf-16"), "utf-8"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "utf-16"),
    ],
)
def test_an_encoding_outside_the_contract(
    written: Write, small: Contract, content: bytes, allowed: str
) -> None:
    (why,) = refusal(written(content), with_encodings(small, allowed))
    assert why.code == "UNREADABLE"
    assert allowed in why.expected


def test_a_comment_before_the_header_counts_as_a_line(written: Write, small: Contract) -> None:
    text = '# {"title": "a;b,c"}\n\ndep,jour,nb\n44,2020-04-12,3\n'
    assert rows(read_file(written(text), small)) == [(4, "44", "2020-04-12", "3")]


def test_a_hash_in_the_rows_is_a_value(written: Write, small: Contract) -> None:
    text = "dep,jour,nb\n#44,2020-04-12,3\n"
    assert rows(read_file(written(text), small)) == [(2, "#44", "2020-04-12", "3")]


def test_blank_lines_are_skipped_and_counted_over(written: Write, small: Contract) -> None:
    text = "dep,jour,nb\n\n44,2020-04-12,3\n,,\n   \n49,2020-04-12,4\n"
    raw = read_file(written(text), small)
    assert raw.frame["row"].to_list() == [3, 6]
    assert raw.frame["dep"].to_list() == ["44", "49"]


def test_ragged_lines_are_set_aside_and_no_other(written: Write, small: Contract) -> None:
    text = 'dep,jour,nb\n44,2020-04-12,3\n49,2020-04-12\n53,2020-04-12,1,1\n72,"2020-04-12",8\n'
    raw = read_file(written(text), small)
    assert raw.frame["dep"].to_list() == ["44", "72"]
    assert raw.rejected.rows() == [(3, None, None, "WRONG_WIDTH"), (4, None, None, "WRONG_WIDTH")]
    assert raw.rows_read == 4


def test_quotes_in_every_place(written: Write, small: Contract) -> None:
    text = (
        "dep;jour;nb\n"
        '"a ""b"" c";2020-04-12;1\n'  # doubled inside
        'rue "du" port;2020-04-12;2\n'  # in the middle of a bare value
        'x 5";2020-04-12;3\n'  # alone
        '"with; delimiter";2020-04-12;4\n'
        '"over\ntwo;\nlines";2020-04-12;5\n'
        '"never closed;2020-04-12;6\n'
        '"then" more;2020-04-12;7\n'
        'after;"2020-04-12";8\n'
    )
    raw = read_file(written(text), small)
    assert raw.frame.select("row", "dep", "nb").rows() == [
        (2, 'a "b" c', "1"),
        (3, 'rue "du" port', "2"),
        (4, 'x 5"', "3"),
        (5, "with; delimiter", "4"),
        (6, "over\ntwo;\nlines", "5"),
        (11, "after", "8"),
    ]
    assert raw.rejected["row"].to_list() == [9, 10]


def test_every_defect_of_the_header_at_once(written: Write, small: Contract) -> None:
    found = refusal(written("dep,date,Jour,telephone\n44,2020-04-12,2020-04-12,0\n"), small)
    assert {(why.code, why.column) for why in found} == {
        ("MISSING_COLUMN", "nb"),
        ("DOUBLED_COLUMN", "jour"),
        ("UNKNOWN_COLUMN", "telephone"),
    }


def test_very_many_unknown_columns_are_counted(written: Write, small: Contract) -> None:
    names = ",".join(f"c{number}" for number in range(10_000))
    found = refusal(written(f"dep,jour,nb,{names}\n44,2020-04-12,1{',' * 10_000}\n"), small)
    assert len(found) == 51
    assert found[-1].found == "+9950"


def test_without_a_header_nothing_of_the_first_row_is_shown(
    written: Write, small: Contract
) -> None:
    (why,) = refusal(written("44,2020-04-12,DUPONT\n49,2020-04-12,MARTIN\n"), small)
    assert why.code == "UNREADABLE"
    assert "DUPONT" not in str(why)


def test_a_nameless_column_with_values_is_unknown(written: Write, small: Contract) -> None:
    (why,) = refusal(written("dep,jour,nb,\n44,2020-04-12,3,secret\n"), small)
    assert why.code == "UNKNOWN_COLUMN"


def test_a_header_without_rows_is_empty(written: Write, small: Contract) -> None:
    (why,) = refusal(written("dep,jour,nb\n"), small)
    assert why.code == "EMPTY"


def test_optional_columns_come_as_null(written: Write, tests_by_age: Contract) -> None:
    raw = read_file(written("dep,jour,T,P\n44,2020-05-13,334,9\n"), tests_by_age)
    assert raw.frame["cl_age90"].to_list() == [None]


def test_place_columns_are_alternatives(written: Write, sursaud: Contract) -> None:
    figures = ",".join(f.name for f in sursaud.with_role("value"))
    rest = f"date_de_passage,sursaud_cl_age_corona,{figures}\n"
    assert {w.code for w in refusal(written(rest), sursaud)} == {"NO_PLACE_COLUMN"}
    (why,) = refusal(written("dep,reg," + rest), sursaud)
    assert (why.code, why.found) == ("CANNOT_DECIDE", "dep, reg")
    one = "52,2020-04-12,0" + "," * len(sursaud.with_role("value")) + "\n"
    assert read_file(written("reg," + rest + one), sursaud).levels == ("reg",)


def test_a_delimiter_outside_the_contract_is_refused(written: Write, small: Contract) -> None:
    (why,) = refusal(written("dep|jour|nb\n44|2020-04-12|3\n"), small)
    assert why.code == "UNREADABLE"


def test_dropped_fields_are_never_held(written: Write, small: Contract) -> None:
    raw = read_file(written("dep,jour,nb,libellé\n44,2020-04-12,3,SECRET\n"), small)
    assert "SECRET" not in str(raw.frame.rows())
