"""The figure of a sparkline: the last weeks of a series, without words."""

from datetime import timedelta

from argos.outputs.snapshot import Snapshot
from argos.web.charts.look import Look
from argos.web.charts.render import Chart, described
from argos.web.charts.sparkline import sparkline
from argos.web.choices import Choices
from argos.web.figures.figure import Figure
from argos.web.figures.series import series
from argos.web.frames import shown

DAYS = 56


def spark(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return the last eight weeks of the chosen series."""
    whole = series(snapshot, choices)
    frame = shown(snapshot, choices.ask()).frame
    recent = frame if frame.is_empty() else frame.filter(
        frame["date"] > frame["date"][-1] - timedelta(days=DAYS)
    )  # fmt: skip

    def draw(look: Look) -> Chart:
        return described(sparkline(recent, look), whole.statement)

    return Figure(whole.title, whole.subtitle, whole.statement, whole.source, recent, draw)
