"""Whatever the bytes: rows of strings or a refusal, never another error."""

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.core.reasons import catalogue
from argos.ingest.readers import Raw, read_file

CELLS = st.sampled_from(
    ["44", "2A", "2020-04-12", "3", "", '"', '""', ";", ",", "\n", "\r", "\0", "é", "\ufeff", "#"]
)
LINES = st.lists(CELLS, max_size=40).map("".join)
TEXTS = st.builds(
    "{}{}".format, st.sampled_from(["dep,jour,nb\n", "dep;jour;nb\n", "# x\n", ""]), LINES
)
ENCODED = st.builds(
    str.encode, TEXTS, st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "utf-16-be"])
)


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", content)
    return out.getvalue()


BYTES = st.one_of(
    st.binary(max_size=300),
    ENCODED,
    st.binary(max_size=200).map(lambda tail: b"\x1f\x8b\x08\x00" + tail),
    ENCODED.map(gzip.compress),
    st.tuples(ENCODED.map(gzip.compress), st.integers(0, 60)).map(lambda x: x[0][: x[1]]),
    st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail),
    st.binary(max_size=200).map(zipped),
)


QUIET = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
VALUES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\r\t\0;,"'), max_size=8
)


def answer(content: bytes, contract: Contract) -> Raw | FileRefused:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        try:
            return read_file(path, contract)
        except FileRefused as refused:
            return refused


@QUIET
@given(content=BYTES)
def test_a_refusal_or_rows(small: Contract, content: bytes) -> None:
    found = answer(content, small)
    if isinstance(found, FileRefused):
        assert found.reasons
        assert all(catalogue()[why.code].applies == "file" for why in found.reasons)
    else:
        assert found.rows_read > 0
        assert found.frame["row"].is_unique().all()


@QUIET
@given(rows=st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=8))
def test_what_a_quoting_writer_wrote_is_read_back(
    small: Contract, rows: list[tuple[str, str, str]]
) -> None:
    lines = [";".join('"' + v.replace('"', '""') + '"' for v in row) for row in rows]
    found = answer(("dep;jour;nb\n" + "\n".join(lines) + "\n").encode(), small)
    tidied = [tuple(map(tidy, row)) for row in rows]
    expected = [row for row in tidied if any(row)]
    if isinstance(found, FileRefused):
        assert (expected, [why.code for why in found.reasons]) == ([], ["EMPTY"])
    else:
        assert found.frame.select("dep", "jour", "nb").rows() == expected


def tidy(value: str) -> str | None:
    """Return a value as the reader keeps it."""
    plain = value.replace("\0", "").replace("\ufeff", "").replace("\r\n", "\n").strip()
    return None if plain in ("", "NA") else plain
