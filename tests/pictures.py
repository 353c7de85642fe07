"""Every page as a picture, and how two pictures of a page are compared.

``make pictures`` writes them anew; look at each before it is committed.
"""

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

FOLDER = Path(__file__).resolve().parent / "functional" / "browser" / "pictures"
PAGES = {
    "overview": "fr/",
    "indicator": "fr/indicator/samu_calls?place=dep:44",
    "by-age": "en/indicator/ed_all?place=dep:44&by=age",
    "place": "fr/place/dep:44",
    "partner": "fr/partner/samu-44",
    "explore": "fr/explore?indicator=ed_all&place=dep:44&more=samu_calls~dep:44~all~all~all~right",
    "wall": "fr/wall",
    "quality": "fr/quality",
    "about": "en/about",
    "not-found": "fr/indicator/nope",
}
LOOKS = {"desk": (1440, 900, "light"), "phone": (360, 740, "light"), "dark": (1440, 900, "dark")}
SMALLER = 4  # times, in each direction: the edges of letters are not compared
COLOURS = 64  # kept in a picture's file
FAR = 40  # of 255: what a pixel may differ by
SHARE = 0.003  # of the pixels may be further off


def names() -> list[tuple[str, str]]:
    """Return every page and look; only two pages are taken in the dark."""
    dark = ("overview", "explore")
    return [(page, look) for page in PAGES for look in LOOKS if look != "dark" or page in dark]


def tab(browser: Any) -> Any:
    """Open a tab to take pictures in: what turns or wakes by itself stands still."""
    return browser.new_context(reduced_motion="reduce", java_script_enabled=False).new_page()


def taken(tab: Any, address: str, page: str, look: str) -> Image.Image:
    """Take a picture of a page of a site: its first screen, and what follows it, at most thrice."""
    width, height, theme = LOOKS[look]
    tab.set_viewport_size({"width": width, "height": height})
    tab.emulate_media(color_scheme=theme)
    tab.goto(f"{address}/{PAGES[page]}", wait_until="load")  # without script no image comes later
    clip = {"x": 0, "y": 0, "width": width, "height": 3 * height}
    png = tab.screenshot(full_page=True, clip=clip)
    return Image.open(io.BytesIO(png)).convert("RGB")


def save(picture: Image.Image, page: str, look: str) -> Path:
    """Keep a picture, with few colours so that it is small."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{page}-{look}.png"
    picture.quantize(COLOURS).save(path, optimize=True)
    return path


def differing(one: Image.Image, other: Image.Image) -> float:
    """Return the share of the pixels that are far off; 1 where the sizes differ."""
    if one.size != other.size:
        return 1.0
    size = (one.width // SMALLER, one.height // SMALLER)
    pair = [each.convert("L").resize(size, Image.Resampling.BOX) for each in (one, other)]
    off = ImageChops.difference(*pair).histogram()[FAR:]
    return sum(off) / (size[0] * size[1])
