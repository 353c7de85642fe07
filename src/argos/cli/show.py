"""How things look on a terminal: tables, progress, sparklines; and JSON for machines."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

SPARKS = "▁▂▃▄▅▆▇█"
GAP = "·"


def out() -> Console:
    """Return the console on standard output, as wide as its lines when it is not a terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=200)


def print_json(value: object) -> None:
    """Print one line of JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str))  # noqa: T201 - the command's output


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; numbers are aligned to the right, None is shown as nothing."""
    table = Table(title=title or None, title_justify="left")
    kept = [list(row) for row in rows]
    for index, column in enumerate(columns):
        numeric = all(_is_number(row[index]) for row in kept)
        table.add_column(column, justify="right" if numeric and kept else "left", overflow="fold")
    for row in kept:
        table.add_row(*("" if cell is None else escape(_cell(cell)) for cell in row))
    out().print(table)


def _is_number(cell: object) -> bool:
    """Whether a cell is aligned to the right: a number, a hidden count, or nothing."""
    text = "" if cell is None else str(cell)
    return text in ("", "<11") or re.fullmatch(r"-?\d+([.,]\d+)?", text) is not None


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}" if value == int(value) else f"{value:.2f}"
    return str(value)


def sparkline(values: Sequence[float | None], width: int = 80) -> str:
    """Return one line of blocks, from zero to the highest value; a gap is a dot, never a zero.

    A series longer than ``width`` shows its last ``width`` values.
    """
    shown = list(values)[-width:]
    known = [v for v in shown if v is not None and not math.isnan(v)]
    top = max(known, default=0) or 1
    return "".join(GAP if v is None else SPARKS[_step(v / top)] for v in shown)


def _step(share: float) -> int:
    return max(0, min(len(SPARKS) - 1, round(share * (len(SPARKS) - 1))))


class Steps:
    """Tells the steps of one file to a progress bar, or to nobody."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=total) if progress else None

    def begin(self, label: str) -> None:
        """Start again from zero for another file."""
        if self._progress is not None and self._task is not None:
            self._progress.reset(self._task, description=label)

    def expect(self, total: int) -> "Steps":
        """Set how many steps there are, once that is known."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, total=total)
        return self

    def __call__(self, step: str) -> None:
        """Count one step."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)


@contextmanager
def progress_bar(total: int, *, quiet: bool) -> Iterator[Steps]:
    """Show a bar of ``total`` steps on a terminal's standard error; elsewhere show nothing."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield Steps(None, total)
        return
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with bar:
        yield Steps(bar, total)
