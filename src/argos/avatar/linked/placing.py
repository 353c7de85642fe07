"""Whole histories moved in time until daily counts agree with what is released.

A history is moved as it is: its gaps and its order stay. The cost of a count is its distance beyond
its bounds, and, within them, the squared distance from their middle over it: what is scarce is
filled in proportion. First each history finds its cheapest day near the drawn one, those that count
in most cells first; then in turns each is taken out and put back where it is cheapest. One is left
out, or a spare one called, only where that brings a count back within its bounds. What stays beyond
its bounds weighs more and more, so that a cell that is hard to fill is not given up (breakout local
search: Morris, AAAI 1993).
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from argos.avatar.draws import Generator
from argos.avatar.linked.counting import Counting, Targets
from argos.avatar.linked.laws import Ints
from argos.avatar.linked.reading import DAY, KIND, PERSON
from argos.avatar.linked.writing import Written
from argos.avatar.prepared import Floats

if TYPE_CHECKING:
    from argos.avatar.linked.board import Board, Placed

NEAR = 7  # days by which a history is moved at first
TURNS = 300
EVERY = 5  # of so many turns one takes some out whom bounds would bear, to make room
SHAKEN = 0.1  # the share of them
FOREVER = 2**31  # days
OUTSIDE = 100.0  # cost of one beyond the bounds, and what it grows by where a turn leaves it so
FAR_FROM = 10  # the turn from which a history may go to any day


def placed(
    made: Written, wanted: np.ndarray, targets: Targets, extent: tuple[Ints, Ints],
    random: Generator,
) -> tuple[Ints, np.ndarray, int]:  # fmt: skip
    """Return by how many days each history is moved, whether it is kept, and the figures missed.

    Args:
        made: tables of invented people.
        wanted: people to be kept unless counts forbid it; the others are spare.
        targets: what is released.
        extent: first and last day of each kind of event.
        random: of the order of turns.

    """
    from argos.avatar.linked.board import Board, Placed, put, turn  # numba: only when needed

    low, high, rows, origin = _bounds(targets)
    shares = _shares(made, targets, rows, origin, low.shape[1])
    weight = np.full(low.shape, OUTSIDE)
    board = Board(*shares, low, high, *_free(made, extent, origin + low.shape[1] - 1), weight)
    people = len(wanted)
    here = Placed(
        np.zeros(low.shape, np.int64), np.zeros(people, np.int64), np.zeros(people, dtype=bool)
    )
    first = np.flatnonzero(wanted)
    cells = np.diff(board.starts)
    put(first[np.lexsort((random.random(len(first)), -cells[first]))], board, here, NEAR)
    best, fewest = (here.shift, here.kept), low.size + 1
    for number in range(TURNS):
        reach = NEAR if number < FAR_FROM else low.shape[1]
        concerned = _concerned(board, here, random)
        gone = random.random(len(concerned)) < (SHAKEN if number % EVERY == EVERY - 1 else 0)
        turn(concerned, gone, board, here, reach)
        amiss = _amiss(board, here)
        if amiss.sum() < fewest:
            best, fewest = (here.shift.copy(), here.kept.copy()), int(amiss.sum())
        if not fewest:
            break
        weight[amiss] += OUTSIDE
    return *best, fewest


def _amiss(board: "Board", here: "Placed") -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Return which counts are beyond their bounds, (rows, days)."""
    return np.asarray((here.counts < board.low) | (here.counts > board.high))


def _concerned(board: "Board", here: "Placed", random: Generator) -> Ints:
    """Return, in random order, the people who count in a row that has a count beyond its bounds."""
    person = np.repeat(np.arange(len(here.shift)), np.diff(board.starts))
    rows = np.asarray(_amiss(board, here).any(axis=1))
    concerned: Ints = np.unique(person[rows[board.row]])
    return random.permutation(concerned)


def _bounds(targets: Targets) -> tuple[Floats, Floats, pl.DataFrame, int]:
    """Return the bounds as (row, day) arrays, the rows' areas and indicators, and the first day."""
    bounds = targets.bounds.with_columns(number=pl.col("day").cast(pl.Int32).cast(pl.Int64))
    rows = bounds.select("area", "indicator").unique().sort("area", "indicator")
    rows = rows.with_row_index("row").cast({"row": pl.Int64})
    origin, over = targets.days
    days = over - origin + 1
    low, high = np.full((rows.height, days), -np.inf), np.full((rows.height, days), np.inf)
    placed_at = bounds.join(rows, on=["area", "indicator"])
    cell = placed_at["row"].to_numpy(), placed_at["number"].to_numpy() - origin
    low[cell], high[cell] = placed_at["low"].to_numpy(), placed_at["high"].to_numpy()
    return low, high, rows, origin


def _shares(
    made: Written, targets: Targets, rows: pl.DataFrame, origin: int, days: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return what each person adds to the counts: starts, row, begin, end of a `Board`."""
    parts = [_share(made, each, targets, rows, origin + days) for each in targets.countings]
    every = pl.concat(parts).sort(PERSON, "row", "begin")
    starts = np.searchsorted(every[PERSON].to_numpy(), np.arange(made.people.height + 1))
    begin, end = (every[name].to_numpy() - origin for name in ("begin", "end"))
    return starts.astype(np.int64), every["row"].to_numpy().copy(), begin, end


def _share(
    made: Written, counting: Counting, targets: Targets, rows: pl.DataFrame, over: int
) -> pl.DataFrame:
    table = made.events[counting.table]
    own = [c for c in made.people.columns if c not in table.columns]
    table = table.join(made.people.select(PERSON, *own), on=PERSON, maintain_order="left")
    table = table.with_columns(area=targets.area, indicator=pl.lit(counting.indicator))
    table = table.join(rows, on=["area", "indicator"], maintain_order="left")
    day = pl.col(counting.day).cast(pl.Date).cast(pl.Int32).cast(pl.Int64)
    table = table.with_columns(begin=day).sort(PERSON, "row", "begin", maintain_order=True)
    ones = table.filter(counting.where).select(PERSON, "row", "begin")
    if counting.minus is None:
        return ones.with_columns(end=pl.col("begin") + 1)
    gone = table.filter(counting.minus).select(PERSON, "row", end="begin")
    turn = pl.int_range(pl.len()).over(PERSON, "row")
    return (
        ones.with_columns(turn=turn)
        .join(gone.with_columns(turn=turn), on=[PERSON, "row", "turn"], how="left")
        .select(PERSON, "row", "begin", pl.col("end").fill_null(over + NEAR))
    )


def _free(made: Written, extent: tuple[Ints, Ints], over: int) -> tuple[Ints, Ints]:
    """Return by how many days each person may be moved at least and at most.

    Every event stays within the days of its kind; of those that are seen to the end of the targets
    (`over`) only the first must: what follows may be yet to come.
    """
    events = pl.concat([t.select(PERSON, DAY, KIND) for t in made.events.values()])
    first = (pl.col(DAY) == pl.col(DAY).min().over(PERSON)).alias("first")
    kind, day, person = (events[name].to_numpy() for name in (KIND, DAY, PERSON))
    early = np.full(made.people.height, -FOREVER)
    late = np.full(made.people.height, FOREVER)
    np.maximum.at(early, person, extent[0][kind] - day)
    bound = events.select(first).to_series().to_numpy() | (extent[1][kind] < over)
    np.minimum.at(late, person[bound], (extent[1][kind] - day)[bound])
    return np.minimum(early, 0), np.maximum(late, 0)
