"""Numbers, dates and places as each language writes them."""

from datetime import datetime

from argos.core.clock import PARIS
from argos.core.language import Text, language
from argos.core.places import places
from argos.core.written import NARROW, day, number

__all__ = [
    "age", "day", "figure", "instant", "many", "number", "partner", "percent", "place", "sex",
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
