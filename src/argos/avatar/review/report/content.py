"""What a report says, as plain words and pictures, before any layout."""

import re
from typing import Any

from argos import __version__
from argos.avatar.anonymise import Anonymised
from argos.avatar.measures import MeasureName, Ties
from argos.avatar.review.kept import Kept, Measure
from argos.avatar.review.limits import Limits
from argos.avatar.review.methods import Name
from argos.avatar.review.outcome import Attack, Outcome
from argos.avatar.review.report import said
from argos.avatar.review.report.picture import picture, strip
from argos.avatar.review.search import SPLITS, Search
from argos.avatar.review.verdict import Finding, Standing
from argos.avatar.review.words import (
    CRITERIA,
    FOR_WHOM,
    MEASURES,
    NAMES,
    ORDER,
    QUESTIONS,
    SENTENCES,
    STANDINGS,
    Criterion,
    digits_of,
    got,
    hundredths,
    todo,
)
from argos.core.language import Text, language
from argos.core.written import NARROW, day, number

MARKS = re.compile(r" ([;?!%»])")
UTILITY = frozenset({MeasureName.HELLINGER, MeasureName.CORRELATION_CHANGE})
WORST = (Standing.OVER, Standing.UNSURE, Standing.UNDER)
DIGITS = {Measure.HELLINGER: 3, Measure.CORRELATIONS: 1, Measure.SPREADS: 1}


def content(made: Anonymised, table: str) -> dict[str, Any]:
    """Return all that a report says, in the reader's language.

    Args:
        made: a table and what was found of it.
        table: the name of its file.

    """
    findings = {finding.outcome.attack: finding for finding in made.verdict.findings}
    on = made.request.day
    told = {
        **{name: str(text) for name, text in said.FIXED.items()},
        "lang": language(), "table": table, "year": on.year, "month": on.month, "day": on.day,
        "made": f"{day(on, year=True)} · Argos {__version__}",
        "tone": "pass" if made.may_leave else "stop",
        "verdict": said.verdict(made),
        "for_whom": str(FOR_WHOM),
        "facts": facts(made, table),
        "against": against(made),
        "attack_heads": [str(head) for head in said.ATTACK_HEADS],
        "attacks": overview(made),
        "groups": [
            _criterion(each, findings)
            for each in Criterion
            if any(attack in findings for attack in ORDER[each])
        ],
        "kept_heads": [str(head) for head in said.KEPT_HEADS],
        "kept_lines": [_kept(each, made.request.limits) for each in made.kept],
        "measure_lines": measures(made),
        "column_heads": [str(head) for head in said.COLUMN_HEADS],
        "column_lines": columns(made),
        "searched": [] if made.search is None else searched(made.search, made.confidence),
        "uncovered_list": said.uncovered(made),
        "source": str(made.request.limits.source),
        "fields": [str(each) for each in said.FIELDS],
        "choices": [str(each) for each in said.CHOICES],
        "words": [{"word": str(word), "means": str(means)} for word, means in said.GLOSSARY],
    }  # fmt: skip
    return {name: spaced(part) for name, part in told.items()} if language() == "fr" else told


def spaced(part: Any) -> Any:
    """Return sentences whose marks stay with their word, as French is printed."""
    if isinstance(part, str):
        return (
            MARKS.sub(NARROW + r"\1", part)
            .replace(" :", "\N{NO-BREAK SPACE}:")
            .replace("« ", "«" + NARROW)
        )
    if isinstance(part, list):
        return [spaced(each) for each in part]
    if isinstance(part, dict):
        return {name: each if name == "svg" else spaced(each) for name, each in part.items()}
    return part


def facts(made: Anonymised, table: str) -> list[dict[str, str]]:
    """Return what the report is about: table, people, method, halves, limits."""
    request, limits = made.request, made.request.limits
    since = day(limits.since, year=True)
    told = {
        Text("Table", "Table"): f"{table} : {_size(made)}",
        Text("Personnes prises", "People taken"): str(_taken(made)),
        Text("Méthode", "Method"): f"{said.METHODS[request.asked.name]} ; {_settings(made)}",
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
    """Return the settings; components that were not given are chosen from each table."""
    told: dict[str, float | None] = dict(made.settings)
    if "k" in told:
        told.setdefault("components", None)
    return ", ".join(f"{said.SETTINGS.get(name, name)} {_setting(v)}" for name, v in told.items())


def _setting(value: float | None) -> str:
    if value is None:
        return str(Text("selon la table", "from the table"))
    return number(value) if value >= 0.01 else f"{value:g}"


def _size(made: Anonymised) -> str:
    rows, wide = number(made.rows), len(made.kinds)
    return str(Text(f"{rows} lignes, {wide} colonnes", f"{rows} rows, {wide} columns"))


def _taken(made: Anonymised) -> Text:
    taken, rest = number(made.taking_part), number(made.rows - made.taking_part)
    if made.taking_part == made.rows:
        return Text("toutes", "all")
    return Text(
        f"{taken}, tirées au sort ; les {rest} autres n'ont pas servi à la table et la jugent",
        f"{taken}, drawn at random; the {rest} others had no part in the table and judge it",
    )


def against(made: Anonymised) -> list[dict[str, str]]:
    """Return the attacks that stand against a release, how far, and what to change."""
    private = made.request.asked.name is Name.DP
    return [
        {
            "name": str(NAMES[finding.outcome.attack]),
            "got": got(finding),
            "todo": todo(finding, private=private),
        }
        for finding in made.verdict.refusing
    ]


def overview(made: Anonymised) -> list[dict[str, str]]:
    """Return a line an attack, in the order of the criteria."""
    findings = {finding.outcome.attack: finding for finding in made.verdict.findings}
    return [_line(findings[a]) for each in ORDER.values() for a in each if a in findings]


def _line(finding: Finding) -> dict[str, str]:
    outcome, digits = finding.outcome, digits_of(finding)
    return {
        "name": str(NAMES[outcome.attack]),
        "svg": strip(finding),
        "alt": got(finding),
        "got": f"{hundredths(outcome.estimate, digits)} ({_interval(outcome, digits)})",
        "limit": hundredths(finding.limit, digits),
        "standing": str(STANDINGS[finding.standing]),
        "tone": finding.standing.value,
    }


def _interval(outcome: Outcome, digits: int) -> str:
    low, high = hundredths(outcome.low, digits), hundredths(outcome.high, digits)
    return str(Text(f"{low} à {high}", f"{low} to {high}"))


def _criterion(criterion: Criterion, findings: dict[Attack, Finding]) -> dict[str, Any]:
    here = [findings[attack] for attack in ORDER[criterion] if attack in findings]
    standings = {finding.standing for finding in here}
    worst = next(standing for standing in WORST if standing in standings)
    missing = criterion is Criterion.LINKABILITY and Attack.BY_SEED not in findings
    return {
        "title": str(CRITERIA[criterion]),
        "question": str(QUESTIONS[criterion]),
        "answer": str(said.ANSWERS[worst]),
        "attacks": [_attack(finding) for finding in here],
        "note": str(said.NO_SEED) if missing else "",
    }


def _attack(finding: Finding) -> dict[str, str]:
    more = ""
    if finding.itself is not None:
        digits = digits_of(finding)
        alone = f"{hundredths(finding.itself.estimate, digits)} " \
                f"({_interval(finding.itself, digits)})"  # fmt: skip
        more = str(
            Text(
                f"Cette table-ci, jugée par les personnes mises à part : {alone}.",
                f"This very table, judged by the people held out: {alone}.",
            )
        )
    if finding.outcome.worst_column is not None:
        name = finding.outcome.worst_column
        worst = hundredths(finding.outcome.columns[name])
        more += str(Text(f" Moyenne des colonnes ; la plus devinée : {name}, {worst}.",
                         f" Mean of columns; the best guessed: {name}, {worst}."))  # fmt: skip
    if finding.outcome.raw is not None and finding.outcome.raw <= finding.limit:
        more += f" {said.POWERLESS}"
    return {
        "name": str(NAMES[finding.outcome.attack]),
        "knows": str(SENTENCES[finding.outcome.attack]),
        "got": got(finding),
        "more": more.strip(),
        "standing": str(STANDINGS[finding.standing]),
        "svg": picture(finding),
        "alt": got(finding),
    }


def _kept(each: Kept, limits: Limits) -> list[str]:
    digits, target = DIGITS[each.measure], limits.kept[each.measure]
    by = 100 if each.measure is Measure.SPREADS else 1
    value, low, high, floor, most = (
        number(by * figure, digits)
        for figure in (each.estimate, each.low, each.high, each.floor, target)
    )
    missed = "" if each.estimate <= target else str(Text(" (manquée)", " (missed)"))
    between = Text(f"{value} ({low} à {high})", f"{value} ({low} to {high})")
    return [str(MEASURES[each.measure]), str(between), floor, f"< {most}{missed}"]


def measures(made: Anonymised) -> list[list[str]]:
    """Return a line for each measure of everybody that is not told among what is kept."""
    lines = []
    for each in made.beside:
        found = each.found
        if found.apart < 1 or found.ties not in (None, Ties.EXPECTED) or found.name in UTILITY:
            continue
        digits = 2 if found.target < 1 else 1
        value, low, high, control, target = (
            number(figure, digits)
            for figure in (found.estimate, found.low, found.high, each.control, found.target)
        )
        between = Text(f"{value} ({low} à {high})", f"{value} ({low} to {high})")
        sign = ">" if found.more_is_better else "<"
        lines.append([str(found.title), str(between), control, f"{sign} {target}"])
    return lines


def columns(made: Anonymised) -> list[list[str]]:
    """Return a line for each column of which there is something to say."""
    own = str(Text("ceux des personnes", "those of the people"))
    return [
        [name, str(said.KINDS[kind]), own if name in made.undeclared else "–",
         number(made.grouped.get(name))]
        for name, kind in made.kinds.items()
        if name in made.undeclared or name in made.grouped
    ]  # fmt: skip


def searched(search: Search, confidence: float) -> list[str]:
    """Return what a search tried, and what it cost."""
    tried = len(search.tries)
    settings = ", ".join(f"k {t.k} × {t.n_components}" for t in search.tries)
    bits, sure = number(search.bits, 1), number(100 * confidence, 1)
    return [
        str(Text(f"{tried} réglages essayés, le meilleur d'abord (k × composantes) : {settings}.",
                 f"{tried} settings tried, the best first (k × components): {settings}.")),
        str(Text(
            f"La recherche a fait {search.tables} tables de ces personnes ({SPLITS} moitiés et une "
            "entière par réglage) ; aucune n'est livrée.",
            f"The search made {search.tables} tables of these people ({SPLITS} halves and a whole "
            "one a setting); none of them is released.",
        )),
        str(Text(
            f"Qui choisit parmi {tried} prend aussi le plus chanceux : le réglage retenu est donc "
            f"jugé à nouveau, sur d'autres tirages, et chaque intervalle est élargi à {sure} % "
            "(correction de Bonferroni).",
            f"Who chooses among {tried} also takes the luckiest: the one retained is judged anew, "
            f"on other draws, and each interval is widened to {sure} % (Bonferroni's correction).",
        )),
        str(Text(
            f"Le choix lui-même ne peut apprendre plus de {bits} bits sur les personnes.",
            f"The choice itself can tell no more than {bits} bits of the people.",
        )),
    ]  # fmt: skip
