"""The figure of waves: the last one over the earlier ones, each from its first day."""

from datetime import timedelta

import polars as pl

from argos.core.language import Text
from argos.epidemiology.waves import Wave, waves
from argos.outputs.snapshot import Snapshot
from argos.web import charts, formats
from argos.web.charts.look import Look
from argos.web.charts.render import Chart, described
from argos.web.choices import Choices
from argos.web.figures.figure import Figure, who_where, words
from argos.web.figures.series import sourced
from argos.web.frames import Shown, shown

BEFORE = timedelta(days=21)  # shown before a wave's first day
MOST = 5  # waves over each other, the last ones
SCHEMA = pl.Schema(
    {
        "series": pl.String(), "date": pl.Date(), "value": pl.Float64(), "mean": pl.Float64(),
        "status": pl.String(), "provisional": pl.Boolean(),
    }
)  # fmt: skip


def waves_of(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return the chosen series' waves, each moved onto the days of the last one.

    Raises:
        UsageError: see ``Snapshot.series``.

    """
    said = words(snapshot, choices.indicator)
    series = shown(snapshot, choices.ask(first=None, last=None))
    levels = series.frame.select("date", level=pl.coalesce("mean", "value"))
    found = waves(levels)[-MOST:]
    table = pl.concat([pl.DataFrame(schema=SCHEMA), *(_moved(series, w, found) for w in found)])
    title = _title(said["label"], who_where(choices), found)

    def draw(look: Look) -> Chart:
        return described(charts.compared(table, look, units=[said["unit"]]), title)

    subtitle = f"{said['label']} – {who_where(choices)} – {said['unit']}"
    return Figure(title, subtitle, title, sourced(series), table, draw)


def _moved(series: Shown, wave: Wave, found: list[Wave]) -> pl.DataFrame:
    """Return the days of a wave as if it had begun on the first day of the last one."""
    until = wave.end if wave is not found[-1] else series.frame["date"][-1]
    part = series.frame.filter(pl.col("date").is_between(wave.start - BEFORE, until))
    shift = found[-1].start - wave.start
    return part.select(
        pl.lit(_name(wave)).alias("series"),
        pl.col("date") + shift,
        *(pl.col(c).cast(SCHEMA[c]) for c in ("value", "mean", "status", "provisional")),
    )


def _name(wave: Wave) -> str:
    began = formats.day(wave.start, year=True)
    return str(Text(f"dès le {began}", f"from {began}"))


def _title(label: str, where: str, found: list[Wave]) -> str:
    """Hold the last wave's highest level so far against the highest of the earlier ones."""
    if len(found) < 2:
        return str(
            Text(
                f"{label}, {where} : pas de vague précédente à comparer",
                f"{label}, {where}: no earlier wave to compare with",
            )
        )
    last, top = found[-1], max(found[:-1], key=lambda each: each.height)
    pair = formats.number(last.height), formats.number(top.height)
    on, then = formats.day(last.peak, year=True), formats.day(top.peak, year=True)
    return str(
        Text(
            f"{label}, {where} : au plus {pair[0]} en moyenne de 7 jours ({on}), contre {pair[1]} "
            f"à la plus haute vague d'avant ({then})",
            f"{label}, {where}: at most {pair[0]} as a 7-day mean ({on}), against {pair[1]} "
            f"in the highest wave before ({then})",
        )
    )
