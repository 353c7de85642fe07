"""Taking breakdowns away until no hidden count can be deduced.

Each commit of the log makes a new state of the weeks that it touches. Every state must pass
`interval_attack` by itself; where it does not, the place and week lose their finest breakdown, then
the next, until it does. What was released before stays known as long as it is still true, so taking
it away hides nothing: the attack goes on counting with it. Not so to a partner whose own count has
moved since: that the figure stays would tell it what the others can be, and is taken away. What the
old figure told it of the others it still knows (`insiders.learnt_from`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from argos.publish import cube_links, insiders, rule
from argos.publish.choice import Area, Breakdown, Choice, Lost, holders, in_turn, relatives
from argos.publish.cube import ALL, CELL, week_end
from argos.publish.cube_links import Structure, links
from argos.publish.equations import UNBOUNDED, Flags, Floats, Integers
from argos.publish.interval_attack import Attack

AREA = ["indicator", "place", "week"]
WORTH_SHRINKING = 0.75  # of what is attacked
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


@dataclass(frozen=True)
class Before:
    """What was released before the first state.

    Attributes:
        shown: `CELL`, value: the last figure of each cell; a cell that was hidden last, or never
            had one, is absent.
        states: as ``states`` of `losses`, with low and high: the states that were released then,
            and what they said; of sources that sum several partners.

    """

    shown: pl.DataFrame
    states: pl.DataFrame


def losses(
    states: pl.DataFrame,
    instants: pl.DataFrame,
    before: Before,
    structure: Structure,
    own: pl.DataFrame,
) -> pl.DataFrame:
    """Return which breakdowns each state must do without.

    Args:
        states: from ``states.states_of``: state, turn, week, known_from, `CELL`, count.
        instants: from ``states.instants_of``: all states, even without anything to attack.
        before: what is known from before.
        structure: how the indicators and partners of the source hang together.
        own: from ``insiders.own_histories``: what each partner of several has of each cell.

    Returns:
        indicator, place, week, layer, known_from: lost in the state of that instant.

    """
    cells = _numbered(pl.concat([states.select(CELL), before.states.select(CELL)]), structure)
    joined = links(cells, structure)
    above = holders(cells["place"].unique().to_list())
    marked = states.join(cells.drop("week"), on=CELL).with_columns(
        insider=cube_links.insiders(structure), said=rule.figure(pl.col("count"))
    )
    columns = ["cell", *AREA, "layer", "before"]
    stood = cells.join(before.shown, on=CELL).with_columns(before="value").select(columns)
    then = before.states.join(cells.drop("week"), on=CELL).filter(own_week())
    learnt = insiders.learnt_from(then, insiders.own_of(then, own), insiders.NOTHING)
    found = [_as_frame(marked.clear(), {})]
    ends = instants.group_by("week").agg(pl.col("turn").max())
    last = {turn: weeks["week"].to_list() for (turn,), weeks in ends.group_by("turn")}
    for turn in instants["turn"].unique().sort():
        now = marked.filter(pl.col("turn") == turn)
        weeks = instants.filter(pl.col("turn") == turn).select("week")
        known = now.join(stood.select("cell", "before"), on="cell", how="left")
        seen = insiders.owned(known, own, learnt)
        gone, after = _protected(known, joined, structure, seen, above)
        lost = _as_frame(known, gone)
        fresh = _stand(stood.join(weeks, on="week", how="semi"), known, lost)
        stood = pl.concat([stood.join(weeks, on="week", how="anti"), fresh])
        found.append(lost)
        goes_on = after.filter(own_week() & ~pl.col("week").is_in(last.get(turn, [])))
        learnt = insiders.learnt_from(goes_on, seen, learnt)
    return pl.concat(found)


def own_week() -> pl.Expr:
    """Whether a cell is of its state's own week, not of the days before that the week reaches."""
    return week_end(pl.col("date")) == pl.col("week")


def _numbered(cells: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Return each cell that any state has: cell (a number), `CELL`, week, layer."""
    numbered = cells.unique().sort(CELL).with_row_index("cell")
    return numbered.with_columns(week=week_end(pl.col("date")), layer=layer(structure.partner))


def _protected(
    cells: pl.DataFrame,
    joined: pl.DataFrame,
    structure: Structure,
    seen: pl.DataFrame,
    above: Mapping[str, tuple[str, ...]],
) -> tuple[Lost, pl.DataFrame]:
    """Attack, take away, attack again what was not safe, until all of it is.

    Taking away can only widen what is known: who could deduce nothing will not.

    Returns:
        What is lost, and the cells with what their figures tell a partner then: low, high.

    """
    ordered = cells.sort("state", "cell")
    figures = Figures(ordered)
    choice = Choice(_layers(ordered, seen), relatives(structure), above)
    attack = Attack.on(ordered, joined, seen)
    while True:
        found = attack.found(*figures.known(), figures.gone())
        taken = choice.take_away(figures.breakdowns(attack.cell[found]))
        if not taken:
            break
        figures.take_away(taken)
        kept = attack.sees(found) & figures.of_states(taken)[attack.cell]
        if kept.mean() < WORTH_SHRINKING:
            attack = attack.only(kept)
    low, high = figures.to_insiders()
    return choice.lost, ordered.with_columns(low=pl.Series(low), high=pl.Series(high))


class Figures:
    """What the released figures of some cells say, as breakdowns are taken away."""

    def __init__(self, cells: pl.DataFrame) -> None:
        """Start with all of them released.

        Args:
            cells: `LOST`, week, date, said (the figure), before (the figure that stood).

        """
        areas = in_turn(cells.select(LOST).unique())
        self._breakdowns = areas.rows()
        self._number = {each: number for number, each in enumerate(self._breakdowns)}
        self._lost: Flags = np.zeros(areas.height, dtype=bool)
        placed = cells.join(areas.with_row_index("area"), on=LOST, maintain_order="left")
        self._area: Integers = placed["area"].to_numpy()
        self._state: Integers = placed["state"].to_numpy()
        self._of_week: Flags = placed.select(own_week()).to_series().to_numpy()
        self._repeats: Flags = placed.select(_still_right()).to_series().to_numpy()
        ends = placed.select(low=rule.low(pl.col("said")), high=rule.high(pl.col("said")))
        self._low, self._high = (ends[name].cast(pl.Float64).to_numpy() for name in ("low", "high"))

    def breakdowns(self, cells: Integers) -> list[Breakdown]:
        """Return the breakdowns of some cells, in turn."""
        return [self._breakdowns[number] for number in np.unique(self._area[cells])]

    def of_states(self, taken: Sequence[Breakdown]) -> Flags:
        """Return of each cell whether something was taken away in its state."""
        changed = np.zeros(self._state.max(initial=-1) + 1, dtype=bool)
        changed[[state for state, *_ in taken]] = True
        flags: Flags = changed[self._state]
        return flags

    def take_away(self, taken: Sequence[Breakdown]) -> None:
        """Count some breakdowns as lost."""
        self._lost[[self._number[each] for each in taken if each in self._number]] = True

    def gone(self) -> Flags:
        """Return of each cell whether its figure is taken away."""
        return self._lost[self._area] & self._of_week

    def known(self) -> tuple[Floats, Floats]:
        """Return the interval of each cell; unknown if gone and not what the old figure says."""
        return self._unless(self.gone() & ~self._repeats)

    def to_insiders(self) -> tuple[Floats, Floats]:
        """Return the interval of each cell; unknown if gone."""
        return self._unless(self.gone())

    def _unless(self, unknown: Flags) -> tuple[Floats, Floats]:
        return np.where(unknown, 0.0, self._low), np.where(unknown, UNBOUNDED, self._high)


def _still_right() -> pl.Expr:
    """Whether the figure that stood before says what the new one would."""
    return pl.col("before").eq(pl.col("said")).fill_null(value=False)


def _layers(cells: pl.DataFrame, seen: pl.DataFrame) -> Mapping[Area, set[str]]:
    """Return the breakdowns of each place in each state that say something new.

    What repeats the figures that stood before is known already: taking it away would hide nothing,
    unless from a partner that has something of it (``seen``).
    """
    repeated = pl.col("said").eq_missing(pl.col("before")) & ~pl.col("new_date")
    partners = seen.select("state", "cell", has=pl.lit(value=True)).unique()
    found = (
        cells.join(partners, on=["state", "cell"], how="left")
        .filter((~repeated | pl.col("has")) & own_week())
        .group_by("state", "indicator", "place")
        .agg(pl.col("layer").unique())
    )
    return {(s, i, p): set(layers) for s, i, p, layers in found.iter_rows()}


def _as_frame(now: pl.DataFrame, lost: Lost) -> pl.DataFrame:
    rows = [(*area, each) for area, layers in lost.items() for each in sorted(layers)]
    schema = {"state": pl.Int64, "indicator": pl.String, "place": pl.String, "layer": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    states = now.select("state", "week", "known_from").unique()
    return frame.join(states, on="state").select(*AREA, "layer", "known_from")


def _stand(before: pl.DataFrame, now: pl.DataFrame, lost: pl.DataFrame) -> pl.DataFrame:
    """Return the figures that stand after the states of some weeks.

    The new ones; the old ones where a breakdown is lost; none where a cell is hidden now.

    Args:
        before: cell, `AREA`, layer, before: the figures that stood, of these weeks.
        now: the cells of the states.
        lost: `AREA`, layer: what the states lose.

    """
    area = [*AREA, "layer"]
    new = (
        now.filter(own_week()).join(lost, on=area, how="anti").select("cell", *area, before="said")
    )
    old = before.join(lost, on=area, how="semi").select(new.columns)
    return pl.concat([old, new])
