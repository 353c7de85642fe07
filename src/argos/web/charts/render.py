"""A chart as SVG, as PNG and as the browser's own specification.

vl-convert runs Vega in this process, without a browser and without the network. The font is
registered once; an SVG carries the few glyphs that it needs, because an image in a page may fetch
nothing.
"""

import base64
import re
import subprocess
import sys
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from argos.core.fonts import FONTS
from argos.web.charts.locale import number_locale, time_locale
from argos.web.charts.look import Look
from argos.web.charts.theme import FONT, colours, config

CUT = Path(str(files("argos.web") / "static" / "fonts"))  # to what a page or an image needs
INTERACTIVE = "interactive"  # the name of a layer or parameter that a still image leaves out
_VEGA_LITE = "6.4"
# Vega's expressions are read by an interpreter (`ast`), since a strict page allows no `eval`.
_SNIPPET = "export {vegaEmbed, vega, vegaLite};"
_DIGITS = frozenset("0123456789 \u202f\u00a0,.%+-\u2212<>/\u2013")
_TEXT = re.compile(r"<text([^>]*)>([^<]*)</text>")


class Chart(alt.TopLevelMixin):
    """An Altair chart made of a whole Vega-Lite document.

    It is shown and saved like any other. Altair's own classes check and copy every row of data as
    they take it, which costs 200 to 500 ms a chart; the tests check every chart against its schema.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def to_dict(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Return the document; the options of Altair's own charts change nothing."""
        return dict(self._document)


def described(chart: alt.TopLevelMixin, sentence: str) -> Chart:
    """Return the chart with the sentence that stands for it: its text alternative."""
    return Chart({**_document(chart), "description": sentence})


def _document(chart: alt.TopLevelMixin) -> dict[str, Any]:
    document: dict[str, Any] = chart.to_dict(validate=False)
    for name in ("$schema", "config"):  # Altair's own: another theme, and another host's address
        document.pop(name, None)
    return document


def spec(chart: alt.TopLevelMixin, look: Look) -> dict[str, Any]:
    """Return the Vega-Lite specification for the browser: configuration, locale and data inside."""
    numbers, dates = number_locale(look.language), time_locale(look.language)
    return {
        **_document(chart),
        "background": "transparent",
        # The page names the whole picture; a role on each mark would only be noise.
        "config": {**config(look), "aria": False, "locale": {"number": numbers, "time": dates}},
        "usermeta": {"embedOptions": {
            "mode": "vega-lite", "ast": True, "actions": False, "renderer": "svg",
            "formatLocale": numbers, "timeFormatLocale": dates, "defaultStyle": False,
            "tooltip": {"theme": "custom", "disableDefaultStyle": True},
        }},
    }  # fmt: skip


def still(part: Any) -> Any:
    """Return a specification without what only a pointer could use."""
    if isinstance(part, list):
        return [still(each) for each in part if not _interactive(each)]
    if isinstance(part, dict):
        return {name: value if name == "values" else still(value)
                for name, value in part.items() if name not in ("params", "tooltip")}  # fmt: skip
    return part


def _interactive(part: Any) -> bool:
    return isinstance(part, dict) and str(part.get("name", "")).startswith(INTERACTIVE)


def _image_spec(chart: alt.TopLevelMixin, look: Look) -> dict[str, Any]:
    document = _document(chart)
    return {**still(document), "config": config(look)}


@cache
def _registered() -> bool:
    vl_convert.register_font_directory(str(FONTS))
    return True


def _options(look: Look) -> dict[str, Any]:
    _registered()
    return {
        "vl_version": _VEGA_LITE,
        "format_locale": number_locale(look.language),
        "time_format_locale": time_locale(look.language),
        "allowed_base_urls": [],
    }


def svg(chart: alt.TopLevelMixin, look: Look, *, font: bool = True) -> bytes:
    """Draw a standalone SVG for an ``<img>``: scalable, titled, with its font inside.

    Args:
        chart: a chart of this package.
        look: language, theme and width it was made for.
        font: put the font inside; without it the SVG is to be placed in a page that has the font.

    """
    document = {**_image_spec(chart, look), "background": "transparent"}
    drawn = vl_convert.vegalite_to_svg(document, **_options(look))
    start, body = drawn.split(">", 1)
    sentence = escape(str(document.get("description", "")))
    lead = f"<title>{sentence}</title>" if sentence else ""
    faces = _faces(body) if font else ""
    start = start.replace(' class="marks"', ' role="img"', 1)
    language = f' xml:lang="{look.language}" lang="{look.language}"'
    return f"{start}{language}>{lead}{faces}{body}".encode()


def _faces(body: str) -> str:
    """Return the style sheet with the fonts that the texts of an SVG need, and no more."""
    used: dict[int, set[str]] = {}
    for attributes, text in _TEXT.findall(body):
        weight = 600 if re.search(r'font-weight="(600|bold)"', attributes) else 400
        used.setdefault(weight, set()).update(text)
    rules = [_face(weight, "digits" if used[weight] <= _DIGITS else "chart") for weight in used]
    return f"<style>{''.join(rules)}</style>" if rules else ""


@cache
def _face(weight: int, kind: str) -> str:
    file = CUT / f"argos-sans-{weight}-{kind}.woff2"
    data = base64.b64encode(file.read_bytes()).decode()
    source = f"url(data:font/woff2;base64,{data}) format('woff2')"
    return f"@font-face{{font-family:'{FONT}';font-weight:{weight};src:{source}}}"


def png(chart: alt.TopLevelMixin, look: Look, scale: float = 2.0) -> bytes:
    """Draw a PNG on the theme's own ground, ``scale`` device pixels to a CSS pixel."""
    document = {**_image_spec(chart, look), "background": colours(look).surface}
    drawn: bytes = vl_convert.vegalite_to_png(document, scale=scale, **_options(look))
    return drawn


@cache
def bundle() -> bytes:
    """Return the browser's ES module: ``vegaEmbed`` with its interpreter, from this machine alone.

    Built once, in a process of its own: it takes 1.5 s, in which no reader could be answered here.
    """
    build = (
        "import sys, vl_convert; "
        f"made = vl_convert.javascript_bundle({_SNIPPET!r}, vl_version={_VEGA_LITE!r}); "
        "sys.stdout.buffer.write(made.encode())"
    )
    program = [sys.executable, "-c", build]
    done = subprocess.run(program, check=True, capture_output=True)  # noqa: S603 - our own text
    return done.stdout
