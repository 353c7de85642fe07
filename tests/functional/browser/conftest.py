"""Chromium, and homes served to it: the samples, a simulated territory, spring 2020."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from argos.outputs.store import Outputs
from tests import modelled as rows
from tests import pictures
from tests.home import Home
from tests.published import at
from tests.served import Served, served

PATIENCE_MS = 90_000  # a home's first page is drawn while another worker wants the cores
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; the test skips where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    return CHROMIUM


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Any]:
    """Chromium, driven by Playwright, whose loop would be in the way of other folders' tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def tab(browser: Any) -> Iterator[Any]:
    """One tab for most tests: to open another costs more than most visits."""
    opened = browser.new_page()
    opened.set_default_navigation_timeout(PATIENCE_MS)
    yield opened
    opened.context.close()


@pytest.fixture
def page(tab: Any) -> Any:
    """The tab, on a desk, in the light, with nothing pointed at."""
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.emulate_media(color_scheme="light")
    tab.mouse.move(0, 0)
    return tab


@pytest.fixture(scope="package")
def still(browser: Any) -> Iterator[Any]:
    """A tab without script, as pictures are taken in."""
    opened = pictures.tab(browser)
    opened.set_default_navigation_timeout(PATIENCE_MS)
    yield opened
    opened.context.close()


@pytest.fixture(scope="session")
def samples(
    chromium: str, sample_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The samples of every contract, served."""
    with served(sample_home, tmp_path_factory.mktemp("log") / "log") as server:
        yield server


@pytest.fixture(scope="session")
def simulated(
    chromium: str, simulated_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Thirty days of a simulated territory, served."""
    with served(simulated_home, tmp_path_factory.mktemp("log") / "log", "2021-04-01") as server:
        yield server


@pytest.fixture(scope="session")
def spring_2020(
    chromium: str, spring_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Three real files of April 2020, served as on the day of the last one."""
    with served(spring_home, tmp_path_factory.mktemp("log") / "log", "2020-04-16") as server:
        yield server


@pytest.fixture(scope="session")
def foretold(
    chromium: str, sample_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The published zone of the samples, with rows as models would publish them, served."""
    folder = tmp_path_factory.mktemp("foretold")
    shutil.copytree(sample_home.folder / "published", folder / "published")
    _tell(Outputs(str(folder / "published")))
    with served(Home(folder), folder / "log") as server:
        yield server


def _tell(outputs: Outputs) -> None:
    last = outputs.series("samu_calls", "dep:44")["date"][-1]
    calls = ("samu_calls", "dep:44", "samu-44")
    rows.commit(
        outputs, at(last, 22),
        forecasts=rows.forecasts(*calls, {last: 280.0}, hidden=True),
        scores=rows.scores("samu_calls", {"ensemble": 0.69, "lone_trend": 1.31, "baseline": 1.0}),
        reproduction=rows.reproduction(*calls, last),
        nowcasts=rows.nowcasts(*calls, {last: 40.0}),
        lead_times=[rows.lead_time("samu_calls", "samu_respiratory", "dep:44", last)],
        signals=[rows.signal("calls", 1, last), rows.signal("seen", 2, last, state="seen"),
                 rows.signal("feed", 3, last, kind="data-quality")],
        capacity=[*rows.capacity("reg:52", last, "icu", 100, 70),
                  *rows.capacity("reg:52", last, "icu", 85, 70, "staff_missing")],
        crossings=[rows.crossing("reg:52", last, "icu")],
        weather=[row for kind, sky, level in SKIES
                 for row in rows.weather("reg:52", kind, last, sky, level)],
    )  # fmt: skip


SKIES = (
    ("covid", "rain", "orange"), ("influenza", "sun", "green"), ("bronchiolitis", "storm", "red"),
    ("gastro-enteritis", "veil", "yellow"), ("respiratory", "unknown", "unknown"),
)  # fmt: skip
