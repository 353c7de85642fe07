"""What a report is about: the table, the file that leaves, the method, the limits and why."""

from dataclasses import dataclass

from argos.avatar.anonymise import Anonymised
from argos.avatar.review.report import said
from argos.avatar.review.words import NAMES
from argos.core.language import Text
from argos.core.written import day, number


@dataclass(frozen=True, slots=True)
class Released:
    """The file that leaves, so that a report is about this file and no other.

    Attributes:
        name: of the file.
        rows: invented people in it.
        sha256: of its bytes, in hexadecimal.

    """

    name: str
    rows: int
    sha256: str


def facts(made: Anonymised, table: str, released: Released | None) -> list[dict[str, str]]:
    """Return what the report is about: tables, people, method, draws, limits."""
    request, limits = made.request, made.request.limits
    since = day(limits.since, year=True)
    told = {
        Text("Table d'origine", "Source table"): f"{table}{Text(' : ', ': ')}{_size(made)}",
        Text("Fichier à livrer", "File that leaves"): leaving(released),
        Text("Colonnes", "Columns"): ", ".join(made.kinds),
        Text("Personnes prises", "People taken"): str(_taken(made)),
        Text("Méthode", "Method"): f"{said.METHODS[request.asked.name]}"
        f"{Text(' ; ', '; ')}{_settings(made)}",
        Text("Attaques", "Attacks"): str(Text(
            f"moyenne de {request.splits} tirages, chacun d'une table faite de "
            f"{number(made.judged)} personnes et jugée par autant d'autres",
            f"mean of {request.splits} draws, each of a table made of {number(made.judged)} people "
            "and judged by as many others",
        )),
        Text("Limites", "Limits"): str(Text(f"en vigueur depuis le {since}",
                                            f"in force since {since}")),
    }  # fmt: skip
    return [{"name": str(name), "said": words} for name, words in told.items()]


def _settings(made: Anonymised) -> str:
    """Return the settings of the table that leaves, and which were chosen from it."""
    chosen = Text(
        " (selon la taille et les liens de la table)", " (by the table's size and relations)"
    )
    return ", ".join(
        f"{said.SETTINGS.get(name, name)} {_setting(value)}{chosen if name in made.chosen else ''}"
        for name, value in made.settings.items()
    )


def _setting(value: float) -> str:
    return number(value) if value >= 0.01 else f"{value:g}"


def _size(made: Anonymised) -> str:
    rows, wide = number(made.rows), len(made.kinds)
    return str(Text(f"{rows} personnes, {wide} colonnes", f"{rows} people, {wide} columns"))


def _taken(made: Anonymised) -> Text:
    taken, rest = number(made.taking_part), number(made.rows - made.taking_part)
    if made.taking_part == made.rows:
        return Text("toutes", "all")
    return Text(
        f"{taken}, tirées au sort ; les {rest} autres n'ont pas servi à la table et la jugent",
        f"{taken}, drawn at random; the {rest} others had no part in the table and judge it",
    )


def about(made: Anonymised, table: str, released: Released | None) -> str:
    """Return what is decided about: stands where a person signs, which may be another page."""
    colon = Text(" : ", ": ")
    return f"{table}{colon}{_size(made)}, {day(made.request.day, year=True)}. {leaving(released)}"


def leaving(released: Released | None) -> str:
    """Return which file the report is about."""
    if released is None:
        return str(Text("Aucune table n'a été écrite.", "No table was written."))
    rows = number(released.rows)
    return str(Text(
        f"{released.name} : {rows} lignes, SHA-256 {released.sha256}. Ce rapport ne vaut que pour "
        "ce fichier.",
        f"{released.name}: {rows} rows, SHA-256 {released.sha256}. This report is valid for this "
        "file only.",
    ))  # fmt: skip


def reasons(made: Anonymised) -> list[str]:
    """Return why each limit is what it is, one line for the attacks that share a reason."""
    names: dict[str, list[str]] = {}
    why = made.request.limits.why
    for finding in made.verdict.findings:
        attack = finding.outcome.attack
        if attack in why:
            names.setdefault(str(why[attack]), []).append(str(NAMES[attack]))
    colon = Text(" : ", ": ")
    return [f"{' · '.join(told)}{colon}{clause}." for clause, told in names.items()]
