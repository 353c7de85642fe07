"""Make the shipped font from the npm package @fontsource/source-sans-3.

    python -m pip install fonttools brotli  # in an environment of its own
    python scripts/make_fonts.py               # fetches the package with `npm pack`
    python scripts/make_fonts.py FILE.tgz      # reads a package fetched before

Source Sans 3 has no narrow no-break space (U+202F), which French numbers need, and no slanted
arrow: both are added. The licence reserves the name "Source" to the original, so that the changed
font is called "Argos Sans". Writes into src/argos/web/static/fonts, and the .ttf into
src/argos/core/data/fonts, for weights 400 and 600:

- argos-sans-W.woff2: all of latin, for the pages;
- argos-sans-W.ttf: the same, for images and print;
- argos-sans-W-chart.woff2: what a chart's words need, small enough to lie inside each SVG;
- argos-sans-W-digits.woff2: what a number needs, for sparklines.

The result is committed: Argos itself fetches nothing.
"""

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.misc.transform import Identity
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

PACKAGE = "@fontsource/source-sans-3"
VERSION = "5.3.1"
NAME = "Argos Sans"
STYLES = {400: "Regular", 600: "SemiBold"}
TARGET = Path(__file__).resolve().parent.parent / "src" / "argos" / "web" / "static" / "fonts"
WHOLE = TARGET.parents[2] / "core" / "data" / "fonts"
NARROW_SPACE = 160  # thousandths of the size; the font's thin space (100) does not part thousands
# Angle in radians by which ↑ is turned to make the other arrows.
ARROWS = {0x2197: -0.785398, 0x2192: -1.570796, 0x2198: -2.356194, 0x2190: 1.570796}
DIGITS = "0123456789 \u202f\u00a0,.%+-\u2212<>/\u2013"
FRENCH = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ«»“”‘’…–—·°€×±→↑↗↘↓←²³"
LETTERS = "".join(chr(code) for code in range(0x20, 0x7F)) + FRENCH


def fetch(folder: Path) -> Path:
    """Download the package's archive into a folder."""
    command = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.tgz"))


def add_glyph(font: Any, code: int, width: int, glyph: Any) -> None:
    """Add a glyph of TrueType outlines and map a character to it."""
    name = f"uni{code:04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    font["hmtx"][name] = (width, getattr(glyph, "xMin", 0) or 0)
    for table in font["cmap"].tables:
        table.cmap[code] = name


def turned(font: Any, angle: float) -> Any:
    """Return the glyph of ↑ turned about its own middle."""
    glyphs = font.getGlyphSet()
    bounds = BoundsPen(glyphs)
    glyphs["arrowup"].draw(bounds)
    x0, y0, x1, y1 = bounds.bounds
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    pen = TTGlyphPen(glyphs)
    turn = Identity.translate(x, y).rotate(angle).translate(-x, -y)
    glyphs["arrowup"].draw(TransformPen(pen, turn))
    glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    return glyph


def rename(font: Any, style: str) -> None:
    """Give the font a name of its own, as its licence asks of a changed version."""
    table = font["name"]
    copyright_line = str(table.getDebugName(0))
    for record in list(table.names):
        if record.nameID not in (13, 14):
            table.removeNames(nameID=record.nameID)
    full = f"{NAME} {style}"
    family = NAME if style == "Regular" else full
    named = {0: copyright_line, 1: family, 2: "Regular", 3: full, 4: full, 5: f"Version {VERSION}",
             6: f"ArgosSans-{style}", 16: NAME, 17: style}  # fmt: skip
    for number, text in named.items():
        table.setName(text, number, 3, 1, 0x409)


def changed(file: Path, weight: int) -> Any:
    """Return the font of a weight with the glyphs added and its new name."""
    font = TTFont(file)
    add_glyph(font, 0x202F, NARROW_SPACE, TTGlyphPen(None).glyph())
    for code, angle in ARROWS.items():
        add_glyph(font, code, font["hmtx"]["arrowup"][0] + 60, turned(font, angle))
    font["OS/2"].usWeightClass = weight
    rename(font, STYLES[weight])
    return font


def cut(file: Path, target: Path, characters: str) -> None:
    """Write a font of these characters alone, without kerning, as woff2."""
    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, name_IDs=[1, 2, 13])
    font = subset.load_font(str(file), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def make(archive: Path, folder: Path) -> None:
    """Write every file of both weights, and the licence."""
    with tarfile.open(archive) as package:
        package.extractall(folder, filter="data")
    for target in (TARGET, WHOLE):
        target.mkdir(parents=True, exist_ok=True)
    for weight in STYLES:
        source = folder / "package" / "files" / f"source-sans-3-latin-{weight}-normal.woff2"
        stem = f"argos-sans-{weight}"
        font = changed(source, weight)
        font.flavor = "woff2"
        font.save(TARGET / f"{stem}.woff2")
        font.flavor = None
        font.save(WHOLE / f"{stem}.ttf")
        cut(WHOLE / f"{stem}.ttf", TARGET / f"{stem}-chart.woff2", LETTERS + DIGITS)
        cut(WHOLE / f"{stem}.ttf", TARGET / f"{stem}-digits.woff2", DIGITS)
    licence = (folder / "package" / "LICENSE").read_text(encoding="utf-8")
    note = (
        f"Argos Sans is made from Source Sans 3 ({PACKAGE} {VERSION}) by scripts/make_fonts.py:\n"
        "the narrow no-break space and four arrows are added, and the name changed.\n"
        "© 2023 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'.\n\n"
    )
    for target in (TARGET, WHOLE):
        (target / "OFL.txt").write_text(note + licence, encoding="utf-8")


def main() -> None:
    """Fetch or read the package, and write the fonts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(Path(sys.argv[1]) if len(sys.argv) > 1 else fetch(folder), folder)


if __name__ == "__main__":
    main()
