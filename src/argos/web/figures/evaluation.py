"""The figures of past forecasts: each against what came, and how often each range held."""

from datetime import timedelta

import polars as pl

from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.charts.against import against, calibrated
from argos.web.charts.look import Look
from argos.web.charts.render import Chart, described
from argos.web.choices import Choices
from argos.web.figures.figure import Figure, who_where, words
from argos.web.figures.forecast import unit_over
from argos.web.figures.series import sourced
from argos.web.foretold import chosen_rows, totals
from argos.web.frames import shown
from argos.web.verified import calibration, record, verified

HORIZON = 7
BEFORE = timedelta(days=14)  # of what came, before the first forecast
FAR = 0.05  # from what was announced: beyond, a range is called too sure or too cautious
TABLE = ("date", "came", "low90", "low50", "median", "high50", "high90", "inside", "origin",
         "rounded")  # fmt: skip


def horizon_of(choices: Choices) -> int:
    """Return the horizon that is chosen, in days."""
    return int(choices.horizon) if choices.horizon else HORIZON


def evaluation(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return every forecast ever made of the chosen series at a horizon, against what came.

    Raises:
        UsageError: see ``Snapshot.series``.

    """
    horizon = horizon_of(choices)
    rows = _in_period(verified(snapshot, choices, horizon), choices)
    said = words(snapshot, choices.indicator)
    width = _width(snapshot, choices)
    unit = unit_over(said["unit"], width)
    title = held(rows, horizon)
    series = shown(snapshot, choices.ask(first=None, last=None))
    line = totals(snapshot, choices, series, width).filter(~pl.col("provisional"))
    if rows.height:
        line = line.filter(pl.col("date") >= rows["date"][0] - BEFORE)

    def draw(look: Look) -> Chart:
        return described(against(rows, line, look, unit=unit), title)

    ahead = Text(f"prévu {horizon} jours avant", f"foretold {horizon} days before")
    subtitle = f"{said['label']} – {who_where(choices)} – {unit}, {ahead}"
    return Figure(title, subtitle, title, sourced(series), rows.select(TABLE), draw)


def _in_period(rows: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    if choices.first is not None:
        rows = rows.filter(pl.col("date") >= choices.first)
    return rows if choices.last is None else rows.filter(pl.col("date") <= choices.last)


def _width(snapshot: Snapshot, choices: Choices) -> int:
    rows = chosen_rows(snapshot, choices)
    return 1 if rows.is_empty() else int(rows["width"][0])


def held(rows: pl.DataFrame, horizon: int) -> str:
    """Say how often the 90 % range held, over all that is shown and over the last weeks."""
    known = rows["inside"].drop_nulls()
    if known.is_empty():
        return str(
            Text(
                f"Aucune prévision à {horizon} jours dont l'issue soit connue",
                f"No forecast {horizon} days ahead whose outcome is known",
            )
        )
    share, count = formats.share(float(known.sum()) / known.len()), formats.number(known.len())
    title = Text(
        f"À {horizon} jours, la fourchette de 90 % a tenu {share} du temps ({count} prévisions)",
        f"{horizon} days ahead, the 90% range held {share} of the time ({count} forecasts)",
    )
    return f"{title}{recently(rows, ', ')}"


def recently(rows: pl.DataFrame, joint: str = "") -> str:
    """Say how often it held over the last weeks: ``11 fois sur 12 …``; nothing of one week."""
    last = record(rows)
    if last is None or last.of < 2:
        return ""
    return joint + str(
        Text(
            f"{last.held} fois sur {last.of} ces {last.of} dernières semaines",
            f"{last.held} times out of {last.of} over the last {last.of} weeks",
        )
    )


def calibrated_figure(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return how often each range of the forecasts at a horizon held.

    Raises:
        UsageError: see ``Snapshot.series``.

    """
    horizon = horizon_of(choices)
    rows = _in_period(verified(snapshot, choices, horizon), choices)
    table = calibration(rows)
    title = _honest(table)
    label = words(snapshot, choices.indicator)["label"]
    ahead = Text(f"à {horizon} jours", f"{horizon} days ahead")

    def draw(look: Look) -> Chart:
        return described(calibrated(table, look), title)

    note = Text(
        "Un point sous la diagonale : la fourchette a tenu moins souvent qu'annoncé.",
        "A point under the diagonal: the range held less often than announced.",
    )
    said = [formats.share(each) for each in table["level"]]
    shown_as = table.select(
        range=pl.Series(said, dtype=pl.String), held=100 * pl.col("held"), of="of"
    )
    subtitle = f"{label} – {who_where(choices)}, {ahead}"
    return Figure(title, subtitle, title, str(note), shown_as, draw)


def _honest(table: pl.DataFrame) -> str:
    """Say whether ranges hold as often as they announce, by the mean over all of them."""
    known = table.drop_nulls()
    if known.is_empty():
        return str(Text("Rien à vérifier encore", "Nothing to check yet"))
    off = float((known["held"] - known["level"]).mean())  # type: ignore[arg-type]
    points = formats.number(round(abs(100 * off)))
    if abs(off) <= FAR:
        return str(
            Text(
                "Les fourchettes tiennent à peu près aussi souvent qu'annoncé",
                "Ranges hold about as often as announced",
            )
        )
    if off > 0:
        return str(
            Text(
                f"Les fourchettes sont trop prudentes : {points} points de plus qu'annoncé",
                f"Ranges are too cautious: {points} points more than announced",
            )
        )
    return str(
        Text(
            f"Les fourchettes sont trop sûres d'elles : {points} points de moins qu'annoncé",
            f"Ranges are too sure of themselves: {points} points less than announced",
        )
    )
