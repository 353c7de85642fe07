"""What a figure is, whatever it shows."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.charts.look import Look
from argos.web.charts.render import Chart
from argos.web.choices import Choices


@dataclass(frozen=True, slots=True)
class Figure:
    """A finding with what shows it.

    Attributes:
        title: the finding, in words.
        subtitle: the measure, its unit, the place.
        statement: two sentences that stand for the chart.
        source: who gave the figures, and as of when.
        table: what is drawn, a row a date: it is shown under the chart and downloaded.
        draw: makes the chart for a look.

    """

    title: str
    subtitle: str
    statement: str
    source: str
    table: pl.DataFrame
    draw: Callable[[Look], Chart]


def words(snapshot: Snapshot, indicator: str) -> dict[str, str]:
    """Return the label, unit, definition and method of an indicator in the reader's language."""
    row = snapshot.labels.row(by_predicate=pl.col("indicator") == indicator, named=True)
    named = ("label", "unit", "definition", "method")
    return {each: str(Text(row[f"{each}_fr"], row[f"{each}_en"])) for each in named}


def who_where(choices: Choices) -> str:
    """Return the place and classes of a choice in words."""
    said = [formats.place(choices.place or "fra")]
    if choices.age != "all":
        said.append(formats.age(choices.age))
    if choices.sex != "all":
        said.append(formats.sex(choices.sex))
    if choices.partner != "all":
        said.append(formats.partner(choices.partner))
    return ", ".join(said)
