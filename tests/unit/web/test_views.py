"""What the pages and the API answer, to readers and to those who mean ill."""

import json
import re
import shutil
from pathlib import Path

import pytest
from django.test import Client

from argos.cli.serve import require_loopback
from argos.core.errors import UsageError
from argos.outputs.store import Outputs
from argos.web import published

CHART = "/fr/chart/series.{form}?indicator=samu_calls&place=dep:44"
PAGES = ["", "indicator/samu_calls?place=dep:44", "quality", "about"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_in_both_languages(client: Client, zone: Path, language: str, page: str) -> None:
    answer = client.get(f"/{language}/{page}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in text
    assert text.count("<h1") == 1
    words = ("Vue d'ensemble", "Overview")
    assert words[language == "en"] in text.replace("&#x27;", "'")
    assert words[language != "en"] not in text.replace("&#x27;", "'")


def test_the_overview_says_what_rises_and_by_how_much(client: Client, zone: Path) -> None:
    text = client.get("/fr/?place=dep:44").content.decode()
    assert "En hausse" in text
    assert "140\u00a0→\u00a0260" in text  # of the 7 days to the last solid one, six have 40


def test_a_past_day_is_shown_as_it_was_known(client: Client, zone: Path) -> None:
    now = client.get(CHART.format(form="csv")).content.decode()
    then = client.get(CHART.format(form="csv") + "&as_of=2020-11-12").content.decode()
    assert now.count("\n") > then.count("\n") > 3
    assert "2020-11-12" in then
    assert "2020-11-13;" not in then


def test_a_day_that_was_not_told_is_a_gap_and_no_zero(client: Client, zone: Path) -> None:
    lines = client.get(CHART.format(form="csv")).content.decode().splitlines()
    gap = next(line for line in lines if "not_reported" in line)
    assert gap.split(";")[1] == ""
    assert not any(line.split(";")[1] in ("0", "0,0") for line in lines[1:])


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [("svg", "image/svg+xml", b"<svg"), ("png", "image/png", b"\x89PNG"),
     ("json", "application/json", b"{"), ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf")],
)  # fmt: skip
def test_each_form_of_a_chart(
    client: Client, zone: Path, form: str, kind: str, begins: bytes
) -> None:
    answer = client.get(CHART.format(form=form))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.content.startswith(begins)


def test_a_reader_who_has_it_already_gets_304(client: Client, zone: Path) -> None:
    for address in ("/fr/", CHART.format(form="svg"), "/api/v1/indicators"):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_pages_load_nothing_from_elsewhere_and_set_no_cookie(
    client: Client, zone: Path
) -> None:
    answer = client.get("/fr/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    text = answer.content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert "https://" not in text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/fr/nowhere", 404),
        ("/de/", 404),
        ("/fr/indicator/nope", 404),
        ("/fr/indicator/samu_calls?place=dep:999", 404),
        ("/fr/indicator/samu_calls?place=%00", 404),
        ("/fr/indicator/samu_calls?place=dep:49", 404),
        ("/fr/indicator/samu_calls?age=200-300", 404),
        ("/fr/indicator/samu_calls?from=2020-13-45", 400),
        ("/fr/indicator/samu_calls?from=2020-11-09&to=2020-11-02", 400),
        ("/fr/indicator/samu_calls?as_of=9999-12-31", 400),
        ("/fr/indicator/samu_calls?scale=" + "x" * 10_000, 400),
        ("/fr/chart/series.exe", 404),
        ("/fr/chart/nope.svg", 404),
        ("/fr/chart/series.svg", 404),
        ("/api/v1/series?indicator=nope", 404),
        ("/api/v1/series?indicator=samu_calls&place=dep:999", 404),
        ("/api/v1/series?indicator=samu_calls&sex=x", 422),
        ("/api/v1/series?indicator=samu_calls&from=yesterday", 422),
        ("/api/v1/series?indicator=" + "x" * 10_000, 422),
    ],
)
def test_a_wrong_address_has_a_helpful_page(
    client: Client, zone: Path, address: str, status: int
) -> None:
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == status, text[:300]
    assert "Traceback" not in text
    assert len(text) < 10_000
    if address.startswith("/fr/"):
        assert "À faire" in text
    assert client.get("/fr/").status_code == 200


def test_only_reading_is_possible(client: Client, zone: Path) -> None:
    for address in ("/fr/", CHART.format(form="svg"), "/api/v1/series?indicator=samu_calls"):
        assert client.post(address, {"a": "b"}).status_code == 405


def test_a_zone_that_breaks_goes_on_being_served(client: Client, zone: Path) -> None:
    before = client.get(CHART.format(form="csv")).content
    (zone / "series" / "_delta_log" / f"{1:020}.json").write_text("{ torn", "utf-8")
    assert client.get(CHART.format(form="csv")).content == before
    page = client.get("/fr/")
    assert page.status_code == 200
    assert "pu être lue" in page.content.decode()


def test_nothing_published_is_said(
    client: Client, tmp_path: Path, zone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PUBLISHED", str(tmp_path / "none"))
    assert "rien n'est publié" in client.get("/fr/").content.decode().replace("&#x27;", "'")
    assert client.get("/fr/indicator/samu_calls").status_code == 503
    assert client.get("/api/v1/series?indicator=samu_calls").status_code == 503


def test_a_zone_that_was_never_readable_says_so(
    client: Client, tmp_path: Path, zone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = tmp_path / "torn"
    shutil.copytree(zone, torn)
    for file in (torn / "series").rglob("*.parquet"):
        file.write_bytes(file.read_bytes()[:100])
    monkeypatch.setenv("ARGOS_PUBLISHED", str(torn))
    answer = client.get("/fr/")
    assert answer.status_code == 503
    assert "argos publish" in answer.content.decode()
    assert str(torn) not in answer.content.decode()


def test_what_is_invented_is_labelled_on_every_page(client: Client, zone: Path) -> None:
    assert "Données simulées" not in client.get("/fr/").content.decode()
    Outputs(str(zone)).mark_simulated()
    (zone / "indicators").rename(zone / "moved")  # any change of version
    (zone / "moved").rename(zone / "indicators")

    published._kept.clear()
    for page in PAGES:
        assert "Données simulées" in client.get(f"/fr/{page}").content.decode()


def test_the_api_says_what_the_store_says(client: Client, zone: Path) -> None:
    rows = client.get("/api/v1/series?indicator=samu_calls&place=dep:44&from=2020-11-12").json()
    frame = Outputs(str(zone)).series("samu_calls", place="dep:44")
    said = [(row["date"], row["value"], row["status"]) for row in rows]
    stored = frame.select(frame["date"].cast(str), "value", "status").rows()
    assert said == [row for row in stored if row[0] >= "2020-11-12"]
    text = client.get("/api/v1/series.csv?indicator=samu_calls&place=dep:44&from=2020-11-12")
    assert len(text.content.decode().splitlines()) == len(rows) + 1
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Argos"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org", "::"])  # noqa: S104
def test_no_address_but_its_own_is_served(host: str) -> None:
    with pytest.raises(UsageError) as refused:
        require_loopback(host)
    assert refused.value.code == "NOT_LOOPBACK"
    for own in ("127.0.0.1", "localhost", "::1", "127.9.9.9"):
        require_loopback(own)


@pytest.mark.usefixtures("zone")
def test_a_chart_kept_for_ever_is_of_one_edition(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it shows changes with the figures, with the day, and with the code that draws it."""
    page = client.get("/fr/indicator/samu_calls?place=dep:44").content.decode()
    address = re.search(r'<img src="([^"]+)"', page)
    assert address is not None
    named = address[1].replace("&amp;", "&")
    assert "immutable" in client.get(named).headers["Cache-Control"]
    monkeypatch.setenv("ARGOS_TODAY", "2021-01-01")
    assert client.get(named).headers["Cache-Control"] == "no-cache"


@pytest.mark.usefixtures("zone")
def test_a_map_is_drawn_from_outlines_of_one_s_own(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/fr/chart/territory.svg?indicator=samu_calls&place=reg:52"
    ours = client.get(address).content
    square = [[[-2.0, 47.0], [-1.0, 47.0], [-1.0, 48.0], [-2.0, 48.0], [-2.0, 47.0]]]
    feature = {
        "type": "Feature", "properties": {"code": "44"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }  # fmt: skip
    own = tmp_path / "own.geojson"
    own.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    monkeypatch.setenv("ARGOS_OUTLINES", str(own))
    monkeypatch.setattr(published, "_kept", {})
    theirs = client.get(address)
    assert theirs.status_code == 200
    assert len(theirs.content) < len(ours) / 2  # one square, where five départements were
    own.write_text("no outlines")
    own.rename(tmp_path / "other.geojson")
    monkeypatch.setenv("ARGOS_OUTLINES", str(tmp_path / "other.geojson"))
    monkeypatch.setattr(published, "_kept", {})
    assert "GeoJSON" in client.get(address).content.decode()
