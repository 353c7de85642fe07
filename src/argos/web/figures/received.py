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


def state_of(
    day: date, came: list[tuple[date, date, date]], refused: set[date], agreed: timedelta, now: date
) -> str | None:
    """Return what became of a day of a feed; None where it is not due yet, or not of the feed.

    Args:
        day: the day that is told of.
        came: of each batch taken in, the day on which it came, its first and its last day.
        refused: the days on which a file was refused.
        agreed: the longest time from a day to the batch that tells of it.
        now: today.

    """
    telling = [on for on, first, last in came if first <= day <= last]
    if day in refused:
        return "rejected"
    if telling:
        return "late" if min(telling) - day > agreed else "received"
    started = any(first < day for _, first, _ in came)
    return "missing" if started and now - day > agreed else None


def _days(snapshot: Snapshot, feed: Feed, now: datetime) -> list[tuple[str, date, str]]:
    rows = snapshot.receipts.filter(
        (pl.col("feed") == feed.name) & pl.col("recorded_at").is_not_null()
    ).to_dicts()
    came = [
        (local_day(row["recorded_at"]), row["content_from"], row["content_until"])
        for row in rows if row["status"] in KEPT and row["content_from"] is not None
    ]  # fmt: skip
    refused = {local_day(row["recorded_at"]) for row in rows if row["status"] not in KEPT}
    until = local_day(now)
    days = [until - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    label = f"{feed.partner} – {feed.name.split('.', 1)[1]}"
    agreed = feed.agreed + timedelta(days=1)  # a day is told of once it is over
    states = [(day, state_of(day, came, refused, agreed, until)) for day in days]
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
