"""Every page against axe-core, in light and dark: WCAG 2.2 A and AA, and its best practices."""

from collections.abc import Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.full import FULL
from tests.served import Served

AXE = Axe().axe_script
BROKEN = """options => axe.run(document, options).then(found => found.violations.map(
    each => ({id: each.id, help: each.help, html: each.nodes[0].html})))"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
PAGES = [
    "fr/", "en/indicator/samu_calls?place=dep:44&by=age&against=seasons",
    "fr/indicator/samu_calls?place=dep:44&as_of=2020-06-01", "fr/place/dep:44",
    "en/partner/samu-44", "fr/explore", "fr/wall", "en/wall/2/still", "fr/quality", "en/about",
    "fr/indicator/nope",
]  # fmt: skip
FORETOLD = ["fr/", "en/signals", "fr/weather", "fr/capacity", "fr/evaluation",
            "en/indicator/samu_calls?place=dep:44"]  # fmt: skip


def violations(page: Any, only: Sequence[str] = RULES) -> list[str]:
    """Return each broken rule, of these or of these kinds, with the first element that breaks it.

    Axe is put once into a page, and tells what it finds broken: all the rest is long to hand over.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate(BROKEN, {"runOnly": list(only), "resultTypes": ["violations"]})
    return [f"{each['id']}: {each['help']}: {each['html'][:160]}" for each in found]


@pytest.mark.parametrize("address", PAGES)
def test_no_rule_is_broken(samples: Served, page: Any, address: str) -> None:
    check(page, f"{samples.address}/{address}")


@pytest.mark.parametrize("address", FORETOLD)
def test_nor_where_models_speak(foretold: Served, page: Any, address: str) -> None:
    check(page, f"{foretold.address}/{address}")


def check(page: Any, address: str) -> None:
    """Look at a page in both themes, which differ in their colours alone."""
    page.goto(address)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, RULES if FULL else OF_COLOURS) == [], "in the dark"


def test_nor_by_a_chart_that_answers_the_pointer(samples: Served, page: Any) -> None:
    page.goto(f"{samples.address}/fr/explore?indicator=samu_calls&place=dep:44")
    page.locator("figure .drawing").hover()
    page.locator("figure .drawing svg").wait_for(timeout=20_000)
    assert violations(page) == []


def test_every_page_is_walked_with_the_keyboard(samples: Served, page: Any) -> None:
    page.goto(f"{samples.address}/fr/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(3):
        page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid", "the focus is seen"
