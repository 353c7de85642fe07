"""What is in the sensitive zone is on no page, and no page needs that zone."""

import csv
import io
import re
import shutil
from pathlib import Path

from pypdf import PdfReader

from tests.home import Home
from tests.served import REPOSITORY, served

FEEDS = ("chu-nantes.emergency", "samu-44.calls")
ADDRESSES = [
    "/fr/", "/en/", "/fr/quality", "/en/about", "/fr/indicator/ed_all?place=dep:44",
    "/fr/indicator/ed_all?place=com:44109&age=75%2B", "/en/indicator/samu_calls?place=dep:44",
    "/fr/chart/series.csv?indicator=ed_all&place=dep:44",
    "/fr/chart/series.json?indicator=ed_all&place=dep:44",
    "/fr/chart/series.svg?indicator=samu_calls&place=dep:44",
    "/api/v1/indicators", "/api/v1/series?indicator=ed_all&place=dep:44",
    "/api/v1/series.csv?indicator=samu_calls&place=com:44109", "/api/v1/openapi.json",
    "/fr/explore?indicator=ed_all&place=dep:44&more=samu_calls~dep:44", "/en/wall", "/fr/wall/2",
    "/fr/place/dep:44", "/fr/partner/chu-nantes", "/fr/bulletin.pdf?place=dep:44",
    "/fr/chart/compared.csv?indicator=ed_all&place=dep:44&more=samu_calls~com:44109",
    "/fr/indicator/ed_all?place=PLANTED-PLACE", "/fr/nowhere", "/fr/indicator/nope",
]  # fmt: skip


def text_of(body: bytes) -> str:
    """Return the text of an answer; of a PDF, that of its pages."""
    if not body.startswith(b"%PDF"):
        return body.decode()
    document = PdfReader(io.BytesIO(body))
    return " ".join([*(page.extract_text() for page in document.pages), str(document.metadata)])


def secrets() -> set[str]:
    """Names, identifiers and pseudonyms of the samples' rows."""
    found: set[str] = set()
    kept = ("birth_name", "first_names", "birth_date", "ipp", "visit_id", "call_id", "subject")
    for feed in FEEDS:
        folder = REPOSITORY / "partners" / feed.replace(".", "/")
        with (folder / "sample.csv").open(encoding="utf-8") as file:
            head = file.readline()
            file.seek(0)
            rows = list(csv.DictReader(file, delimiter=";" if ";" in head else ","))
        found |= {row[name] for row in rows for name in kept if row.get(name)}
    return {each for each in found if len(each) > 6}


def test_no_page_shows_a_person_and_none_needs_the_sensitive_zone(
    sample_home: Home, tmp_path: Path
) -> None:
    home = sample_home.copied(tmp_path)
    known = secrets()
    assert len(known) > 1000
    for away in ("sensitive", "keys", "register.sqlite3", "partners"):
        path = home.folder / away
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with served(home, tmp_path / "log") as server:
        for address in ADDRESSES:
            status, body = server.get(address)
            assert status in (200, 400, 404), address
            words = set(re.findall(r"[\w.-]{7,}", text_of(body)))
            assert not words & known, address
            assert b"Traceback" not in body
        assert server.get("/fr/indicator/ed_all?place=dep:44")[0] == 200
        assert not list(home.folder.glob("sens*")), "the pages make no sensitive zone anew"
    written = server.log.read_text("utf-8")
    assert not set(re.findall(r"[\w.-]{7,}", written)) & known
    assert "PLANTED" not in written
