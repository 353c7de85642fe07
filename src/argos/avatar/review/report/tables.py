"""The tables of the report: what is kept, other measures, columns, the search."""

from argos.avatar.anonymise import Anonymised
from argos.avatar.measures import MeasureName, Ties
from argos.avatar.review.kept import Kept, Measure
from argos.avatar.review.limits import Limits
from argos.avatar.review.report import said
from argos.avatar.review.search import SPLITS, Search
from argos.avatar.review.words import MEASURES
from argos.core.language import Text
from argos.core.written import number

UTILITY = frozenset({MeasureName.HELLINGER, MeasureName.CORRELATION_CHANGE})
DIGITS = {Measure.HELLINGER: 3, Measure.CORRELATIONS: 1, Measure.SPREADS: 1}


def kept_line(each: Kept, limits: Limits) -> list[str]:
    """Return the line of a statistic that the table keeps: figure, chance, target."""
    digits, target = DIGITS[each.measure], limits.kept[each.measure]
    by = 100 if each.measure is Measure.SPREADS else 1
    value, low, high, floor, most = (
        number(by * figure, digits)
        for figure in (each.estimate, each.low, each.high, each.floor, target)
    )
    between = Text(f"{value} ({low} à {high})", f"{value} ({low} to {high})")
    aim = _target("<", most, missed=each.estimate > target)
    return [str(MEASURES[each.measure]), str(between), floor, aim]


def _target(sign: str, figure: str, *, missed: bool) -> str:
    """Return a target, marked where it is missed."""
    return f"{sign} {figure}{Text(' (manquée)', ' (missed)') if missed else ''}"


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
        sign, over = (">", found.estimate < found.target) if found.more_is_better else (
            "<", found.estimate > found.target)  # fmt: skip
        lines.append([str(found.title), str(between), control, _target(sign, target, missed=over)])
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
