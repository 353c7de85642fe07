"""The pages in a real browser: both languages, with and without script, on a phone and a desk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest

from tests.full import FULL
from tests.served import Served

PAGES = (
    "", "indicator/ed_covid?place=dep:44", "indicator/ed_all?place=dep:44&by=place&against=seasons",
    "place/dep:44", "partner/sante-publique-france", "explore", "wall", "quality", "about",
    "indicator/nope",
)  # fmt: skip
FORETOLD = (
    "", "signals", "weather", "capacity", "evaluation", "indicator/samu_calls?place=dep:44",
)  # fmt: skip
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
BROKEN = "[...document.images].filter(i => i.complete && !i.naturalWidth).length"
SETTLED = """async () => {
    const frame = () => new Promise(done => requestAnimationFrame(done));
    await frame();
    do await frame(); while ([...document.images].some(i => !i.complete && i.loading !== "lazy"));
}"""
# What can break a page: its figures, the length of its words, script or none. Each is met.
VISITS = [("simulated", "fr", True), ("spring_2020", "en", True), ("simulated", "fr", False)]
if FULL:
    VISITS = list(product(("simulated", "spring_2020"), ("fr", "en"), (True, False)))
WIDTHS = (1440, 360)  # a page is loaded at the last, the one to which the next page comes


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Served:
    """The home that a test names, the samples by default."""
    named: Served = request.getfixturevalue(getattr(request, "param", "samples"))
    return named


@pytest.mark.parametrize(("site", "language", "scripted"), VISITS, indirect=["site"])
def test_every_page(site: Served, page: Any, still: Any, language: str, scripted: bool) -> None:
    opened = page if scripted else still
    opened.set_viewport_size({"width": WIDTHS[-1], "height": 900})
    with heard(opened) as (said, asked):
        for name in PAGES:
            opened.goto(f"{site.address}/{language}/{name}", wait_until="load")
            assert opened.locator("html").get_attribute("lang") == language
            assert opened.locator("h1").count() == 1
            fits(opened, name, WIDTHS if scripted else ())
    assert [each for each in said if "404" not in each] == []
    assert len(asked) > len(PAGES)
    assert [url for url in asked if not url.startswith((site.address, "data:"))] == []


@contextmanager
def heard(page: Any) -> Iterator[tuple[list[str], list[str]]]:
    """Note what a tab's console complains of and which addresses it asks, for a while."""
    said: list[str] = []
    asked: list[str] = []

    def complained(message: Any) -> None:
        if message.type == "error":
            said.append(message.text)

    def requested(request: Any) -> None:
        asked.append(request.url)

    page.on("console", complained)
    page.on("request", requested)
    yield said, asked
    page.remove_listener("console", complained)
    page.remove_listener("request", requested)


def fits(page: Any, name: str, widths: Sequence[int] = WIDTHS) -> None:
    """Look at the page that is open at each width."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(SETTLED)
        assert page.evaluate(OVERFLOW) <= 0, f"{name} is wider than {width} px"
        assert page.evaluate(BROKEN) == 0, f"{name} has a chart that is not drawn"


@pytest.mark.parametrize("language", ["fr", "en"] if FULL else ["fr"])
def test_what_models_say(foretold: Served, page: Any, language: str) -> None:
    page.set_viewport_size({"width": WIDTHS[-1], "height": 900})
    with heard(page) as (said, _):
        for name in FORETOLD:
            page.goto(f"{foretold.address}/{language}/{name}", wait_until="load")
            fits(page, name)
        fan = page.locator(".forecast figure")  # of the last one
        fan.locator(".drawing").hover()
        fan.locator(".drawing svg").wait_for(timeout=20_000)
        page.locator(".forecast aside a").click()
        page.wait_for_url("**/evaluation?indicator=samu_calls&place=dep:44")
    assert said == []


def test_a_chart_that_is_pointed_at_answers(site: Served, page: Any) -> None:
    with heard(page) as (said, _):
        page.goto(f"{site.address}/en/indicator/samu_calls?place=dep:44")
        picture = page.locator("figure img")
        sentence = picture.get_attribute("alt")
        page.locator("figure .drawing").hover()
        drawn = page.locator("figure .drawing svg")
        drawn.wait_for(timeout=20_000)
    assert drawn.get_attribute("aria-label") == sentence
    assert said == []


def test_a_choice_is_an_address_that_can_be_sent(site: Served, page: Any) -> None:
    page.goto(f"{site.address}/fr/indicator/samu_calls?place=dep:44")
    page.locator("select[name=age]").select_option("75+")
    page.locator("form.choices button").click()
    page.wait_for_url("**age=75%2B**")
    assert "75 ans et plus" in page.locator("h1").inner_text()
    sent = page.url
    page.locator("a.swap").click()
    page.wait_for_url("**/en/indicator/**")
    assert "75 years and over" in page.locator("h1").inner_text()
    assert site.get(sent.removeprefix(site.address))[0] == 200


def test_the_first_visit_is_light(site: Served, browser: Any) -> None:
    """Compressed bytes of a first and of a second visit of the overview."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    came: list[float] = []
    session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    page.goto(f"{site.address}/fr/", wait_until="networkidle")
    first = sum(came)
    came.clear()
    page.goto(f"{site.address}/fr/", wait_until="networkidle")
    second = sum(came)
    context.close()
    assert 5_000 < first < 500_000
    assert second < 60_000


def test_dragging_over_a_chart_chooses_the_period_of_the_address(site: Served, page: Any) -> None:
    page.goto(f"{site.address}/en/explore?indicator=samu_calls&place=dep:44&name=mine")
    page.locator("figure .drawing").hover()
    drawn = page.locator("figure .drawing svg")
    drawn.wait_for(timeout=20_000)
    box = drawn.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5, steps=8)
    page.mouse.up()
    page.wait_for_url("**from=2020-**to=2020-**")
    assert "name=mine" in page.url
    assert page.locator("input[name=from]").input_value() in page.url


def test_the_wall_turns_and_dates_what_it_could_not_refresh(site: Served, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.clock.install()
    page.goto(f"{site.address}/en/wall")
    first = page.locator("h1").inner_text()
    page.clock.fast_forward(20_000)
    page.locator("footer", has_text="2 / ").wait_for(timeout=10_000)
    assert page.locator("h1").inner_text() != first
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    page.route("**/wall/*", lambda route: route.abort())
    page.clock.fast_forward(20_000)
    page.locator("main.stale").wait_for(timeout=10_000)
    assert page.get_by_text("connection lost").is_visible()
    page.close()
