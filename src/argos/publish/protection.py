"""Taking breakdowns away until no hidden count can be deduced.

Each commit of the log makes a new state of the weeks that it touches. Every state must pass
`interval_attack` by itself; where it does not, the place and week lose their finest breakdown, then
the next, until it does. What was released before stays known as long as it is still true, so taking
it away hides nothing: the attack goes on counting with it.
"""

from collections.abc import Mapping

import polars as pl

from argos.publish import rule
from argos.publish.choice import Area, Choice, Lost, holders, relatives
from argos.publish.cube import ALL, CELL, week_end
from argos.publish.cube_links import Structure, insiders, links
from argos.publish.insiders import owned
from argos.publish.interval_attack import UNBOUNDED, equations, found_in

AREA = ["indicator", "place", "week"]
LOST = ["state", "indicator", "place", "layer"]


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


def losses(
    states: pl.DataFrame,
    instants: pl.DataFrame,
    shown: pl.DataFrame,
    structure: Structure,
    own: pl.DataFrame,
) -> pl.DataFrame:
    """Return which breakdowns each state must do without.

    Args:
        states: from ``states.states_of``: state, turn, week, known_from, `CELL`, count.
        instants: from ``states.instants_of``: all states, even without anything to attack.
        shown: `CELL`, value: the last figure released of each cell before the first state; a cell
            that was hidden last, or never had one, is absent.
        structure: how the indicators and partners of the source hang together.
        own: from ``insiders.own_histories``: what each partner of several has of each cell.

    Returns:
        indicator, place, week, layer, known_from: lost in the state of that instant.

    """
    cells = _numbered(states, structure)
    joined = links(cells, structure)
    marked = states.join(cells.drop("week"), on=CELL).with_columns(
        insider=insiders(structure), said=rule.figure(pl.col("count"))
    )
    columns = ["cell", *AREA, "layer", "before"]
    before = cells.join(shown, on=CELL).with_columns(before="value").select(columns)
    found = [_as_frame(marked.clear(), {})]
    for turn in instants["turn"].unique().sort():
        now = marked.filter(pl.col("turn") == turn)
        weeks = instants.filter(pl.col("turn") == turn).select("week")
        known = now.join(before.select("cell", "before"), on="cell", how="left")
        lost = _as_frame(known, _protected(known, joined, structure, own))
        stand = _stand(before.join(weeks, on="week", how="semi"), known, lost)
        before = pl.concat([before.join(weeks, on="week", how="anti"), stand])
        found.append(lost)
    return pl.concat(found)


def _numbered(states: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Return each cell that any state has: cell (a number), `CELL`, week, layer."""
    cells = states.select(CELL).unique().sort(CELL).with_row_index("cell")
    return cells.with_columns(week=week_end(pl.col("date")), layer=layer(structure.partner))


def _protected(
    cells: pl.DataFrame, joined: pl.DataFrame, structure: Structure, own: pl.DataFrame
) -> Lost:
    """Attack, take away, attack again what was not safe, until all of it is."""
    subtracted = owned(cells, own)
    above = holders(cells["place"].unique().to_list())
    choice = Choice(_layers(cells), relatives(structure), above)
    unsafe = cells.sort("state", "cell")
    system = equations(unsafe, joined)
    while unsafe.height:
        found = found_in(_as_known(unsafe, choice.lost), system, subtracted)
        changed = unsafe["state"].is_in(choice.take_away(unsafe.filter(found)))
        unsafe, system = unsafe.filter(changed), system.only(changed.to_numpy())
    return choice.lost


def _as_known(cells: pl.DataFrame, lost: Lost) -> pl.DataFrame:
    """Add the interval that the attacker starts from.

    A cell whose breakdown is lost is unknown, unless the figure that stood before is still right.
    """
    taken = _lost_frame(lost).with_columns(lost=pl.lit(True))
    marked = cells.join(taken, on=LOST, how="left", maintain_order="left")
    still_right = pl.col("before").eq(pl.col("said")).fill_null(False)
    unknown = pl.col("lost").fill_null(False) & ~still_right
    low, high = rule.low(pl.col("said")), rule.high(pl.col("said"))
    return marked.with_columns(
        low=pl.when(unknown).then(0.0).otherwise(low),
        high=pl.when(unknown).then(UNBOUNDED).otherwise(high),
    ).drop("lost")


def _layers(cells: pl.DataFrame) -> Mapping[Area, set[str]]:
    """Return the breakdowns of each place in each state that say something new.

    What repeats the figures that stood before is known already: taking it away would hide nothing.
    """
    repeated = pl.col("said").eq_missing(pl.col("before")) & ~pl.col("new_date")
    found = (
        cells.filter(~repeated)
        .group_by("state", "indicator", "place")
        .agg(pl.col("layer").unique())
    )
    return {(s, i, p): set(layers) for s, i, p, layers in found.iter_rows()}


def _lost_frame(lost: Lost) -> pl.DataFrame:
    rows = [(*area, each) for area, layers in lost.items() for each in sorted(layers)]
    schema = {"state": pl.Int64, "indicator": pl.String, "place": pl.String, "layer": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _as_frame(now: pl.DataFrame, lost: Lost) -> pl.DataFrame:
    states = now.select("state", "week", "known_from").unique()
    return _lost_frame(lost).join(states, on="state").select(*AREA, "layer", "known_from")


def _stand(before: pl.DataFrame, now: pl.DataFrame, lost: pl.DataFrame) -> pl.DataFrame:
    """Return the figures that stand after the states of some weeks.

    The new ones; the old ones where a breakdown is lost; none where a cell is hidden now.

    Args:
        before: cell, `AREA`, layer, before: the figures that stood, of these weeks.
        now: the cells of the states.
        lost: `AREA`, layer: what the states lose.

    """
    area = [*AREA, "layer"]
    own = now.filter(week_end(pl.col("date")) == pl.col("week"))
    new = own.join(lost, on=area, how="anti").select("cell", *area, before="said")
    old = before.join(lost, on=area, how="semi").select(new.columns)
    return pl.concat([old, new])
