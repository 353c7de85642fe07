"""The turns by which histories find their days, compiled; import it late, numba takes its time."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from argos.avatar.linked.laws import Ints
from argos.avatar.prepared import Floats

Flags = NDArray[np.bool_]


class Board(NamedTuple):
    """What stays during all turns.

    Attributes:
        starts: (people + 1,) where the shares of each person are in the next three.
        row: area and indicator in which a share counts one.
        begin, end: its days from the first of the targets, the end left out.
        low, high: (rows, days) bounds of the counts, both included.
        early, late: (people,) by how many days each may be moved at least and at most.
        weight: (rows, days) cost of one beyond the bounds, beside the squared distances.

    """

    starts: Ints
    row: Ints
    begin: Ints
    end: Ints
    low: Floats
    high: Floats
    early: Ints
    late: Ints
    weight: Floats


class Placed(NamedTuple):
    """What a turn changes.

    Attributes:
        counts: (rows, days).
        shift: (people,) by how many days each is moved.
        kept: (people,) whether it is there.

    """

    counts: Ints
    shift: Ints
    kept: Flags


@njit(cache=True)
def _beyond(count: float, low: float, high: float) -> float:
    """Return how far a count is beyond its bounds."""
    return max(0.0, low - count) + max(0.0, count - high)


@njit(cache=True)
def _apart(count: float, low: float, high: float) -> float:
    """Return the squared distance from the middle over it; 0 for a hidden count."""
    if low <= 0:
        return 0.0
    middle = (low + high) / 2
    return (count - middle) ** 2 / middle


@njit(cache=True)
def _added(person: int, shift: int, board: Board, counts: Ints) -> tuple[float, float]:
    """Return the cost of a person more at a shift, and the part of it beyond bounds."""
    cost, beyond = 0.0, 0.0
    for at in range(board.starts[person], board.starts[person + 1]):
        row = board.row[at]
        first, last = max(0, board.begin[at] + shift), min(counts.shape[1], board.end[at] + shift)
        for day in range(first, last):
            count, low, high = counts[row, day], board.low[row, day], board.high[row, day]
            cost += _apart(count + 1, low, high) - _apart(count, low, high)
            out = _beyond(count + 1, low, high) - _beyond(count, low, high)
            beyond += board.weight[row, day] * out
    return cost + beyond, beyond


@njit(cache=True)
def _count(person: int, shift: int, one: int, board: Board, counts: Ints) -> None:
    """Add a person to the counts, or take one away."""
    for at in range(board.starts[person], board.starts[person + 1]):
        row = board.row[at]
        first, last = max(0, board.begin[at] + shift), min(counts.shape[1], board.end[at] + shift)
        for day in range(first, last):
            counts[row, day] += one


@njit(cache=True)
def _best(person: int, now: int, reach: int, board: Board, counts: Ints) -> tuple[int, float]:
    """Return the cheapest shift, the present one where none is cheaper, and its part beyond."""
    best = now
    cost, beyond = _added(person, now, board, counts)
    for shift in range(max(-reach, board.early[person]), min(reach, board.late[person]) + 1):
        new, out = _added(person, shift, board, counts)
        if new < cost - 1e-9:
            best, cost, beyond = shift, new, out
    return best, beyond


@njit(cache=True)
def put(order: Ints, board: Board, placed: Placed, reach: int) -> None:
    """Put each person of an order where it is cheapest."""
    for person in order:
        best, _ = _best(person, 0, reach, board, placed.counts)
        placed.shift[person], placed.kept[person] = best, True
        _count(person, best, 1, board, placed.counts)


@njit(cache=True)
def turn(order: Ints, gone: Flags, board: Board, placed: Placed, reach: int) -> None:
    """Take each person out and put it back; leave it out, or call it, where bounds ask for it.

    Those `gone`, of each in the order, are out until bounds ask for them again.
    """
    for person, out in zip(order, gone):  # noqa: B905 — numba knows no strict
        if board.starts[person] == board.starts[person + 1]:
            continue
        here = placed.kept[person]
        if here:
            _count(person, placed.shift[person], -1, board, placed.counts)
        best, beyond = _best(person, placed.shift[person], reach, board, placed.counts)
        placed.kept[person] = beyond < 0 or (here and beyond == 0 and not out)
        if placed.kept[person]:
            placed.shift[person] = best
            _count(person, best, 1, board, placed.counts)
