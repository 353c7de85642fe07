"""Numbers and days as each language writes them."""

from datetime import date

from argos.core.language import Text, language

NARROW = "\N{NARROW NO-BREAK SPACE}"
MONTHS = Text(
    "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
)
DAYS = Text("lun. mar. mer. jeu. ven. sam. dim.", "Mon Tue Wed Thu Fri Sat Sun")


def number(value: float | None, digits: int | None = None) -> str:
    """Write a number: thousands apart, a decimal comma in French; nothing is a dash."""
    if value is None:
        return "–"
    if digits is None:
        digits = 0 if value == int(value) else (1 if abs(value) >= 10 else 2)
    text = f"{value:,.{digits}f}"
    if language() == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return text.replace("-", "\N{MINUS SIGN}")


def day(value: date, *, year: bool = False, weekday: bool = False) -> str:
    """Write a day: ``lun. 5 avr. 2021``, ``Mon 5 Apr 2021``."""
    ordinal = "1er" if value.day == 1 and language() == "fr" else str(value.day)
    words = [ordinal, str(MONTHS).split()[value.month - 1]]
    if weekday:
        words.insert(0, str(DAYS).split()[value.weekday()])
    return " ".join([*words, str(value.year)] if year else words)
