"""Charts drawn once for each version of what is published, and kept."""

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from threading import Lock

import polars as pl

from argos.core.clock import local_day
from argos.outputs.snapshot import Snapshot
from argos.web import published
from argos.web.charts import render
from argos.web.charts.look import Look
from argos.web.choices import Choices
from argos.web.figures import FIGURES
from argos.web.figures.figure import Figure

_drawing = Lock()  # Vega runs in one thread of one process

MIME = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}


def edition(snapshot: Snapshot) -> str:
    """Return what changes with whatever a chart is made of: figures, today's date, our own code."""
    return f"{snapshot.version}-{local_day(published.now())}-{_code()}"


@cache
def _code() -> str:
    """Return a short print of the code that draws."""
    package = Path(str(files("argos.web")))
    sources = sorted(path for path in package.rglob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]


def figure(snapshot: Snapshot, name: str, choices: Choices) -> Figure:
    """Return a figure by name."""
    from argos.core.language import language

    return snapshot.once(
        ("figure", name, choices, language(), edition(snapshot)),
        lambda: FIGURES[name](snapshot, choices),
    )


def written(snapshot: Snapshot, name: str, choices: Choices, look: Look, form: str) -> bytes:
    """Return a figure in a form of `MIME`, made once for each edition, question and look."""
    key = ("written", name, choices, look, form, edition(snapshot))
    return snapshot.once(key, lambda: _written(figure(snapshot, name, choices), look, form, name))


def _written(each: Figure, look: Look, form: str, name: str) -> bytes:
    if form == "csv":
        return csv(each.table, french=look.language == "fr")
    if form == "svg":
        return chart_svg(each, look, font=name != "spark")
    chart = each.draw(look)
    if form == "json":
        return json.dumps(render.spec(chart, look), separators=(",", ":")).encode()
    with _drawing:
        return render.png(chart, look)


def chart_svg(each: Figure, look: Look, *, font: bool) -> bytes:
    """Draw a figure as SVG; ``font`` puts the font inside, for where nothing else brings it."""
    chart = each.draw(look)
    with _drawing:
        return render.svg(chart, look, font=font)


def csv(table: pl.DataFrame, *, french: bool) -> bytes:
    """Write a table that a spreadsheet opens clean: in French a decimal comma and semicolons.

    The mark of order of bytes tells Excel that it is UTF-8.
    """
    times = [name for name, kind in table.schema.items() if isinstance(kind, pl.Datetime)]
    plain = table.with_columns(pl.col(times).dt.to_string("iso:strict"))
    text = plain.write_csv(separator=";" if french else ",", decimal_comma=french)
    return b"\xef\xbb\xbf" + text.encode()
