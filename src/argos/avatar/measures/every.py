"""Every measure of a table of avatars, each with its interval, and of the most isolated apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from argos.avatar.attacks.inference import guessed
from argos.avatar.draws import Generator
from argos.avatar.errors import too_few_rows
from argos.avatar.likeness import isolation
from argos.avatar.measures.distances import (
    Nearer,
    nearer_avatars,
    nearest_few,
    ratios,
    scores_in_blocks,
)
from argos.avatar.measures.found import (
    Interval,
    MeasureFound,
    MeasureName,
    Ties,
    average,
    middle,
    percent,
)
from argos.avatar.measures.guesses import errors, nearer_by_categories, over_columns, singled_out
from argos.avatar.measures.matches import equal_cells, repeated
from argos.avatar.measures.utility import correlation_difference, hellinger, hellinger_mean
from argos.avatar.prepared import Coded, Floats, Measured, Prepared, restore
from argos.avatar.projection import project

WHOLE = 10_000  # components: more than there are, so all of them
LOOKED_AT = 20_000  # people at most whose neighbours and isolation are looked for
CELLS = 40_000_000  # of distances counted out: what bounds the time of the others
ASKED = 100  # people at least of whom these are asked, where there are as many
SAMPLE = 2_000  # people among whom the nearest others of the isolated are looked for
APART = (0.05, 0.01)  # shares of the most isolated people
FEWEST = 10  # people: below, a part of them is not looked at apart
CLOSE = 0.05  # quantile of the people's own distances, under which an avatar is too close
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Tables:
    """People and avatars as they are written, with what several measures need."""

    people: Prepared
    avatars: Prepared
    paired: bool
    n_components: int
    known: Sequence[str]
    random: Generator


def all_measures(
    people: Prepared,
    avatars: Prepared,
    paired: bool,
    random: Generator,
    *,
    n_components: int = 5,
    known: Sequence[str] = (),
) -> tuple[MeasureFound, ...]:
    """Return every measure of avatars: of everybody, then of the most isolated people apart.

    Memory does not grow with rows but for the tables themselves. In a large table distances are
    those of people drawn at random, which the intervals tell.

    Args:
        people: as the method read them.
        avatars: with the same columns. Where `paired`, row i is the avatar of person i.
        paired: whether it is so. If not, what asks for one's own avatar is left out: hidden rates,
            local cloaking, column direct match, correlation protection.
        random: of samples, halves of columns, groups of rows.
        n_components: in which people hide, as the method used them.
        known: columns an attacker knows, of the correlation protection; if none, random halves.

    Raises:
        AvatarRefused: fewer than 10 people or avatars.

    """
    fewest = min(people.rows, avatars.rows)
    if fewest < FEWEST:
        raise too_few_rows(fewest, FEWEST)
    tables = _Tables(
        _written(people), _written(avatars, people), paired, n_components, known, random
    )
    looked_at = _some(people.rows, LOOKED_AT, random)
    found = [*_of_people(tables, looked_at), *_of_avatars(tables), *_of_tables(tables)]
    alone = isolation(
        tables.people.take(looked_at), tables.people.take(_some(people.rows, SAMPLE, random))
    )
    order = looked_at[np.argsort(-alone, kind="stable")]
    for share in APART:
        apart = order[: int(share * len(order))]
        if len(apart) >= FEWEST:
            part = [*_of_people(tables, apart), *_near(tables, apart)]
            found += [replace(each, apart=share) for each in part]
    return tuple(found)


def _written(table: Prepared, like: Prepared | None = None) -> Prepared:
    """Return a table with numbers as they are written: rounded, in range, their gaps all alike.

    What an avatar has where its number is missing was drawn, and nobody sees it: there the mean of
    the people stands for it, as in their own table.
    """
    originals = (like or table).columns
    columns = [_rounded(c, old) for c, old in zip(table.columns, originals, strict=True)]
    return replace(table, columns=tuple(columns))


def _rounded(column: Measured | Coded, like: Measured | Coded) -> Measured | Coded:
    if isinstance(column, Coded) or isinstance(like, Coded):
        return column
    low = -np.inf if column.lower is None else column.lower
    high = np.inf if column.upper is None else column.upper
    values = np.clip(np.round(column.values, column.decimals), low, high)
    if column.missing is not None:
        known = like.values if like.missing is None else like.values[~like.missing]
        values[column.missing] = known.mean() if len(known) else 0.0
    return replace(column, values=values)


def _some(rows: int, most: int, random: Generator) -> Rows:
    """Return rows drawn at random, in order; all where there are few enough."""
    drawn = random.choice(rows, min(rows, most), replace=False)
    return np.sort(drawn)


def _fewer(rows: Rows, against: int, random: Generator) -> Rows:
    """Return as many of some rows as can be counted out against a table."""
    return rows[_some(len(rows), max(ASKED, CELLS // max(1, against)), random)]


def _of_people(tables: _Tables, rows: Rows) -> Iterator[MeasureFound]:
    """Yield what is asked of people, given by their rows."""
    few = _fewer(rows, tables.avatars.rows, tables.random)
    if tables.paired:
        yield from _of_pairs(tables, rows, few)
    repeats = repeated(restore(tables.people.take(rows)), restore(tables.avatars))
    yield MeasureFound(MeasureName.ROW_DIRECT_MATCH, *percent(1 - repeats))
    yield from _inferences(tables.people.take(few), tables.avatars)


def _of_pairs(tables: _Tables, rows: Rows, few: Rows) -> Iterator[MeasureFound]:
    """Yield what is asked of people and their own avatars."""
    people, avatars = tables.people, tables.avatars
    axes = project(people, tables.n_components)
    nearer = nearer_avatars(axes.scores(people), axes.scores(avatars), rows)
    yield from _hiding(MeasureName.HIDDEN_RATE, nearer)
    yield from _cloaking(nearer)
    asked = people.take(few)
    if avatars.coded:
        by_categories = nearer_by_categories(asked, avatars, few)
        yield from _hiding(MeasureName.CATEGORICAL_HIDDEN_RATE, by_categories)
    yield _column_match(tables, rows)
    alone = percent(singled_out(asked, people, avatars, tables.known, tables.random))
    exposed = 1 - float(nearer.expected.mean())
    yield MeasureFound(MeasureName.CORRELATION_PROTECTION, *_beyond(alone, exposed))


def _hiding(name: MeasureName, nearer: Nearer) -> Iterator[MeasureFound]:
    for ties, part in zip(Ties, (nearer.strict, nearer.expected, nearer.generous), strict=True):
        yield MeasureFound(name, *percent(part), ties=ties)


def _cloaking(nearer: Nearer) -> Iterator[MeasureFound]:
    for ties, part in zip(Ties, (0.0, 0.5, 1.0), strict=True):
        counts = nearer.nearer + part * nearer.tied
        yield MeasureFound(MeasureName.LOCAL_CLOAKING, *middle(counts), ties=ties)


def _column_match(tables: _Tables, rows: Rows) -> MeasureFound:
    equal = equal_cells(restore(tables.people.take(rows)), restore(tables.avatars.take(rows)))
    columns = {name: 100 * (1 - float(part.mean())) for name, part in equal.items()}
    differing = 1 - np.mean(list(equal.values()), axis=0)
    return MeasureFound(MeasureName.COLUMN_DIRECT_MATCH, *percent(differing), columns=columns)


def _beyond(found: Interval, share: float) -> Interval:
    """Return 100 less a percentage that counts for a share only."""
    estimate, low, high = found
    return 100 - share * estimate, 100 - share * high, 100 - share * low


def _inferences(asked: Prepared, avatars: Prepared) -> Iterator[MeasureFound]:
    numbers, categories = errors(asked, guessed(avatars, asked))
    if numbers:
        columns = {n: float(np.nanmean(part)) for n, part in numbers.items() if _known(part)}
        found = average(over_columns(numbers))
        yield MeasureFound(MeasureName.INFERENCE_CONTINUOUS, *found, columns=columns)
    if categories:
        columns = {name: float(part.mean()) for name, part in categories.items()}
        found = percent(over_columns(categories) / 100)
        yield MeasureFound(MeasureName.INFERENCE_CATEGORICAL, *found, columns=columns)


def _known(part: Floats) -> bool:
    return bool(np.isfinite(part).any())


def _of_avatars(tables: _Tables) -> Iterator[MeasureFound]:
    """Yield how close avatars stand to people, in the space of all components."""
    people, random, axes = tables.people, tables.random, project(tables.people, WHOLE)
    some = _fewer(np.arange(tables.avatars.rows), people.rows, random)
    points = axes.scores(tables.avatars.take(some))
    near = ratios(nearest_few(points, scores_in_blocks(axes, people), 2))
    yield MeasureFound(MeasureName.DISTANCE_TO_CLOSEST, *middle(near.distance))
    yield MeasureFound(MeasureName.CLOSEST_DISTANCES_RATIO, *middle(near.ratio))
    others = axes.scores(people.take(_fewer(np.arange(people.rows), people.rows, random)))
    usual = ratios(nearest_few(others, scores_in_blocks(axes, people), 3)[:, 1:])
    too_close = (near.distance < np.quantile(usual.distance, CLOSE)) & (
        near.ratio < np.quantile(usual.ratio, CLOSE)
    )
    yield MeasureFound(MeasureName.CLOSEST_RATE, *percent((~too_close).astype(np.float64)))


def _near(tables: _Tables, rows: Rows) -> Iterator[MeasureFound]:
    """Yield how close the nearest avatars stand to some people."""
    axes = project(tables.people, WHOLE)
    few = tables.people.take(_fewer(rows, tables.avatars.rows, tables.random))
    near = ratios(nearest_few(axes.scores(few), scores_in_blocks(axes, tables.avatars), 2))
    yield MeasureFound(MeasureName.DISTANCE_TO_CLOSEST, *middle(near.distance))
    yield MeasureFound(MeasureName.CLOSEST_DISTANCES_RATIO, *middle(near.ratio))


def _of_tables(tables: _Tables) -> Iterator[MeasureFound]:
    """Yield what is kept of the whole table."""
    both = tables.people, tables.avatars
    columns = hellinger(*both)
    found = hellinger_mean(*both, tables.random)
    yield MeasureFound(MeasureName.HELLINGER, *found, columns=columns)
    change = correlation_difference(*both, tables.random)
    yield MeasureFound(MeasureName.CORRELATION_CHANGE, *change)
