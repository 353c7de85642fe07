"""The charts in a real browser, on a page as strict as those of Argos."""

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape

import pytest

from argos.web.charts import Look, bundle, spec, svg
from tests.unit.web.charts.samples import CHARTS

playwright = pytest.importorskip("playwright.sync_api", reason="the browser tests need playwright")
CHROMIUM = shutil.which("chromium")
HOST = "http://argos.test"
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
)
SCRIPT = """
import {vegaEmbed} from "./bundle.js";
const charts = await (await fetch("./charts.json")).json();
for (const [name, document_] of Object.entries(charts)) {
  const place = document.body.appendChild(document.createElement("div"));
  try { await vegaEmbed(place, document_); place.className = "drawn"; }
  catch (error) { place.className = "failed"; place.textContent = name + ": " + error; }
}
document.body.id = "done";
"""


@pytest.fixture(scope="module")
def page() -> Iterator[tuple[object, list[str]]]:
    """A strict page that has drawn every chart, and what the browser complained of."""
    if CHROMIUM is None:
        pytest.skip("the browser tests need chromium")
    look = Look()
    charts = json.dumps({name: spec(make(look), look) for name, make in CHARTS.items()})
    served = {
        "/": ("text/html", "<!doctype html><script type=module src=page.js></script><body>"),
        "/page.js": ("text/javascript", SCRIPT),
        "/bundle.js": ("text/javascript", bundle().decode()),
        "/charts.json": ("application/json", charts),
    }
    complaints: list[str] = []

    def answer(route: object, request: object) -> None:
        path = request.url.removeprefix(HOST)  # type: ignore[attr-defined]
        if path not in served:
            complaints.append(f"asked for {request.url}")  # type: ignore[attr-defined]
            route.fulfill(status=404, body="")  # type: ignore[attr-defined]
            return
        kind, body = served[path]
        headers = {"content-type": f"{kind}; charset=utf-8", "content-security-policy": STRICT}
        route.fulfill(body=body, headers=headers)  # type: ignore[attr-defined]

    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(locale="en-US", timezone_id="America/Los_Angeles")
        opened.on("console", lambda m: complaints.append(m.text) if m.type != "log" else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.route("**/*", answer)
        opened.goto(f"{HOST}/")
        opened.locator("#done").wait_for(timeout=30_000)
        yield opened, [c for c in complaints if "favicon" not in c]
        browser.close()


def test_every_chart_is_drawn_without_a_word_from_the_browser(
    page: tuple[object, list[str]],
) -> None:
    opened, complaints = page
    failed = opened.locator(".failed").all_inner_texts()  # type: ignore[attr-defined]
    assert failed == []
    assert opened.locator(".drawn svg").count() == len(CHARTS)  # type: ignore[attr-defined]
    assert complaints == []


def test_days_and_numbers_are_french_and_the_same_in_any_time_zone(
    page: tuple[object, list[str]],
) -> None:
    said = page[0].locator(".drawn svg text").all_text_contents()  # type: ignore[attr-defined]
    assert any(text.startswith("2 mars") for text in said)  # a Monday, in California too
    assert any("avr." in text for text in said)
    assert "1\u202f212" in said


@pytest.mark.parametrize("name", [name for name in CHARTS if name != "sparkline"])
def test_the_browser_writes_what_the_image_says(page: tuple[object, list[str]], name: str) -> None:
    look = Look()
    at = list(CHARTS).index(name)
    there = page[0].locator(".drawn").nth(at).locator("text").all_text_contents()  # type: ignore[attr-defined]
    image = svg(CHARTS[name](look), look).decode()
    drawn = re.findall(r"<text[^>]*>(.*?)</text>", image)
    said = [unescape(re.sub("<[^>]*>", "", text)) for text in drawn]
    assert sorted(filter(None, there)) == sorted(filter(None, said))
