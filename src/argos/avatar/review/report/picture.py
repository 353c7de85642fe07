"""One attack as a picture: what it got with its interval, between learning nothing and the limit.

All pictures share one scale, in parts of the limit, so that they are read against each other. They
are drawn in black and one blue, and told apart by shape: they have to survive a grey printer.
"""

from collections.abc import Iterator
from html import escape

from argos.avatar.review.verdict import Finding, Standing
from argos.avatar.review.words import digits_of, hundredths
from argos.core.fonts import NAME
from argos.core.language import Text

LEAST, MOST = -1.0, 3.0  # parts of the limit that a picture shows; what is beyond has an arrow
INK, BLUE, GREY, ALLOWED = "#1b2430", "#0b4f8a", "#3d4753", "#cfe0f0"
SMALL, TALL = 18, 68  # heights: of a line in a table, and with its words
AXIS = 40  # height of the scale in the tall one: words above, noise below
EDGE = 14
NOTHING = Text("rien", "nothing")
LIMIT = Text("limite {limit}", "limit {limit}")
NOISE = Text("bruit {floor}", "noise {floor}")
RAW = Text("vraies données {raw}", "real data {raw}")


def strip(finding: Finding, width: int = 190) -> str:
    """Return the picture without a word, for a line of a table."""
    return _svg(width, SMALL, _marks(finding, width, SMALL / 2))


def picture(finding: Finding, width: int = 330) -> str:
    """Return the picture with its scale, the noise and what real data give away."""
    return _svg(width, TALL, [*_words(finding, width), *_marks(finding, width, AXIS)])


def _svg(width: int, height: int, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{NAME}" font-size="9">{"".join(parts)}'
        "</svg>"
    )


def _place(part: float, width: int) -> float:
    """Return where a part of the limit stands."""
    inside = min(max(part, LEAST), MOST)
    return EDGE + (inside - LEAST) / (MOST - LEAST) * (width - 2 * EDGE)


def _part(finding: Finding, value: float) -> float:
    """Return a figure of an attack as a part of its limit: 0 learns nothing."""
    nothing = finding.outcome.nothing
    return (value - nothing) / (finding.limit - nothing)


def _marks(finding: Finding, width: int, y: float) -> list[str]:
    low, middle, high = finding.used
    left, right = _place(LEAST, width), _place(MOST, width)
    nothing, limit = _place(0, width), _place(1, width)
    return [
        _box(left, y - 5, limit - left, 10, ALLOWED),
        _line(left, y, right, y, GREY, 0.5),
        _line(nothing, y - 6, nothing, y + 6, GREY, 0.8, "2 1.5"),
        _line(limit, y - 8, limit, y + 8, INK, 1.6),
        _line(_place(low, width), y, _place(high, width), y, BLUE, 3),
        *_beyond(low, high, width, y),
        _point(finding.standing, _place(middle, width), y),
    ]


def _beyond(low: float, high: float, width: int, y: float) -> Iterator[str]:
    """Yield an arrow at each end that an interval goes beyond."""
    for beyond, part, way in ((low < LEAST, LEAST, -1), (high > MOST, MOST, 1)):
        if beyond:
            x = _place(part, width)
            yield _path(f"M{x:.1f} {y - 4.5}L{x + way * 8:.1f} {y}L{x:.1f} {y + 4.5}Z", BLUE)


def _point(standing: Standing, x: float, y: float) -> str:
    """Return the estimate: a dot under the limit, a ring where unsure, a lozenge over."""
    if standing is Standing.OVER:
        d = 6.0
        return _path(f"M{x:.1f} {y - d}L{x + d:.1f} {y}L{x:.1f} {y + d}L{x - d:.1f} {y}Z", INK)
    if standing is Standing.INCONCLUSIVE:
        return _hollow(f"M{x - 4:.1f} {y - 4}h8v8h-8Z")
    fill = BLUE if standing is Standing.UNDER else "#ffffff"
    return f'<circle cx="{x:.1f}" cy="{y}" r="4" fill="{fill}" stroke="{BLUE}" stroke-width="2"/>'


def _words(finding: Finding, width: int) -> Iterator[str]:
    outcome, digits = finding.outcome, digits_of(finding)
    zero = f"{NOTHING} {hundredths(outcome.nothing, 0)}"
    limit = LIMIT.format(limit=hundredths(finding.limit, digits))
    yield _text(_place(0, width), "middle", 23, zero, GREY)
    yield _text(_place(1, width), "middle", 23, str(limit), INK)
    if outcome.raw is not None:
        x, told = _told_at(finding, outcome.raw, RAW.format(raw=hundredths(outcome.raw, 0)), width)
        yield _text(*_within(x, width), 10, told, INK)
        if told[0] != "←" and told[-1] != "→":
            yield _hollow(f"M{x:.1f} 32L{x - 3.5:.1f} 26L{x + 3.5:.1f} 26Z")
    if outcome.floor is not None:
        words = NOISE.format(floor=hundredths(outcome.floor, digits))
        x, told = _told_at(finding, outcome.floor, words, width)
        yield _path(f"M{x:.1f} 48L{x - 3.5:.1f} 54L{x + 3.5:.1f} 54Z", GREY)
        yield _text(*_within(x, width), 64, told, GREY)


def _told_at(finding: Finding, value: float, words: Text, width: int) -> tuple[float, str]:
    """Return where a figure stands and its words, with an arrow if it is beyond the picture."""
    part = _part(finding, value)
    if part > MOST:
        return _place(part, width), f"{words} →"
    return _place(part, width), f"← {words}" if part < LEAST else str(words)


def _within(x: float, width: int) -> tuple[float, str]:
    """Return where words are set so that they stay in the picture, and how they are anchored."""
    if x < width / 4:
        return max(0.0, x - EDGE), "start"
    return (min(x + EDGE, width), "end") if x > 3 * width / 4 else (x, "middle")


def _text(x: float, anchor: str, y: float, said: str, colour: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}">{escape(said)}</text>'


def _line(x: float, y: float, to: float, down: float, colour: str, wide: float,
          dash: str = "none") -> str:  # fmt: skip
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to:.1f}" y2="{down:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{wide}" stroke-dasharray="{dash}"/>'


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{colour}"/>'


def _path(drawn: str, colour: str) -> str:
    return f'<path d="{drawn}" fill="{colour}"/>'


def _hollow(drawn: str) -> str:
    return f'<path d="{drawn}" fill="#ffffff" stroke="{INK}" stroke-width="1.2"/>'
