"""A table in; out a table of invented people, what the attacks got, and whether it may leave."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from argos.avatar.errors import too_few_rows
from argos.avatar.kinds import Kind
from argos.avatar.method import Method
from argos.avatar.prepared import Coded, Measured, Prepared
from argos.avatar.review.beside import Beside, beside
from argos.avatar.review.kept import Kept, kept
from argos.avatar.review.methods import NOT_FOR_RELEASE, Name
from argos.avatar.review.request import Request
from argos.avatar.review.search import Search, confidence_after, search
from argos.avatar.review.trial import (
    JUDGED,
    Outcomes,
    Step,
    attacked,
    each_drawn,
    fewest,
    parted,
    trial,
)
from argos.avatar.review.trial import steps as steps_of_trial
from argos.avatar.review.verdict import Verdict, judge
from argos.avatar.tables import content_order

Begin = Callable[[int], Step]


@dataclass(frozen=True, slots=True)
class Anonymised:
    """A table of invented people and what was found of it.

    Attributes:
        table: the invented people. Of a release only those who take part made it.
        request: what was asked for. It holds the seed, which is told to nobody.
        settings: that the table was made with, by option; the seed is not among them.
        chosen: which of them the method chose from the table.
        rows: people of the table that was given.
        kinds: column → what it was read as.
        taking_part: people of whom the table was made.
        judged: people of whom each table was made that the attacks are averaged over.
        verdict: what the limits say.
        confidence: of its intervals.
        kept: what is kept of the people's statistics.
        beside: the measures of the method's authors, for the reviewer.
        undeclared: columns whose levels or range are the table's own, not declared.
        grouped: column → rare levels written as one.
        search: the settings tried before, if any were.

    """

    table: pl.DataFrame
    request: Request
    settings: Mapping[str, float]
    chosen: tuple[str, ...]
    rows: int
    kinds: Mapping[str, Kind]
    taking_part: int
    judged: int
    verdict: Verdict
    confidence: float
    kept: tuple[Kept, ...]
    beside: tuple[Beside, ...]
    undeclared: tuple[str, ...]
    grouped: Mapping[str, int]
    search: Search | None = None

    @property
    def forbidden(self) -> bool:
        """Whether the method is one whose tables never leave, whatever the attacks got."""
        return self.request.asked.name in NOT_FOR_RELEASE

    @property
    def may_leave(self) -> bool:
        """Whether the table may be given, once a person has signed."""
        return self.request.release and self.verdict.passed and not self.forbidden

    @property
    def refused(self) -> bool:
        """Whether a release was asked for and is refused."""
        return self.request.release and not self.may_leave


def anonymise(
    table: pl.DataFrame, request: Request, begin: Begin = lambda _: lambda _: None
) -> Anonymised:
    """Make a table of invented people and put the method to the attacks on these people.

    For a release a share of the people (`limits.held_out`) takes no part in the table, so that
    the very table that leaves is attacked with people who are not in it.

    Args:
        table: a row a person.
        request: what to make of it.
        begin: told how many steps the work has; returns what is called with a word after each.

    Raises:
        AvatarRefused: the table, its schema or the settings do not allow avatars.
        UsageError: the settings are those of another method.

    """
    request = request.about(table)
    method = request.method()
    method.check_settings()
    people = read(table, method)
    tried = request.tried(people)
    if not tried:  # a search tries what there are people enough for
        _require_enough(people, method, request)
    step = begin(len(tried) + steps_of_trial(method, request.splits))
    # One stream each: how often the attacks draw must not change the table that is given.
    draws, of_table, of_trial, of_search = np.random.default_rng(method.seed).spawn(4)
    looked = None
    if tried:
        looked = search(people, request.at, request.limits, of_search, tried, step)
        method = request.at(looked.best.k, looked.best.n_components)
    part = each_drawn if request.asked.name is Name.DP else parted
    used, held_out = part(people, 1 - (request.held_out or 0.0), draws)
    invented = method.invented(used, of_table)
    settings, chosen = method.used, method.chosen  # of this table: the trial makes others
    confidence = confidence_after(looked)
    outcomes = trial(method, people, of_trial, request.splits, step, confidence)
    itself: Outcomes = attacked(invented, used, held_out, of_trial) if request.release else ()
    return Anonymised(
        table=method.written(invented), request=request, settings=settings, chosen=chosen,
        rows=people.rows, kinds={column.name: column.kind for column in people.columns},
        taking_part=used.rows, judged=min(people.rows, JUDGED) // 2,
        verdict=judge(outcomes, itself, request.limits, confidence), confidence=confidence,
        kept=kept(people, invented, of_trial),
        beside=beside(method, used, invented, of_trial), undeclared=undeclared(people, method),
        grouped=people.grouped, search=looked,
    )  # fmt: skip


def read(table: pl.DataFrame, method: Method) -> Prepared:
    """Return the people in an order that only their content decides."""
    people = method.read(table)
    return people.take(content_order(people))


def _require_enough(people: Prepared, method: Method, request: Request) -> None:
    """Refuse a table too small to be judged, before anything is made of it."""
    needed = fewest(method, request.held_out)
    if people.rows < needed:
        raise too_few_rows(people.rows, needed)


def undeclared(people: Prepared, method: Method) -> tuple[str, ...]:
    """Return the columns whose range or levels come from the people: they may point at one."""
    return tuple(c.name for c in people.columns if not _public(c, method))


def _public(column: Measured | Coded, method: Method) -> bool:
    declared = (method.schema or {}).get(column.name)
    if column.kind is Kind.BOOLEAN or (isinstance(column, Measured) and column.levels is not None):
        return True  # yes and no are no secret; an ordinal column is declared with its levels
    if declared is None:
        return False
    if isinstance(column, Coded):
        return declared.levels is not None
    return declared.lower is not None and declared.upper is not None
