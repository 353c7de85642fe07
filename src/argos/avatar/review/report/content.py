"""What a report says, as plain words and pictures, before any layout."""

import re
from typing import Any

from argos import __version__
from argos.avatar.anonymise import Anonymised
from argos.avatar.review.methods import Name
from argos.avatar.review.outcome import Attack, Outcome
from argos.avatar.review.report import said
from argos.avatar.review.report.concluded import (
    RULE,
    tally,
    to_run,
    two_figures,
    uncovered,
    verdict,
)
from argos.avatar.review.report.facts import Released, about, facts, reasons
from argos.avatar.review.report.picture import picture, strip
from argos.avatar.review.report.signed import CHECKS, FOR_BOTH, GLOSSARY, ROLES
from argos.avatar.review.report.tables import columns, kept_line, measures, searched
from argos.avatar.review.verdict import Finding, Standing
from argos.avatar.review.words import (
    CRITERIA,
    FOR_WHOM,
    NAMES,
    ORDER,
    QUESTIONS,
    SENTENCES,
    STANDINGS,
    WORST_FIRST,
    Criterion,
    digits_of,
    got,
    hundredths,
    todo,
)
from argos.core.language import Text, language
from argos.core.written import NARROW, day

MARKS = re.compile(r" ([;?!%»])")


def content(made: Anonymised, table: str, released: Released | None = None) -> dict[str, Any]:
    """Return all that a report says, in the reader's language.

    Args:
        made: a table and what was found of it.
        table: the name of the file of people.
        released: the file that was written, if one was.

    """
    on = made.request.day
    told = {
        **{name: str(text) for name, text in said.FIXED.items()},
        "lang": language(), "table": table, "year": on.year, "month": on.month, "day": on.day,
        "made": f"{day(on, year=True)} · Argos {__version__}",
        "tone": "pass" if made.may_leave else "stop",
        "verdict": verdict(made), "tally": tally(made), "rule": str(RULE),
        "for_whom": str(FOR_WHOM), "two_note": two_figures(made),
        "facts": facts(made, table, released), "file": about(made, table, released),
        "against": against(made),
        **_attacks(made), **_tables(made),
        "uncovered_list": uncovered(made),
        "source": str(made.request.limits.source), "why_list": reasons(made),
        **_signed(), "run_list": to_run(made),
    }  # fmt: skip
    return {name: spaced(part) for name, part in told.items()} if language() == "fr" else told


def _attacks(made: Anonymised) -> dict[str, Any]:
    findings = {finding.outcome.attack: finding for finding in made.verdict.findings}
    return {
        "attack_heads": [str(head) for head in said.ATTACK_HEADS],
        "attacks": overview(made),
        "groups": [
            _criterion(each, findings)
            for each in Criterion
            if any(attack in findings for attack in ORDER[each])
        ],
    }


def _tables(made: Anonymised) -> dict[str, Any]:
    return {
        "kept_heads": [str(head) for head in said.KEPT_HEADS],
        "kept_lines": [kept_line(each, made.request.limits) for each in made.kept],
        "measure_heads": [str(head) for head in said.MEASURE_HEADS],
        "measure_lines": measures(made),
        "column_heads": [str(head) for head in said.COLUMN_HEADS],
        "column_lines": columns(made),
        "searched": [] if made.search is None else searched(made.search, made.confidence),
    }


def _signed() -> dict[str, Any]:
    return {
        "words": [{"word": str(word), "means": str(means)} for word, means in GLOSSARY],
        "check_list": [str(each) for each in CHECKS],
        "fields": [str(each) for each in FOR_BOTH],
        "roles": [
            {"title": str(title), "choices": [*map(str, choices)], "fields": [*map(str, fields)]}
            for title, choices, fields in ROLES
        ],
    }


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


def against(made: Anonymised) -> list[dict[str, str]]:
    """Return the attacks that stand against a release, how far, and what to change."""
    private = made.request.asked.name is Name.DP
    return [
        {
            "name": str(NAMES[finding.outcome.attack]),
            "standing": str(STANDINGS[finding.standing]),
            "knows": str(SENTENCES[finding.outcome.attack]),
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
    worst = next(standing for standing in WORST_FIRST if standing in standings)
    missing = criterion is Criterion.LINKABILITY and Attack.BY_SEED not in findings
    return {
        "title": str(CRITERIA[criterion]),
        "question": str(QUESTIONS[criterion]),
        "answer": answer(worst, standings),
        "attacks": [_attack(finding) for finding in here],
        "note": str(said.NO_SEED) if missing else "",
    }


def answer(worst: Standing, standings: set[Standing]) -> str:
    """Return what the worst attack says, and whether others said nothing."""
    silent = Standing.INCONCLUSIVE in standings and worst is not Standing.INCONCLUSIVE
    return f"{said.ANSWERS[worst]}{f' {said.SOME_INCONCLUSIVE}' if silent else ''}"


def _attack(finding: Finding) -> dict[str, str]:
    alone = "" if finding.itself is None else _alone(finding, finding.itself)
    nothing = finding.standing is Standing.INCONCLUSIVE
    told = [str(SENTENCES[finding.outcome.attack]), got(finding), str(said.INCONCLUSIVE) * nothing,
            _worst_column(finding)]  # fmt: skip
    return {
        "name": str(NAMES[finding.outcome.attack]),
        "told": " ".join(filter(None, told)),
        "alone": "" if finding.shown_over else alone,
        "refuses": alone if finding.shown_over else "",
        "standing": str(STANDINGS[finding.standing]),
        "svg": picture(finding),
        "alt": got(finding),
    }


def _alone(finding: Finding, itself: Outcome) -> str:
    digits = digits_of(finding)
    told = f"{hundredths(itself.estimate, digits)} ({_interval(itself, digits)})"
    if finding.shown_over:
        return str(Text(
            f"Cette table seule dépasse la limite : {told}. Cela suffit à la refuser.",
            f"This table alone is over the limit: {told}. That refuses it.",
        ))  # fmt: skip
    return str(Text(f"Cette table seule : {told}.", f"This table alone: {told}."))


def _worst_column(finding: Finding) -> str:
    """Return the column that is guessed best, and that the mean decides."""
    name, limit = finding.outcome.worst_column, finding.limit
    if name is None:
        return ""
    risk = finding.outcome.columns[name]
    worst, most = (hundredths(figure, digits_of(finding)) for figure in (risk, limit))
    over = Text(", au-dessus", ", over it") if risk > limit else Text("", "")
    return str(Text(
        f"La moyenne des colonnes décide. La colonne la plus devinée : {name}, {worst} pour une "
        f"limite de {most}{over.fr}. Ce qu'elle est, et ce qu'il coûte d'être deviné là, est à "
        "juger par qui signe.",
        f"The mean of columns decides. The column guessed best: {name}, {worst} for a limit of "
        f"{most}{over.en}. What it is, and what it costs to be guessed there, is for who signs to "
        "judge.",
    ))  # fmt: skip
