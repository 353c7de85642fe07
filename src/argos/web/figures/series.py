"""The figure of one series: its finding, its days and its 7-day mean."""

from datetime import timedelta

import polars as pl
import polars.selectors as cs

from argos.core.calendar import holidays_between
from argos.core.incidents import Incident, incidents
from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.charts.line import series_chart
from argos.web.charts.look import Look
from argos.web.charts.marks import Mark
from argos.web.charts.render import Chart, described
from argos.web.choices import Choices
from argos.web.figures.figure import Figure, who_where, words
from argos.web.findings import Finding, finding
from argos.web.frames import Shown, shown
from argos.web.measures import measure_of
from argos.web.nowcasts import nowcast_of

SHOWN_DAYS = 400  # where no period is chosen
COLUMNS = (
    "date", "value", "estimated", "est_low", "est_high", "mean", "status", "provisional",
    "known_from",
)  # fmt: skip


def series(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return the figure of the chosen series.

    Raises:
        UsageError: see ``Snapshot.series``.

    """
    every = shown(snapshot, choices.ask(first=None))  # to the end of what is chosen
    drawn = shown(snapshot, recent(choices, every).ask())
    said = words(snapshot, choices.indicator)
    state = finding(every, measure=measure_of(choices.indicator, said["unit"]))
    title = titled(said["label"], who_where(choices), state)
    if choices.last is not None and state.day is not None:
        on = formats.day(state.day, year=True)
        title += str(Text(f" – au {on}", f" – on {on}"))
    told = with_nowcast(snapshot, choices, drawn.frame)
    statement = f"{title}. {as_known(drawn)}{estimated(told)}"

    def draw(look: Look) -> Chart:
        marks = _incidents(snapshot, drawn)
        marks += [] if look.width == "narrow" else _holidays(drawn)
        chart = series_chart(
            told, look, unit=said["unit"], marks=marks, log=choices.scale == "log",
            period="week" if weekly(drawn.frame) else "day",
        )  # fmt: skip
        return described(chart, statement)

    return Figure(
        title=title,
        subtitle=f"{said['label']} – {who_where(choices)} – {said['unit']}",
        statement=statement,
        source=sourced(drawn),
        table=told.select(cs.by_name(*COLUMNS, require_all=False)),
        draw=draw,
    )


def with_nowcast(snapshot: Snapshot, choices: Choices, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a series' frame with what its last days will count, where that is told."""
    seen = nowcast_of(snapshot, choices)
    if seen.is_empty():
        return frame
    told = seen.select("date", estimated="value", est_low="low_90", est_high="high_90")
    return frame.join(told, on="date", how="left", maintain_order="left")


def estimated(frame: pl.DataFrame) -> str:
    """Say what the last day will count; nothing where that is not told."""
    if "estimated" not in frame.columns:
        return ""
    known = frame.filter(pl.col("estimated").is_not_null())
    if known.is_empty():
        return ""
    row = known.row(-1, named=True)
    reach, on = formats.between(row["est_low"], row["est_high"]), formats.day(row["date"])
    return str(
        Text(
            f" Une fois tout transmis, le {on} en comptera {reach} (9 chances sur 10).",
            f" Once all is reported, {on} will count {reach} (9 chances in 10).",
        )
    )


def titled(label: str, where: str, state: Finding) -> str:
    """Return a title that states the finding."""
    return str(Text(f"{label}, {where} : {state.sentence}", f"{label}, {where}: {state.sentence}"))


def as_known(series: Shown) -> str:
    """Return until when the series goes, and what of it is provisional."""
    if series.frame.is_empty() or series.known_at is None:
        return str(
            Text("Rien n'est publié pour ce choix.", "Nothing is published for this choice.")
        )
    last, known = formats.day(series.frame["date"][-1], year=True), formats.instant(series.known_at)
    said = Text(f"Jusqu'au {last}, connu le {known}.", f"Up to {last}, known {known}.")
    days = int(series.frame["provisional"].sum())
    if not days:
        return str(said)
    one = Text("Le dernier jour est provisoire.", "The last day is provisional.")
    more = Text(
        f"Les {days} derniers jours sont provisoires.", f"The last {days} days are provisional."
    )
    return f"{said} {one if days == 1 else more}"


def sourced(series: Shown) -> str:
    """Return who gave the figures, and as of when they are."""
    named = ", ".join(formats.partner(each) for each in series.sources if each)
    if series.known_at is None:
        return named
    known = formats.instant(series.known_at)
    return str(Text(f"Source : {named}. Connu le {known}.", f"Source: {named}. Known {known}."))


def recent(choices: Choices, every: Shown) -> Choices:
    """Choose the last days of a series where no period is chosen."""
    if choices.first is not None or every.frame.is_empty():
        return choices
    last = choices.last or every.frame["date"][-1]
    return choices.but(first=last - timedelta(days=SHOWN_DAYS))


def weekly(frame: pl.DataFrame) -> bool:
    """Whether the rows of a series stand for more than a day."""
    return frame.height > 1 and (frame["date"][1] - frame["date"][0]).days > 1


def incidents_of(snapshot: Snapshot, series: Shown) -> list[Incident]:
    """Return the known incidents of the source that fall within a series; none if simulated."""
    dates = series.frame["date"]
    return (
        []
        if dates.is_empty() or snapshot.simulated
        else incidents(series.ask.indicator, dates[0], dates[-1])
    )


def _incidents(snapshot: Snapshot, series: Shown) -> list[Mark]:
    return [Mark(each.day, str(each.label), "incident") for each in incidents_of(snapshot, series)]


def _holidays(series: Shown) -> list[Mark]:
    dates = series.frame["date"]
    if dates.is_empty():
        return []
    found = holidays_between(dates[0], dates[-1], series.ask.place)
    return [Mark(on, str(name), "holiday") for on, name in found.items()]
