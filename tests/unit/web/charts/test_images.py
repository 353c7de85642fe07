"""Pixels, fonts, outlines and the browser's bundle."""

import base64
import json
import re
import struct
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest

from argos.core.errors import UsageError
from argos.core.fonts import FONTS
from argos.web.charts import Look, bundle, png, svg, territory_map
from argos.web.charts.outlines import Box, area, fitted, hatched, shapes
from argos.web.charts.render import CUT
from argos.web.charts.theme import colours
from tests.unit.web.charts.samples import CHARTS, LOOKS, PLACES

PAYS_DE_LA_LOIRE = ("dep:44", "dep:49", "dep:53", "dep:72", "dep:85")


def pixels(image: bytes) -> np.ndarray:
    """Decode an 8-bit PNG into height × width × channels, undoing the five filters."""
    width, height, _, kind = struct.unpack(">IIBB", image[16:26])
    channels = {2: 3, 6: 4}[kind]
    data, at = b"", 8
    while at < len(image):
        size, name = struct.unpack(">I4s", image[at : at + 8])
        data += image[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += size + 12
    raw = np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(height, -1)
    return raw[:, 1:].reshape(height, width, channels)


@pytest.mark.parametrize("name", CHARTS)
def test_an_image_is_drawn_on_the_ground_of_its_theme(name: str) -> None:
    look = LOOKS[1]
    image = png(CHARTS[name](look), look, scale=1)
    drawn = pixels(image)
    assert len(np.unique(drawn)) > 10  # filtered bytes: a blank image has two or three
    assert drawn.shape[1] <= look.pixels


def test_each_letter_that_french_needs_is_in_the_font_and_is_drawn() -> None:
    look = Look()
    blank = territory_map(PLACES, look, classes=(1,), unit="")
    seen = {}
    for sign in "€%–«»…œÉç→↗−×9":
        seen[sign] = png(territory_map(PLACES, look, classes=(1,), unit=sign * 9), look, 1)
    assert len(set(seen.values())) == len(seen)  # what a font lacks all looks the same
    assert png(blank, look, 1) not in seen.values()


def test_the_narrow_space_draws_nothing_neither_box_nor_question_mark() -> None:
    look = Look()
    spaced, empty = (png(territory_map(PLACES, look, classes=(1,), unit=unit), look, 1)
                     for unit in ("\u202f" * 9, " "))  # fmt: skip
    assert spaced == empty


def test_an_svg_carries_the_font_cut_to_what_it_needs() -> None:
    look = Look()
    image = svg(CHARTS["series"](look), look).decode()
    fonts = re.findall(r"base64,([A-Za-z0-9+/=]+)", image)
    assert 1 <= len(fonts) <= 2
    assert all(base64.b64decode(font)[:4] == b"wOF2" for font in fonts)
    assert sum(map(len, fonts)) < 20_000
    assert "base64," not in svg(CHARTS["series"](look), look, font=False).decode()


def test_the_fonts_come_with_their_licence_and_a_name_of_their_own() -> None:
    for folder, kind in ((FONTS, ".ttf"), (CUT, ".woff2")):
        assert "SIL Open Font License" in (folder / "OFL.txt").read_text(encoding="utf-8")
        assert {f.suffix for f in folder.glob("argos-sans-400*")} == {kind}


def test_threads_draw_the_same_image() -> None:
    look = Look()
    chart = CHARTS["series"](look)
    expected, found = svg(chart, look), []
    threads = [threading.Thread(target=lambda: found.append(svg(chart, look))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


def test_the_bundle_is_a_module_that_exports_what_the_pages_call() -> None:
    module = bundle().decode()
    assert re.search(r"export\s*\{[^}]*vegaEmbed", module)
    assert len(module) > 500_000
    assert bundle() is bundle()


def test_the_outlines_hold_the_départements_of_metropolitan_france() -> None:
    found = shapes()
    assert len(found) == 96
    assert set(PAYS_DE_LA_LOIRE) <= set(found)
    assert {"dep:2A", "dep:2B", "dep:01", "dep:75"} <= set(found)
    attribution = (
        Path(__file__).parents[4] / "src/argos/web/charts/data/departments.ATTRIBUTION.txt"
    )
    assert "licenses/by/4.0" in attribution.read_text(encoding="utf-8")


def test_outer_rings_turn_one_way_and_fill_their_box() -> None:
    box = Box(10, 20, 300, 200)
    placed = fitted(shapes(), PAYS_DE_LA_LOIRE, box)
    rings = [polygon[0] for shape in placed.values() for polygon in shape]
    assert all(area(ring) > 0 for ring in rings)
    points = np.concatenate(rings)
    assert points.min(axis=0)[0] >= 10 - 0.1
    assert points.max(axis=0)[1] <= 220 + 0.1
    assert points.max(axis=0)[1] - points.min(axis=0)[1] == pytest.approx(200, abs=0.2)


def test_loire_atlantique_is_west_of_maine_et_loire_and_vendée_south() -> None:
    placed = fitted(shapes(), PAYS_DE_LA_LOIRE, Box(0, 0, 300, 300))
    middle = {
        p: np.concatenate([r for part in s for r in part]).mean(axis=0) for p, s in placed.items()
    }
    assert middle["dep:44"][0] < middle["dep:49"][0]
    assert middle["dep:85"][1] > middle["dep:44"][1]  # y goes down


def test_hatching_stays_inside_and_leaves_holes_free() -> None:
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], dtype=float)
    hole = np.array([[3, 3], [3, 7], [7, 7], [7, 3], [3, 3]], dtype=float)
    lines = hatched(((square, hole),), 0, 1)
    assert all(0 <= x <= 10 and 0 <= y <= 10 for line in lines for x, y in line)
    middle = [line for line in lines if line[0][1] == 5]
    assert sorted((line[0][0], line[1][0]) for line in middle) == [(0, 3), (7, 10)]


def test_a_file_of_the_users_own_replaces_the_outlines(tmp_path: Path) -> None:
    ring = [[-2.5, 46.8], [-1.0, 46.8], [-1.0, 47.8], [-2.5, 47.8], [-2.5, 46.8]]
    feature = {"type": "Feature", "properties": {"code": "44"},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    file = tmp_path / "mine.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    look = Look()
    mine = svg(territory_map(PLACES, look, classes=(50,), unit="", outlines=file), look).decode()
    assert "Loire-Atlantique" in mine
    assert "Vendée" not in mine
    north = shapes(file)["dep:44"][0][0]
    assert north[:, 1].min() == pytest.approx(-47.8)  # y goes down


def test_a_file_that_is_no_outlines_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "bad.geojson"
    file.write_text("{}")
    with pytest.raises(UsageError, match="BAD_OUTLINES"):
        shapes(file)


def test_each_place_has_its_figure_or_the_word_for_its_lack() -> None:
    look = Look()
    image = svg(territory_map(PLACES, look, classes=(20, 50), unit=""), look).decode()
    said = set(re.findall(r"<text[^>]*>([^<]*)</text>", image))
    assert {"1\u202f212", "88", "34,5", "&lt;11", "non reçu"} <= said
    assert {"moins de 20", "20 à 50", "50 et plus"} <= said
    assert colours(look).surface == "#ffffff"
