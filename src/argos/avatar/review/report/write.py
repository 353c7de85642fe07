"""The report laid out: one HTML file that needs nothing else, or a tagged PDF by Typst."""

import base64
import json
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import jinja2
import typst

from argos.avatar.anonymise import Anonymised
from argos.avatar.review.report.content import content
from argos.avatar.review.report.facts import Released
from argos.core.fonts import FONTS

LAYOUT = "report.typ"
KINDS = (".html", ".pdf")
STANDARD: Literal["ua-1"] = "ua-1"  # PDF/UA: every heading, table and image is tagged and told


def report(made: Anonymised, table: str, kind: str, released: Released | None = None) -> bytes:
    """Return the report on a table as a file, in the reader's language.

    Args:
        made: a table and what was found of it.
        table: the name of the file of people.
        kind: .html or .pdf, one of `KINDS`.
        released: the file that was written, if one was.

    """
    said = content(made, table, released)
    return _pdf(said) if kind == ".pdf" else _html(said)


def _html(said: dict[str, Any]) -> bytes:
    fonts = [{"weight": weight, "data": _font(weight)} for weight in (400, 600)]
    return _page().render(said, fonts=fonts).encode()


@cache
def _page() -> jinja2.Template:
    words = files(__package__).joinpath("report.html").read_text("utf-8")
    strict = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return strict.from_string(words)


@cache
def _font(weight: int) -> str:
    return base64.b64encode((FONTS / f"argos-sans-{weight}.ttf").read_bytes()).decode()


def _pdf(said: dict[str, Any]) -> bytes:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / LAYOUT).write_text(files(__package__).joinpath(LAYOUT).read_text("utf-8"), "utf-8")
        (root / "content.json").write_text(json.dumps(_with_files(said, root)), "utf-8")
        made: bytes = typst.compile(
            root / LAYOUT, root=root, font_paths=[FONTS], ignore_system_fonts=True, format="pdf",
            pdf_standards=STANDARD,
            timestamp=datetime.combine(_day(said), time(), UTC),
        )  # fmt: skip
        return made


def _day(said: dict[str, Any]) -> datetime:
    return datetime(said["year"], said["month"], said["day"], tzinfo=UTC)


def _with_files(said: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the words with each picture as a file of its own, as Typst reads them."""
    numbers = iter(range(1000))

    def filed(part: Any) -> Any:
        if isinstance(part, list):
            return [filed(each) for each in part]
        if not isinstance(part, dict):
            return part
        told = {name: filed(value) for name, value in part.items()}
        if "svg" in told:
            name = f"picture-{next(numbers)}.svg"
            (folder / name).write_text(part["svg"], "utf-8")
            told["svg"] = name
        return told

    told: dict[str, Any] = filed(said)
    return told
