"""`make pictures`: every page of the served samples to PNG (`tests.pictures`); needs Chromium."""

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import pictures  # noqa: E402 - on the path by then
from tests.home import Home  # noqa: E402 - on the path by then
from tests.served import served, with_samples  # noqa: E402 - on the path by then


def main() -> None:
    """Take every picture, and say where it is."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("make pictures needs Chromium (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Home(Path(folder))
        home.run("init")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = pictures.tab(browser)
        with served(with_samples(home), Path(folder) / "log") as site:
            for page, look in pictures.names():
                taken = pictures.taken(tab, site.address, page, look)
                print(pictures.save(taken, page, look).relative_to(ROOT))
        browser.close()


if __name__ == "__main__":
    main()
