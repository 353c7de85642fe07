"""What the last days of a series will count once all has been reported."""

import polars as pl

from argos.outputs.modelled import NOWCASTS
from argos.outputs.snapshot import Snapshot
from argos.outputs.standing import newest
from argos.web.choices import Choices

SERIES = ("indicator", "place", "partner")


def nowcast_of(snapshot: Snapshot, choices: Choices) -> pl.DataFrame:
    """Return the newest nowcast of the chosen series (``tables.NOWCASTS``), by date.

    Only whole series have one; of several sources, the one with the newest origin is taken.
    """
    whole = (choices.age, choices.sex) == ("all", "all") and choices.period != "week"
    if not whole or not choices.indicator:
        return pl.DataFrame(schema=NOWCASTS)
    rows = snapshot.modelled(
        "nowcasts", choices.instant, indicator=choices.indicator, place=choices.place or "fra"
    )
    if choices.partner != "all":
        rows = rows.filter(partner=choices.partner)
    last = newest(rows, SERIES).sort("origin", "partner")
    return last if last.is_empty() else last.filter(partner=last["partner"][-1]).sort("date")
