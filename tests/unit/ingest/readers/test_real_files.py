"""The publisher's own bytes, as they came."""

from pathlib import Path

import pytest

from argos.core.contract import Contract
from argos.core.errors import FileRefused
from argos.ingest.readers import read_file

pytestmark = pytest.mark.real


@pytest.mark.parametrize(
    ("name", "rows", "levels"),
    [
        ("orig_sursaud-covid19-quotidien-2020-03-21-17h21.xlsx", 2424 + 2880, ("dep", "reg")),
        ("orig_sursaud-covid19-quotidien-2020-04-11-19h00-departement.csv.gz", 28482, ("dep",)),
        ("orig_sursaud-covid19-quotidien-2020-04-12-19h00-departement.csv.gz", 29088, ("dep",)),
        ("orig_sursaud-covid19-quotidien-2020-04-12-19h00-france.csv", 288, ("fra",)),
        ("orig_sursaud-covid19-quotidien-2020-04-12-19h00-region.csv", 5760, ("reg",)),
        (
            "orig_sursaud-covid19-quotidien-2020-04-12-19h00.xlsx",
            29088 + 5760 + 288,
            ("dep", "reg", "fra"),
        ),
        ("orig_sursaud-covid19-quotidien-2020-04-16-10h47-departement.csv.gz", 30906, ("dep",)),
    ],
)
def test_sursaud(
    real_data: Path, sursaud: Contract, name: str, rows: int, levels: tuple[str, ...]
) -> None:
    raw = read_file(real_data / "sursaud" / name, sursaud)
    assert (raw.rows_read, raw.levels, raw.rejected.height) == (rows, levels, 0)


def test_publisher_report_is_refused_by_its_sheets(real_data: Path, sursaud: Contract) -> None:
    path = real_data / "sursaud" / "orig_sursaud-covid19-quotidien-incoherence-01042020.xlsx"
    with pytest.raises(FileRefused) as refused:
        read_file(path, sursaud)
    assert {why.code for why in refused.value.reasons} == {"UNKNOWN_SHEET", "MISSING_SHEET"}
