"""Taking breakdowns away until no hidden count can be deduced.

Each commit of the log makes a new state of the weeks that it touches. Every state must pass
`interval_attack` by itself; where it does not, the place and week lose their finest breakdown, then
the next, until it does. What was released before stays known as long as it is still true, so taking
it away hides nothing: the attack goes on counting with it.
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from argos.publish import rule
from argos.publish.cube import ALL, CELL, SMALL, ancestors, week_end
from argos.publish.cube_links import Structure, insiders, links
from argos.publish.interval_attack import UNBOUNDED, disclosed

BREAKDOWNS = {  # finest first; what a deduction on a figure of this period takes away
    "day": ("day partner", "day age", "day sex", "window total", "day total",
            "week age-sex", "week age", "week sex", "week total"),
    "week": ("week age-sex", "week age", "week sex", "week total",
             "day partner", "day age", "day sex", "window total", "day total"),
    "window": ("window total", "day partner", "day age", "day sex", "day total",
               "week age-sex", "week age", "week sex", "week total"),
}  # fmt: skip
ABOVE = {"com": "epci", "epci": "dep", "dep": "reg", "reg": "fra"}
AREA = ["indicator", "place", "week"]
LOST = ["state", "indicator", "place", "layer"]
Lost = dict[tuple[int, str, str], set[str]]


def layer(partner: str) -> pl.Expr:
    """Return the breakdown that a cell belongs to, as ``day age`` or ``week total``."""
    age, sex = pl.col("age") != ALL, pl.col("sex") != ALL
    crossing = (
        pl.when(pl.col("partner") != partner)
        .then(pl.lit("partner"))
        .when(age & sex)
        .then(pl.lit("age-sex"))
        .when(age)
        .then(pl.lit("age"))
        .when(sex)
        .then(pl.lit("sex"))
        .otherwise(pl.lit("total"))
    )
    return pl.concat_str(pl.col("period"), crossing, separator=" ")


def losses(states: pl.DataFrame, shown: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Return which breakdowns each state must do without.

    Args:
        states: from ``states_of``: state, turn, week, known_from, `CELL`, count.
        shown: `CELL`, value: the figure of each cell that stood before the first state; a cell that
            never had one is absent.
        structure: how the indicators and partners of the source hang together.

    Returns:
        indicator, place, week, layer, known_from: lost in the state of that instant.

    """
    cells = states.select(CELL).unique().sort(CELL).with_row_index("cell")
    joined = links(cells, structure)
    marked = states.join(cells, on=CELL).with_columns(
        layer=layer(structure.partner),
        insider=insiders(structure),
        said=rule.figure(pl.col("count")),
    )
    before = shown.join(cells, on=CELL).select("cell", before="value")
    found = [_as_frame(marked.clear(), {})]
    for turn in sorted(states["turn"].unique()):
        now = marked.filter(pl.col("turn") == turn).join(before, on="cell", how="left")
        lost = _protected(now, joined)
        found.append(_as_frame(now, lost))
        before = _stand(before, now, lost)
    return pl.concat(found)


def states_of(
    history: pl.DataFrame, since: datetime | None = None, context: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return the whole of each week at each instant at which any of its cells changed.

    Left out: small places under 11, which the attack counts among what is missing of their parent;
    and whole states in which everything is hidden and nobody has counts of their own.

    Args:
        history: `CELL`, known_from, count.
        since: the last instant that was already published, if any.
        context: the same of the days just before.

    Returns:
        `CELL`, count, week, known_from, state, turn (the order of the week's states, from 1).

    """
    weeks = history.with_columns(week=week_end(pl.col("date")))
    around = history if context is None else pl.concat([history, context])
    everything = pl.concat([weeks, _week_before(around)])
    grid = everything.select(*CELL, "week").unique().join(instants_of(history, since), on="week")
    known = everything.select(*CELL, "week", "known_from", "count").sort("known_from")
    full = grid.sort("known_from").join_asof(
        known, on="known_from", by=[*CELL, "week"], check_sortedness=False
    )
    return _worth_attacking(full.drop_nulls("count"))


def instants_of(history: pl.DataFrame, since: datetime | None) -> pl.DataFrame:
    """Return week, known_from, state and turn of every state after an instant."""
    weeks = history.select("known_from", week=week_end(pl.col("date"))).unique()
    new = weeks if since is None else weeks.filter(pl.col("known_from") > since)
    turn = pl.col("known_from").rank("dense").over("week").cast(pl.Int64)
    ordered = new.with_columns(turn=turn).sort("week", "known_from")
    return ordered.with_columns(state=pl.int_range(pl.len(), dtype=pl.Int64))


def _week_before(around: pl.DataFrame) -> pl.DataFrame:
    """Return the totals of the days before, which the sliding windows of a week reach into."""
    sliding = around.filter(pl.col("period") == "window")["indicator"].unique()
    totals = around.filter(
        pl.col("indicator").is_in(sliding.implode())
        & (pl.col("period") == "day")
        & (pl.col("age") == ALL)
        & (pl.col("sex") == ALL)
    )
    return totals.with_columns(week=week_end(pl.col("date")).dt.offset_by("7d"))


def _worth_attacking(full: pl.DataFrame) -> pl.DataFrame:
    big = pl.col("count") > rule.HIDDEN_UP_TO
    small_place = pl.col("place").str.contains(f"^({'|'.join(SMALL)}):")
    place = ["state", "indicator", "place", "period", "date"]
    total = pl.col("count").max().over(place) > rule.HIDDEN_UP_TO
    parts = pl.col("partner").n_unique().over("indicator") > 1
    whole = (pl.col("age") == ALL) & (pl.col("sex") == ALL)
    kept = full.filter(total | (whole & ~small_place))
    return kept.filter(big.any().over("state") | parts)


def _protected(cells: pl.DataFrame, joined: pl.DataFrame) -> Lost:
    """Attack, take away, attack again what was not safe, until all of it is."""
    lost: Lost = {}
    unsafe = cells
    while unsafe.height:
        found = disclosed(_as_known(unsafe, lost), joined)
        changed = _take_away(found, _layers(unsafe), lost)
        unsafe = unsafe.filter(pl.col("state").is_in(changed))
    return lost


def _as_known(cells: pl.DataFrame, lost: Lost) -> pl.DataFrame:
    """Add the interval that the attacker starts from.

    A cell whose breakdown is lost is unknown, unless the figure that stood before is still right.
    """
    taken = _lost_frame(lost).with_columns(lost=pl.lit(True))
    marked = cells.join(taken, on=LOST, how="left")
    still_right = pl.col("before").eq(pl.col("said")).fill_null(False)
    unknown = pl.col("lost").fill_null(False) & ~still_right
    low, high = rule.low(pl.col("said")), rule.high(pl.col("said"))
    return marked.with_columns(
        low=pl.when(unknown).then(0.0).otherwise(low),
        high=pl.when(unknown).then(UNBOUNDED).otherwise(high),
    ).drop("lost")


def _layers(cells: pl.DataFrame) -> Mapping[tuple[int, str, str], set[str]]:
    """Return the breakdowns that each place has in each state."""
    found = cells.group_by("state", "indicator", "place").agg(pl.col("layer").unique())
    return {(s, i, p): set(layers) for s, i, p, layers in found.iter_rows()}


def _take_away(
    found: pl.DataFrame, layers: Mapping[tuple[int, str, str], set[str]], lost: Lost
) -> list[int]:
    """Take the finest breakdown left at each place concerned; return the states that changed."""
    areas = found.group_by("state", "indicator", "place", maintain_order=True).agg(
        pl.col("period").first(), pl.col("layer").first()
    )
    changed: set[int] = set()
    for state, indicator, place, period, own in areas.iter_rows():
        at: str | None = place
        while at is not None:
            area = (state, indicator, at)
            left = layers.get(area, set()) - lost.get(area, set())
            order = [*([own] if not own.endswith("total") else []), *BREAKDOWNS[period]]
            finest = next((each for each in order if each in left), None)
            if finest is not None:
                lost.setdefault(area, set()).add(finest)
                changed.add(state)
                break
            at = _above(at)
    return sorted(changed)


def _above(place: str) -> str | None:
    level = ABOVE.get(place.split(":")[0])
    if level is None or level == "fra":
        return None if place == "fra" else "fra"
    held = ancestors().filter(pl.col("place") == place)[level]
    return held[0] if held.len() and held[0] is not None else "fra"


def _lost_frame(lost: Lost) -> pl.DataFrame:
    rows = [(*area, each) for area, layers in lost.items() for each in sorted(layers)]
    schema = {"state": pl.Int64, "indicator": pl.String, "place": pl.String, "layer": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _as_frame(now: pl.DataFrame, lost: Lost) -> pl.DataFrame:
    states = now.select("state", "week", "known_from").unique()
    return _lost_frame(lost).join(states, on="state").select(*AREA, "layer", "known_from")


def _stand(before: pl.DataFrame, now: pl.DataFrame, lost: Lost) -> pl.DataFrame:
    """Return the figures that stand after a state: the new ones, and the old ones where lost."""
    own = now.filter(week_end(pl.col("date")) == pl.col("week"))
    new = own.join(_lost_frame(lost), on=LOST, how="anti").select("cell", before="said")
    return pl.concat([before.join(new, on="cell", how="anti"), new])
