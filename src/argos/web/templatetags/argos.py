"""Template tags: a sentence in both languages, numbers and dates as each writes them."""

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse

from argos.core.language import Text, language
from argos.web import formats

register = template.Library()


@register.simple_tag
def say(fr: str, en: str) -> str:
    """Give a sentence in the page's language."""
    return str(Text(fr, en))


@register.simple_tag
def page(name: str, *arguments: str, query: str = "", **named: str) -> str:
    """Give the address of a page in the page's language."""
    return reverse(name, kwargs={"language": language(), **named}) + query


@register.filter
def number(value: float | None) -> str:
    """Write a number."""
    return formats.number(value)


@register.filter
def day(value: date) -> str:
    """Write a day with its weekday and year."""
    return formats.day(value, year=True, weekday=True)


@register.filter
def instant(value: datetime) -> str:
    """Write an instant."""
    return formats.instant(value)


@register.filter
def shown(row: dict[str, Any]) -> str:
    """Write the figure of a row, or why there is none."""
    return formats.figure(row["value"], row["status"])


@register.inclusion_tag("argos/_figure.html", takes_context=True)
def figure(context: dict[str, Any], each: dict[str, Any]) -> dict[str, Any]:
    """Show a figure: finding, chart, table, downloads, source."""
    return {**each, "language": language(), "version": context.get("version", "")}
