"""Template tags: a sentence in both languages, numbers and dates as each writes them."""

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse

from argos.core.language import Text, language
from argos.web import formats
from argos.web.charts.skies import PATHS, SKIES, VIGILANCES
from argos.web.findings import Finding

register = template.Library()


@register.simple_tag
def say(fr: str, en: str) -> str:
    """Give a sentence in the page's language."""
    return str(Text(fr, en))


@register.simple_tag
def many(count: int, fr: str, en: str) -> str:
    """Write how many there are of something; each language gives ``one|more``."""
    french, english = fr.split("|"), en.split("|")
    return formats.many(count, *(Text(*pair) for pair in zip(french, english, strict=True)))


@register.simple_tag
def page(name: str, *arguments: str, query: str = "", **named: str) -> str:
    """Give the address of a page in the page's language."""
    said = {key: value for key, value in named.items() if value}
    return reverse(name, kwargs={"language": language(), **said}) + query


@register.filter
def number(value: float | None) -> str:
    """Write a number."""
    return formats.number(value)


@register.filter
def day(value: date) -> str:
    """Write a day with its weekday and year."""
    return formats.day(value, year=True, weekday=True)


@register.filter
def weekday(value: date) -> str:
    """Write a day with its weekday, of a year that the page tells."""
    return formats.day(value, weekday=True)


@register.filter
def instant(value: datetime) -> str:
    """Write an instant."""
    return formats.instant(value)


@register.filter
def shown(row: dict[str, Any]) -> str:
    """Write the figure of a row, or why there is none."""
    return formats.figure(row["value"], row["status"])


@register.filter
def answer(status: str) -> str:
    """Write what was answered to a batch."""
    return str(formats.ANSWERS.get(status, status))


@register.filter
def lastvalue(finding: Finding) -> str:
    """Write the last solid figure, or why there is none."""
    return formats.figure(finding.value, finding.status)


@register.filter
def sky_path(sky: str) -> str:
    """Give the drawing of a sky: ``sun``, ``veil``, ``cloud``, ``rain``, ``storm``, ``unknown``."""
    return PATHS.get(sky, PATHS["unknown"])


@register.filter
def sky_word(sky: str) -> str:
    """Name a sky."""
    return str(SKIES.get(sky, SKIES["unknown"]))


@register.filter
def vigilance_word(level: str) -> str:
    """Name a vigilance level, as a colour."""
    return str(VIGILANCES.get(level, VIGILANCES["unknown"]))


@register.inclusion_tag("argos/_figure.html", takes_context=True)
def figure(
    context: dict[str, Any], each: dict[str, Any], *, narrow: bool = False
) -> dict[str, Any]:
    """Show a figure: chart, table, downloads, source; ``narrow`` in a column of its own."""
    return {**each, "narrow": narrow, "language": language(), "version": context.get("version", "")}
