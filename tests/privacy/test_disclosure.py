"""No hidden count can be deduced from what is released; every leak planted here is found."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from argos.core.schema import INSTANT
from argos.publish import choice, cube, cube_links, history, protection, rule
from argos.publish.cube import CELL
from argos.publish.cube_links import Structure, insiders, links
from argos.publish.interval_attack import UNBOUNDED, disclosed
from argos.publish.states import instants_of, states_of
from tests.published import MONDAY, SUNDAY, at

SOURCE = Path(__file__).resolve().parents[2] / "src" / "argos"
DAYS = [MONDAY + timedelta(days=n) for n in range(7)]
AGES = ("00-14", "15+")
PARTS = ("all-of-it/a", "all-of-it/b")
LATER = at(SUNDAY, 23)
# Two départements make a région and the nation, so that an exact program stays small.
TERRITORY = pl.DataFrame(
    [
        ("dep:44", None, None, "dep:44", "reg:52"),
        ("dep:49", None, None, "dep:49", "reg:52"),
        ("reg:52", None, None, None, "reg:52"),
    ],
    schema=dict.fromkeys(("place", "com", "epci", "dep", "reg"), pl.String),
    orient="row",
)


@pytest.fixture(autouse=True)
def territory(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (choice, cube, cube_links):
        monkeypatch.setattr(module, "ancestors", lambda: TERRITORY)


@dataclass(frozen=True)
class Said:
    """A cell, its exact count, and the figure that was released of it (None: hidden)."""

    count: int
    figure: float | None
    place: str = "dep:44"
    age: str = "all"
    sex: str = "all"
    period: str = "day"
    date: date = SUNDAY
    partner: str = "all-of-it"
    indicator: str = "calls"
    known: bool = True

    @property
    def bounds(self) -> tuple[float, float]:
        shown = pl.lit(self.figure, pl.Float64)
        low, high = pl.select(rule.low(shown).alias("low"), rule.high(shown).alias("high")).row(0)
        return (low, high) if self.known else (0.0, UNBOUNDED)


def attacked(said: Iterable[Said], **structure: object) -> set[tuple[str, str, str, str]]:
    """Attack these cells; return (period, age, sex, partner) of those that are disclosed."""
    cells = list(said)
    frame = pl.DataFrame([{name: getattr(c, name) for name in CELL} for c in cells])
    known = Structure(
        partner="all-of-it",
        ages={"calls": AGES, "covid": AGES},
        parts=PARTS,
        **{"part_of": {}, **structure},
    )
    numbered = frame.with_row_index("cell")
    states = numbered.with_columns(
        state=pl.lit(0),
        count=pl.Series([c.count for c in cells]),
        low=pl.Series([float(c.bounds[0]) for c in cells]),
        high=pl.Series([float(c.bounds[1]) for c in cells]),
        insider=insiders(known),
    )
    found = disclosed(states, links(numbered, known), owned(states))
    return set(found.select("period", "age", "sex", "partner").rows())


def owned(states: pl.DataFrame) -> pl.DataFrame:
    """What each unit has of the cells: its own in total, all of its own by unit."""
    crossing = [name for name in CELL if name != "partner"]
    by_unit = states.filter(pl.col("partner").is_in(PARTS))
    own = by_unit.select(*crossing, insider="partner", own="count")
    cells = states.join(own, on=crossing)
    seen = pl.col("partner").is_in([*PARTS]) & (pl.col("partner") != pl.col("insider_right"))
    return cells.filter(~seen).select("state", "cell", "own", insider="insider_right")


TOTAL = ("day", "all", "all", "all-of-it")


def test_figures_that_follow_the_rule_disclose_nothing() -> None:
    ages = [Said(58, 60, age="00-14"), Said(41, 40, age="15+")]
    assert attacked([Said(99, 100), *ages]) == set()


def test_an_unrounded_figure_is_found() -> None:
    assert attacked([Said(99, 99)]) == {TOTAL}


def test_a_small_figure_that_is_shown_is_found() -> None:
    assert attacked([Said(7, 7)]) == {TOTAL}


def test_the_complement_of_a_hidden_cell_is_found() -> None:
    # 11 or 12 in all, 11 or 12 women: 0 or 1 man.
    sexes = [Said(11, 10, sex="f"), Said(0, None, sex="m")]
    assert ("day", "all", "m", "all-of-it") in attacked([Said(11, 10), *sexes])


def test_an_exact_total_beside_rounded_parts_is_found() -> None:
    sexes = [Said(98, 100, sex="f"), Said(1, None, sex="m")]
    assert attacked([Said(99, 100), *sexes]) == set()
    assert ("day", "all", "m", "all-of-it") in attacked([Said(99, 99), *sexes])


def test_a_finer_crossing_published_by_day_is_found() -> None:
    ages = [Said(14, 15, age="00-14"), Said(30, 30, age="15+")]
    sexes = [Said(22, 20, sex="f"), Said(22, 20, sex="m")]
    fine = [
        Said(12, 10, age="00-14", sex="f"), Said(2, None, age="00-14", sex="m"),
        Said(10, None, age="15+", sex="f"), Said(20, 20, age="15+", sex="m"),
    ]  # fmt: skip
    assert attacked([Said(44, 45), *ages, *sexes]) == set()
    assert ("day", "15+", "f", "all-of-it") in attacked([Said(44, 45), *ages, *sexes, *fine])


def test_a_figure_kept_exact_from_before_is_found() -> None:
    # The earlier version said 13 exactly, and nothing has changed since.
    sexes = [Said(11, 10, sex="f"), Said(2, None, sex="m")]
    assert attacked([Said(13, 15), *sexes]) == set()
    assert TOTAL in attacked([Said(13, 13), *sexes])


def test_subtracting_a_partner_s_own_count_is_found() -> None:
    # The first unit counted 16 of the 13 to 17: it knows that the other had 1 at most.
    units = [Said(16, 15, partner="all-of-it/a"), Said(0, None, partner="all-of-it/b")]
    assert ("day", "all", "all", "all-of-it/b") in attacked([Said(16, 15), *units])
    wide = [Said(16, 15, partner="all-of-it/a"), Said(15, 15, partner="all-of-it/b")]
    assert attacked([Said(31, 30), *wide]) == set()


def test_a_place_left_over_from_its_region_is_found() -> None:
    places = [Said(11, 10, place="reg:52"), Said(11, 10), Said(0, None, place="dep:49")]
    assert attacked(places) == {TOTAL}


def test_a_day_left_over_from_its_week_is_found() -> None:
    days = [Said(11, 10, date=DAYS[0]), *(Said(0, None, date=day) for day in DAYS[1:])]
    assert TOTAL in attacked([Said(11, 10, period="week"), *days])


@pytest.mark.parametrize(
    ("middle", "figures", "found"), [(145, (165, 145), False), (146, (170, 145), True)]
)
def test_the_difference_of_two_sliding_windows_is_found(
    middle: int, figures: tuple[int, int], found: bool
) -> None:
    # Nothing is known of the six days between, but they cancel out: 22 at most on the day that the
    # window loses, and 21 at least between the two windows, leave 1 at most to the day it gains.
    lost, gained = MONDAY - timedelta(days=1), DAYS[-1]
    spread = [middle - 5 * 24, *[24] * 5]
    between = [Said(n, 25, date=d, known=False) for d, n in zip(DAYS[:-1], spread, strict=True)]
    windows = [
        Said(middle + 22, figures[0], period="window", date=DAYS[-2]),
        Said(middle + 1, figures[1], period="window", date=DAYS[-1]),
    ]
    ends = [Said(22, 20, date=lost), Said(1, None, date=gained)]
    assert (TOTAL in attacked([*ends, *between, *windows])) is found


def test_what_is_left_of_an_indicator_beside_its_part_is_found() -> None:
    both = [Said(11, 10), Said(11, 10, indicator="covid")]
    assert attacked(both) == set()
    assert attacked(both, part_of={"covid": "calls"}) == {TOTAL}


def test_a_breakdown_that_is_taken_away_is_not_known() -> None:
    sexes = [Said(11, 10, sex="f", known=False), Said(0, None, sex="m", known=False)]
    assert attacked([Said(11, 10), *sexes]) == set()


@pytest.mark.parametrize(("seed", "mean"), [(0, 5), (1, 5), (2, 20), (5, 5), (0, 20), (3, 12)])
def test_random_cubes_withstand_an_exact_attack(seed: int, mean: int) -> None:
    cube_ = RandomCube.drawn(seed, mean)
    assert cube_.narrow(cube_.losses()) == []


def test_the_exact_attack_finds_what_is_not_protected() -> None:
    assert any(RandomCube.drawn(seed, 5).narrow(set()) for seed in range(4))


Cell = tuple[str, str, object]
Atom = tuple[str, date, str, str]


@dataclass
class RandomCube:
    """A week of invented counts, and all that an attacker could compute from it exactly."""

    atoms: list[Atom]
    counts: np.ndarray

    @classmethod
    def drawn(cls, seed: int, mean: float) -> "RandomCube":
        rng = np.random.default_rng(seed)
        atoms = [
            (place, day, age, sex)
            for place in ("dep:44", "dep:49")
            for day in DAYS
            for age in AGES
            for sex in ("f", "m")
        ]
        means = {(p, a, s): rng.gamma(1, mean) for p, _, a, s in atoms}
        return cls(atoms, np.array([rng.poisson(means[p, a, s]) for p, _, a, s in atoms]))

    def count(self, members: list[int]) -> int:
        return int(self.counts[members].sum())

    def losses(self) -> set[tuple[str, str]]:
        structure = Structure("x", {"i": AGES}, {})
        history_ = self._history()
        columns = {**dict.fromkeys(CELL, pl.String), "date": pl.Date, "value": pl.Float64}
        lost = protection.losses(
            states_of(history_, structure),
            instants_of(history_, None),
            pl.DataFrame(schema=columns),
            structure,
            history_.clear().with_columns(insider=pl.lit(None, pl.String)),
        )
        return set(lost.select("place", "layer").rows())

    def _history(self) -> pl.DataFrame:
        words = dict.fromkeys(("indicator", "place", "age", "sex", "partner"), cube.WORD)
        fine = pl.DataFrame(
            [
                {"indicator": "i", "place": p, "date": d, "age": a, "sex": s, "partner": "x",
                 "known_from": LATER, "delta": int(n)}
                for (p, d, a, s), n in zip(self.atoms, self.counts, strict=True) if n
            ],
            schema={**words, "date": pl.Date, "known_from": INSTANT, "delta": pl.Int64},
        ).select(*(name for name in CELL if name != "period"), "known_from", "delta")  # fmt: skip
        days = pl.DataFrame(
            {"date": DAYS, "known_from": [LATER] * 7, "delta": [1] * 7},
            schema={"date": pl.Date, "known_from": INSTANT, "delta": pl.Int64},
        )
        weeks = cube.weeks_of(days)
        given = pl.concat(
            [days.with_columns(period=pl.lit("day")), weeks.with_columns(period=pl.lit("week"))]
        )
        changes = pl.concat([cube.daily(fine, "x"), cube.weekly(fine, "x")])
        return history.histories(pl.concat([changes, history.presence(changes, given)]), given)

    def cells(self) -> dict[Cell, list[int]]:
        found: dict[Cell, list[int]] = {}
        keys: dict[str, Callable[[Atom], object]] = {
            "day total": lambda a: a[1],
            "day age": lambda a: (a[1], a[2]),
            "day sex": lambda a: (a[1], a[3]),
            "week total": lambda a: None,
            "week age": lambda a: a[2],
            "week sex": lambda a: a[3],
            "week age-sex": lambda a: (a[2], a[3]),
        }
        for number, atom in enumerate(self.atoms):
            for place in (atom[0], "reg:52", "fra"):
                for layer, key in keys.items():
                    found.setdefault((place, layer, key(atom)), []).append(number)
        return found

    def narrow(self, lost: set[tuple[str, str]]) -> list[Cell]:
        """The hidden cells that an attacker knows to less than 3, by an exact integer program."""
        cells, limits = self.cells(), self._limits(lost)
        return [
            cell
            for cell, members in cells.items()
            if self.count(members) <= rule.HIDDEN_UP_TO
            and self._width(members, limits) < rule.NARROW
        ]

    def _limits(self, lost: set[tuple[str, str]]) -> LinearConstraint:
        """What the released figures say of the atoms."""
        shown = [
            each for (place, layer, _), each in self.cells().items() if (place, layer) not in lost
        ]
        matrix = np.zeros((len(shown), len(self.atoms)))
        for row, members in zip(matrix, shown, strict=True):
            row[members] = 1
        figures = rule.figure(pl.lit(pl.Series([self.count(each) for each in shown])))
        ends = pl.select(rule.low(figures).alias("low"), rule.high(figures).alias("high"))
        return LinearConstraint(matrix, ends["low"].to_numpy(), ends["high"].to_numpy())

    def _width(self, members: list[int], limits: LinearConstraint) -> int:
        goal = np.zeros(len(self.atoms))
        goal[members] = 1
        ends = [
            milp(sign * goal, constraints=limits, integrality=np.ones_like(goal), bounds=Bounds(0))
            for sign in (1, -1)
        ]
        return -round(ends[1].fun) - round(ends[0].fun)


def test_only_disclosure_constructs_a_published_table() -> None:
    makers = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and "PublishedTable" in ast.unparse(node.func):
                makers.add(file.relative_to(SOURCE).as_posix())
    assert makers == {"publish/disclosure.py"}
