"""A bulletin as a tagged PDF, laid out by Typst, with the same charts as the pages."""

import json
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import typst

from argos.core.fonts import FONTS
from argos.core.language import language
from argos.outputs.snapshot import Snapshot
from argos.web.bulletin.content import content
from argos.web.charts.look import Look, Width
from argos.web.choices import Choices
from argos.web.drawn import chart_svg
from argos.web.figures.figure import Figure

LAYOUT = "bulletin.typ"
STANDARD: Literal["ua-1"] = "ua-1"  # PDF/UA: every heading, table and image is tagged and told


def bulletin(snapshot: Snapshot, choices: Choices, now: datetime) -> bytes:
    """Return the bulletin of a place as a PDF of two A4 pages, in the reader's language.

    Args:
        snapshot: what is published.
        choices: the place (the territory where none is chosen), and the day it was known on.
        now: when it is made; it is written on it, and into the file's own date.

    Raises:
        UsageError: an unknown place.

    """
    said, figures = content(snapshot, choices, now)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / LAYOUT).write_text(files(__package__).joinpath(LAYOUT).read_text("utf-8"), "utf-8")
        (root / "content.json").write_text(json.dumps(said), "utf-8")
        for number, each in enumerate(figures):
            width: Width = "wide" if said["map"] and number == 0 else "narrow"
            (root / f"figure-{number}.svg").write_bytes(_drawn(each, width))
        made: bytes = typst.compile(
            root / LAYOUT, root=root, font_paths=[FONTS], ignore_system_fonts=True,
            format="pdf", pdf_standards=STANDARD, timestamp=now.replace(microsecond=0),
        )  # fmt: skip
        return made


def _drawn(each: Figure, width: Width) -> bytes:
    look = Look(language=language(), theme="print", width=width)
    return chart_svg(each, look, font=False)
