"""The figure of what came: every feed, day by day, over the last weeks."""

from datetime import date, datetime, timedelta

import polars as pl

from argos.core.clock import local_day
from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web import charts, formats, published
from argos.web.charts.look import Look
from argos.web.charts.render import Chart, described
from argos.web.choices import Choices
from argos.web.feeds import Feed, feeds
from argos.web.figures.figure import Figure

DAYS = 56
KEPT = ("accepted", "partial")
SCHEMA = pl.Schema({"feed": pl.String(), "date": pl.Date(), "state": pl.String()})
STATES = {
    "received": Text("reçu", "received"),
    "late": Text("en retard", "late"),
    "missing": Text("manquant", "missing"),
    "rejected": Text("refusé", "refused"),
}


def received(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return the calendar of every feed; of one partner, where one is chosen."""
    now = published.now()
    chosen = [feed for feed in feeds(snapshot, now) if choices.partner in ("all", feed.partner_id)]
    rows = [row for feed in chosen for row in _days(snapshot, feed, now)]
    states = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    title = _title(states)

    def draw(look: Look) -> Chart:
        return described(charts.calendar_heat(states, look), title)

    words = {code: str(word) for code, word in STATES.items()}
    table = states.with_columns(state=pl.col("state").replace(words)).sort("date", "feed")
    period = Text(f"{DAYS} derniers jours", f"last {DAYS} days")
    source = Text("Source : les reçus publiés.", "Source: the published receipts.")
    return Figure(title, str(period), title, str(source), table, draw)


def state_of(day: date, kept: list[date], refused: list[date], agreed: timedelta) -> str | None:
    """Return the state of a day of a feed; None where nothing was due on it.

    Args:
        day: the day.
        kept: the days on which something was taken in, in order.
        refused: the days on which a file was refused.
        agreed: the longest time between two batches.

    """
    before = [each for each in kept if each < day]
    if day in kept:
        return "late" if before and day - before[-1] > agreed else "received"
    if day in refused:
        return "rejected"
    return "missing" if before and day - before[-1] > agreed else None


def _days(snapshot: Snapshot, feed: Feed, now: datetime) -> list[tuple[str, date, str]]:
    receipts = snapshot.receipts.filter(pl.col("feed") == feed.name)
    came = [(local_day(row["recorded_at"]), row["status"]) for row in receipts.iter_rows(named=True)
            if row["recorded_at"] is not None]  # fmt: skip
    kept = sorted({day for day, status in came if status in KEPT})
    refused = sorted({day for day, status in came if status not in KEPT})
    until = local_day(now)
    days = [until - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    label = f"{feed.partner} – {feed.name.split('.', 1)[1]}"
    states = [(day, state_of(day, kept, refused, feed.agreed)) for day in days]
    return [(label, day, state) for day, state in states if state is not None]


def _title(states: pl.DataFrame) -> str:
    """Say how many days are missing, and which feed lacks most."""
    if states.is_empty():
        return str(Text("Aucun envoi encore", "Nothing sent yet"))
    missing = states.filter(pl.col("state") == "missing")
    if missing.is_empty():
        return str(Text(f"Rien ne manque sur {DAYS} jours", f"Nothing is missing over {DAYS} days"))
    worst, count = missing["feed"].value_counts(sort=True).row(0)
    days = formats.many(missing.height, Text("jour manquant", "missing day"),
                        Text("jours manquants", "missing days"))  # fmt: skip
    return str(
        Text(
            f"{days} sur {DAYS} jours, d'abord {worst} ({count})",
            f"{days} over {DAYS} days, first of all {worst} ({count})",
        )
    )
