"""Chromium, and homes served to it: the samples, a simulated territory, spring 2020."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.home import Home
from tests.served import Served, served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; the test skips where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    return CHROMIUM


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """Chromium, driven by Playwright, whose loop would be in the way of other modules' tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


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
    """Forty days of a simulated territory, served."""
    with served(simulated_home, tmp_path_factory.mktemp("log") / "log", "2021-04-01") as server:
        yield server


@pytest.fixture(scope="session")
def spring_2020(
    chromium: str, spring_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Three real files of April 2020, served as on the day of the last one."""
    with served(spring_home, tmp_path_factory.mktemp("log") / "log", "2020-04-16") as server:
        yield server
