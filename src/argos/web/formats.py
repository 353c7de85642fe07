"""Numbers, dates and places as each language writes them."""

from datetime import datetime

from argos.core.clock import PARIS
from argos.core.language import Text, language
from argos.core.places import places
from argos.core.written import NARROW, day, number

__all__ = [
    "age", "between", "day", "figure", "in_ten", "instant", "many", "number", "partner", "percent",
    "place", "sex", "share",
]  # fmt: skip

STATUSES = {
    "suppressed": Text("moins de 11", "fewer than 11"),
    "masked": Text("masqué", "hidden"),
    "not_reported": Text("non transmis", "not reported"),
    "not_covered": Text("hors couverture", "not covered"),
    "not_published": Text("non diffusé", "not published"),
    "not_interpretable": Text("ininterprétable", "not interpretable"),
    "withdrawn": Text("retiré", "withdrawn"),
    "provisional": Text("provisoire", "provisional"),
    "ok": Text("", ""),
}
ANSWERS = {
    "accepted": Text("accepté", "accepted"),
    "partial": Text("accepté en partie", "accepted in part"),
    "duplicate": Text("déjà reçu", "already received"),
    "refused": Text("refusé", "refused"),
}
SEXES = {
    "f": Text("femmes", "women"),
    "m": Text("hommes", "men"),
    "unknown": Text("sexe inconnu", "sex unknown"),
    "all": Text("femmes et hommes", "both sexes"),
}


def many(count: int, one: Text, more: Text) -> str:
    """Write how many there are of something; in French nothing is singular, as one is."""
    alone = count == 1 or (count == 0 and language() == "fr")
    return f"{number(count)} {one if alone else more}"


def percent(change: float) -> str:
    """Write a relative change, signed: ``+18 %``."""
    rounded = round(100 * change)
    sign = "+" if rounded > 0 else ""
    return f"{sign}{number(rounded)}{NARROW if language() == 'fr' else ''}%"


def share(value: float) -> str:
    """Write a share from 0 to 1: ``22 %``."""
    return f"{number(round(100 * value))}{NARROW if language() == 'fr' else ''}%"


def between(low: float | None, high: float | None) -> str:
    """Write a range of counts, of which a hidden end is fewer than 11: ``180 à 260``."""
    least = Text("moins de 11", "fewer than 11")
    if high is None:
        return str(least)
    top = number(high)
    if low is None:
        return str(Text(f"{least.fr} à {top}", f"{least.en} to {top}"))
    return (
        number(low)
        if low == high
        else str(Text(f"{number(low)} à {top}", f"{number(low)} to {top}"))
    )


def in_ten(chance: float) -> str:
    """Write a chance in tenths: ``8 chances sur 10``; never a certainty."""
    if chance < 0.05:
        return str(Text("moins de 1 chance sur 10", "less than 1 chance in 10"))
    if chance > 0.95:
        return str(Text("plus de 9 chances sur 10", "more than 9 chances in 10"))
    tenths = max(1, min(9, round(10 * chance)))
    return str(
        Text(
            f"{tenths} chance{'s' if tenths > 1 else ''} sur 10",
            f"{tenths} chance{'s' if tenths > 1 else ''} in 10",
        )
    )


def instant(value: datetime) -> str:
    """Write an instant in local time: ``5 avr. 2021 à 08:30``."""
    local = value.astimezone(PARIS)
    return f"{day(local.date(), year=True)} {Text('à', 'at')} {local:%H:%M}"


def place(code: str) -> str:
    """Return the name of a place, ``France`` for the nation."""
    return "France" if code == "fra" else places().name(code)


def age(code: str) -> str:
    """Write an age class: ``0-14 ans``, ``75 years and over``."""
    if code == "all":
        return str(Text("tous âges", "all ages"))
    if code == "unknown":
        return str(Text("âge inconnu", "age unknown"))
    low, _, high = code.rstrip("+").partition("-")
    years = Text("ans", "years")
    if code.endswith("+"):
        return str(Text(f"{int(low)} ans et plus", f"{int(low)} years and over"))
    return f"{int(low)}–{int(high)} {years}" if low.isdigit() and high.isdigit() else code


def sex(code: str) -> str:
    """Write a sex."""
    return str(SEXES.get(code, Text(code, code)))


def partner(code: str) -> str:
    """Write a partner: its name, several joined by ``+``, a unit after its partner."""
    if code == "all":
        return str(Text("toutes les sources", "all sources"))
    return " + ".join(PARTNERS.get(each, each) for each in code.split("+"))


PARTNERS = {
    "sante-publique-france": "Santé publique France",
    "chu-nantes": "CHU de Nantes",
    "sos-medecins-nantes": "SOS Médecins Nantes",
    "samu-44": "SAMU 44",
    "laboratories": str(Text("laboratoires de ville", "laboratoires de ville")),
}


def figure(value: float | None, status: str) -> str:
    """Write a published figure as a reader sees it: ``<11``, a number, or why there is none."""
    if value is not None:
        return number(value)
    return "<11" if status == "suppressed" else str(STATUSES.get(status, Text("–", "–")))
