"""The bulletin: two tagged A4 pages, dated, in both languages, with what the pages say."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from argos.cli.app import run
from argos.core.language import speaking
from argos.web import formats, published
from argos.web.bulletin import bulletin
from argos.web.choices import Choices

A4 = (595.276, 841.89)  # points


def read(body: bytes) -> PdfReader:
    """Open a PDF."""
    return PdfReader(io.BytesIO(body))


def words(body: bytes) -> str:
    """Return every text of a PDF, in one line."""
    return " ".join(" ".join(page.extract_text() for page in read(body).pages).split())


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_two_tagged_pages_of_a4(client: Client, lang: str) -> None:
    answer = client.get(f"/{lang}/bulletin.pdf?place=dep:44")
    assert answer["Content-Type"] == "application/pdf"
    document = read(answer.content)
    assert len(document.pages) == 2
    for page in document.pages:
        assert [float(side) for side in page.mediabox[2:]] == pytest.approx(A4, abs=0.1)
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == lang
    assert document.metadata is not None
    assert str(document.metadata.title).startswith("Loire-Atlantique – ")


@pytest.mark.usefixtures("zone")
def test_it_says_what_the_pages_say_and_when(client: Client) -> None:
    said = words(client.get("/en/bulletin.pdf?place=dep:44").content)
    page = client.get("/en/indicator/samu_calls?place=dep:44").content.decode()
    found = re.search(r'<h1 class="finding">SAMU calls, Loire-Atlantique: (\+[^<]+)</h1>', page)
    assert found is not None
    assert f"Rising: SAMU calls, Loire-Atlantique, {' '.join(found[1].split())}" in said
    with speaking("en"):
        assert f"Made on {formats.instant(published.now())}" in said
    assert "Counts of persons from 0 to 10 are hidden (<11)" in said
    assert "Simulated data" not in said


@pytest.mark.usefixtures("zone")
def test_a_past_day_is_said_to_be_one() -> None:
    with speaking("fr"):
        past = Choices(place="dep:44", as_of=date(2020, 11, 15))
        said = words(bulletin(published.current(), past, published.now()))
    assert "vue du passé" in said
    assert "En hausse :" not in said  # the calls doubled a few days later


@pytest.mark.usefixtures("zone")
def test_a_place_without_a_figure_is_two_pages_too(client: Client) -> None:
    body = client.get("/fr/bulletin.pdf?place=dep:2A").content
    assert len(read(body).pages) == 2


@pytest.mark.usefixtures("zone")
def test_an_unknown_place_is_told(client: Client) -> None:
    assert client.get("/fr/bulletin.pdf?place=dep:999").status_code == 404


@pytest.mark.usefixtures("zone")
def test_the_command_writes_it_whole_or_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "bulletin.pdf"
    run(["bulletin", "--place", "44", "--lang", "en", "--out", str(out)])
    assert "SAMU calls" in words(out.read_bytes())
    (tmp_path / "file").touch()
    status = run(["bulletin", "--place", "44", "--out", str(tmp_path / "file" / "b.pdf")])
    assert status != 0
    assert "CANNOT_WRITE" in capsys.readouterr().err
