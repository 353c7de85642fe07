"""A table in; out a table of invented people, what the attacks got, and whether it may leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from argos.avatar.method import Method
from argos.avatar.prepared import Measured, Prepared
from argos.avatar.review.limits import Limits
from argos.avatar.review.search import Search
from argos.avatar.review.trial import (
    Kept,
    Outcomes,
    Step,
    attacked,
    kept,
    parted,
    trial,
)
from argos.avatar.review.verdict import Verdict, judge
from argos.avatar.tables import content_order


@dataclass(frozen=True, slots=True)
class Anonymised:
    """A table of invented people and what was found of it.

    Attributes:
        table: the invented people. Of a release only those who take part made it.
        method: its name in the command.
        settings: its settings, by option. The seed is a secret and is not here.
        rows, columns: of the table of people.
        taking_part: people of whom the table was made.
        splits: random halves over which the attacks are averaged.
        release: whether it was asked for, so that limits decide.
        verdict: what the limits say.
        kept: what is kept of the people's statistics.
        undeclared: columns whose levels or range are the table's own, not declared.
        grouped: column → rare levels written as one.
        day: of the verdict.
        search: the settings tried before, if any were.

    """

    table: pl.DataFrame
    method: str
    settings: Mapping[str, float]
    rows: int
    columns: int
    taking_part: int
    splits: int
    release: bool
    verdict: Verdict
    kept: tuple[Kept, ...]
    undeclared: tuple[str, ...]
    grouped: dict[str, int]
    day: date
    search: Search | None = None


def anonymise(
    table: pl.DataFrame,
    method: Method,
    name: str,
    limits: Limits,
    *,
    day: date,
    release: bool = False,
    splits: int = 20,
    search: Search | None = None,
    step: Step = lambda _: None,
) -> Anonymised:
    """Make a table of invented people and put the method to the attacks on these people.

    For a release a share of the people (`limits.held_out`) takes no part in the table, so that
    the very table that leaves is attacked with people who are not in it.

    Args:
        table: a row a person.
        method: with its settings; its seed also draws the halves.
        name: of the method, for the report.
        limits: in force.
        day: of the verdict.
        release: whether the table is to leave.
        splits: halves of the people over which attacks are averaged.
        search: what was tried before, for the account.
        step: called with a word after each part of the work.

    Raises:
        AvatarRefused: the table, its schema or the settings do not allow avatars.

    """
    people = read(table, method)
    # One stream each: how often the attacks draw must not change the table that is given.
    draws, of_table, of_trial = np.random.default_rng(method.seed).spawn(3)
    used, held_out = parted(people, 1 - limits.held_out if release else 1.0, draws)
    invented = method.invented(used, of_table)
    itself: Outcomes = ()
    if release:
        itself = tuple(attacked(invented, used, held_out, of_trial))
    outcomes = trial(method, people, of_trial, splits, step)
    return Anonymised(
        table=method.written(invented), method=name, settings=method.settings,
        rows=people.rows, columns=len(people.columns),
        taking_part=used.rows, splits=splits, release=release,
        verdict=judge(outcomes, itself, limits), kept=kept(people, invented, of_trial),
        undeclared=undeclared(people, method), grouped=dict(people.grouped), day=day,
        search=search,
    )  # fmt: skip


def read(table: pl.DataFrame, method: Method) -> Prepared:
    """Return the people in an order that only their content decides."""
    people = method.read(table)
    return people.take(content_order(people))


def undeclared(people: Prepared, method: Method) -> tuple[str, ...]:
    """Return the columns whose range or levels come from the people: they may point at one."""
    schema = method.schema or {}
    found = []
    for column in people.columns:
        declared = schema.get(column.name)
        if isinstance(column, Measured) and column.levels is None:
            open_ended = declared is None or declared.lower is None or declared.upper is None
        else:
            open_ended = declared is None or declared.levels is None
        if open_ended:
            found.append(column.name)
    return tuple(found)
