"""Chromium, and homes served to it: the samples, a simulated territory, spring 2020."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.functional.test_spring_2020 import FEED, SNAPSHOTS
from tests.home import Home
from tests.served import Served, replayed, served, with_samples
from tests.simulated import few_files

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SIMULATED_ON = "2021-03-31"


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
    chromium: str, new_home: Callable[[], Home], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The samples of every contract, served."""
    with served(with_samples(new_home()), tmp_path_factory.mktemp("log") / "log") as server:
        yield server


@pytest.fixture(scope="session")
def simulated(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Forty days of a simulated territory, served."""
    folder = tmp_path_factory.mktemp("simulated")
    home, files = Home(folder), folder / "files"
    home.json("simulate", "--days", "40", "--seed", "2", "--last-day", SIMULATED_ON,
              "--scenario", few_files(folder), "--out", files)  # fmt: skip
    home.run("init", "--simulated")
    home.run("replay", files / "manifest.csv")
    home.json("publish")
    with served(home, folder / "log", "2021-04-01") as server:
        yield server


@pytest.fixture(scope="session")
def spring_2020(
    chromium: str, new_home: Callable[[], Home], real_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:  # fmt: skip
    """Three real files of April 2020, served as on the day of the last one."""
    files = [(FEED, real_data / "sursaud" / name, day) for day, name in SNAPSHOTS.items()]
    home = replayed(new_home(), files)
    with served(home, tmp_path_factory.mktemp("log") / "log", max(SNAPSHOTS)) as server:
        yield server
