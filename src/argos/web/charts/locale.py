"""French and English numbers, dates and words of the charts.

French thousands are parted by a narrow no-break space (U+202F), as the Imprimerie nationale's
Lexique asks; d3 ships U+00A0. The time names are those of d3-time-format.
"""

import math
from datetime import date
from typing import Any

from argos.core.language import Language, Text

NARROW_SPACE = "\u202f"
Locale = dict[str, Any]

_NUMBERS: dict[Language, Locale] = {
    "fr": {
        "decimal": ",", "thousands": NARROW_SPACE, "grouping": [3],
        "currency": ["", "\u00a0€"], "percent": f"{NARROW_SPACE}%",
    },
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
}  # fmt: skip
_DATES: dict[Language, Locale] = {
    "fr": {
        "dateTime": "%A %-d %B %Y à %X", "date": "%d/%m/%Y", "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
        "months": [
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
            "septembre", "octobre", "novembre", "décembre",
        ],
        "shortMonths": [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
            "nov.", "déc.",
        ],
    },
    "en": {
        "dateTime": "%A %-d %B %Y at %X", "date": "%d/%m/%Y", "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
        "shortDays": ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        "months": [
            "January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December",
        ],
        "shortMonths": [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
    },
}  # fmt: skip

WORDS = {
    "suppressed": Text("<11 (masqué)", "<11 (hidden)"),
    "masked": Text("masqué", "hidden"),
    "not_reported": Text("non reçu", "not reported"),
    "not_covered": Text("non couvert", "not covered"),
    "not_published": Text("non publié", "not published"),
    "not_interpretable": Text("non interprétable", "not interpretable"),
    "withdrawn": Text("retiré", "withdrawn"),
    "provisional": Text("provisoire", "provisional"),
    "mean": Text("moyenne 7 j", "7-day mean"),
    "until": Text("au {day}", "to {day}"),
    "log": Text("échelle logarithmique", "logarithmic scale"),
    "doubling": Text("double en {days} j", "doubles in {days} d"),
    "halving": Text("moitié en {days} j", "halves in {days} d"),
    "received": Text("reçu", "received"),
    "late": Text("en retard", "late"),
    "missing": Text("manquant", "missing"),
    "rejected": Text("rejeté", "rejected"),
    "expected": Text("attendu", "expected"),
    "no_data": Text("aucune donnée", "no data"),
    "under": Text("moins de {high}", "under {high}"),
    "between": Text("{low} à {high}", "{low} to {high}"),
    "over": Text("{low} et plus", "{low} or more"),
    "filled": Text("trait plein : {what}", "filled strip: {what}"),
    "empty": Text("trait vide : {what}", "empty strip: {what}"),
    "dashed": Text("tirets : {what}", "dashed: {what}"),
    "paler": Text("plus pâle : {what}", "paler: {what}"),
    "breaks": Text("interruptions : {what}", "breaks: {what}"),
    "bands": Text(
        "bandes : 1 chance sur 2, 9 chances sur 10", "bands: 1 chance in 2, 9 chances in 10"
    ),
    "growing": Text(
        "tirets : estimé, une fois tout transmis", "dashed: estimated, once all is told"
    ),
    "as_told": Text("trait fin : transmis à ce jour", "thin: told so far"),
    "median_line": Text("pointillés : valeur médiane", "dotted: median"),
    "known_until": Text("connu au {day}", "known to {day}"),
    "range": Text("{low} à {high}", "{low} to {high}"),
    "few": Text("<11", "<11"),
    "came": Text("trait : ce qui est venu", "line: what came"),
    "held": Text(
        "barres : prévu, 1 chance sur 2 et 9 sur 10", "bars: foretold, 1 chance in 2 and 9 in 10"
    ),
    "missed": Text("orange : manqué", "orange: missed"),
    "nominal": Text("part annoncée", "share announced"),
    "observed": Text("part tenue", "share that held"),
    "too_wide": Text("trop prudent", "too cautious"),
    "too_narrow": Text("trop sûr", "too sure"),
    "nowcast_key": Text(
        "losange : estimé une fois tout transmis", "diamond: estimated once all is told"
    ),
    "nothing": Text("Aucun chiffre à montrer", "No figure to show"),
}


def word(key: str, language: Language, **values: object) -> str:
    """Return a word of the charts in a language, its named places filled."""
    text = WORDS[key]
    return (text.fr if language == "fr" else text.en).format(**values)


def number_locale(language: Language) -> Locale:
    """Return the d3-format locale of a language."""
    return _NUMBERS[language]


def time_locale(language: Language) -> Locale:
    """Return the d3-time-format locale of a language."""
    return _DATES[language]


def number(value: float, language: Language) -> str:
    """Write a number as a reader of the language does: ``1 234`` or ``1,234``, ``2,5`` or ``2.5``.

    Whole from 100 on, one decimal below if it is not whole, two significant figures below 1.
    """
    digits = 0 if abs(value) >= 100 else 1
    if 0 < abs(value) < 1:
        digits = 1 - math.floor(math.log10(abs(value)))
    if float(round(value, digits)).is_integer():
        digits = 0
    text = f"{value:,.{digits}f}".replace("-", "\u2212")
    if language == "fr":
        return text.replace(",", NARROW_SPACE).replace(".", ",")
    return text


def short_day(day: date, language: Language) -> str:
    """Write a day as the axes do: ``5 févr.`` or ``5 Feb``."""
    return f"{day.day} {_DATES[language]['shortMonths'][day.month - 1]}"
