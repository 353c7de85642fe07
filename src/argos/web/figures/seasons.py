"""The figure of seasons: the current one, July to June, over the same days of earlier ones."""

from datetime import date, timedelta

import polars as pl

from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web import charts, formats
from argos.web.charts.frames import Period
from argos.web.charts.look import Look
from argos.web.charts.render import Chart, described
from argos.web.choices import Choices
from argos.web.figures.figure import Figure, who_where, words
from argos.web.figures.series import sourced, weekly
from argos.web.frames import shown

FIRST_MONTH = 7
SAME_WEEKDAY = timedelta(days=364)  # 52 weeks


def seasons(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return the chosen series by season, whatever dates are chosen.

    Raises:
        UsageError: see ``Snapshot.series``.

    """
    said = words(snapshot, choices.indicator)
    series = shown(snapshot, choices.ask(first=None, last=None))
    starts = [season_of(each) for each in series.frame["date"]]
    table = series.frame.with_columns(series=pl.Series(starts, dtype=pl.String)).select(
        "series", "date", "value", "mean", "status", "provisional"
    )
    title = _title(said["label"], who_where(choices), series.solid)

    def draw(look: Look) -> Chart:
        period: Period = "week" if weekly(series.frame) else "day"
        return described(charts.seasons(table, look, unit=said["unit"], period=period), title)

    subtitle = f"{said['label']} – {who_where(choices)} – {said['unit']}"
    return Figure(title, subtitle, title, sourced(series), table, draw)


def season_of(day: date) -> str:
    """Return the season of a day.

    >>> season_of(date(2020, 6, 30)), season_of(date(2020, 7, 1))
    ('2019–2020', '2020–2021')
    """
    year = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{year}–{year + 1}"


def _title(label: str, where: str, solid: pl.DataFrame) -> str:
    """Compare the last solid mean with that of 52 weeks before."""
    known = solid.with_columns(level=pl.coalesce("mean", "value")).drop_nulls("level")
    if known.is_empty():
        return str(Text(f"{label}, {where} : aucun chiffre", f"{label}, {where}: no figure"))
    last, now = known["date"][-1], known["level"][-1]
    then = known.filter(pl.col("date") == last - SAME_WEEKDAY)
    on = formats.day(last, year=True)
    if then.is_empty():
        return str(
            Text(
                f"{label}, {where} : pas de saison précédente à comparer au {on}",
                f"{label}, {where}: no earlier season to compare with on {on}",
            )
        )
    pair = formats.number(now), formats.number(then["level"][0])
    return str(
        Text(
            f"{label}, {where} : {pair[0]} au {on}, contre {pair[1]} un an plus tôt",
            f"{label}, {where}: {pair[0]} on {on}, against {pair[1]} a year earlier",
        )
    )
