"""No hidden count can be deduced from what is released; every leak planted here is found."""

import ast
from collections.abc import Callable, Iterable, Iterator
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
from argos.publish.cube_links import Moves, Structure, insiders, links
from argos.publish.equations import UNBOUNDED
from argos.publish.interval_attack import disclosed
from argos.publish.states import instants_of, states_of
from tests.full import FULL
from tests.published import MONDAY, SUNDAY, at

SOURCE = Path(__file__).resolve().parents[2] / "src" / "argos"
CUBES = [(0, 5), (1, 5), (0, 20), (2, 20), (5, 5), (3, 12)]  # seed, and mean of a cell
HOSPITALS = [(0, 3), (1, 8), (2, 3), (3, 15)]
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
def territory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for module in (choice, cube, cube_links):
        monkeypatch.setattr(module, "ancestors", lambda: TERRITORY)
    cube.parents.cache_clear()
    yield
    cube.parents.cache_clear()


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
    plain = {"ages": {"calls": AGES, "covid": AGES}, "parts": PARTS, "part_of": {}}
    known = Structure(partner="all-of-it", **{**plain, **structure})
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
    nothing_before = {"least": pl.lit(0.0), "most": pl.lit(UNBOUNDED)}
    return cells.filter(~seen).select(
        "state", "cell", "own", insider="insider_right", **nothing_before
    )


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


PATIENTS = {"patients": Moves("admitted", "deaths")}


def hospital(**structure: object) -> dict[str, object]:
    """A census, who comes and who dies, on a Sunday; nothing is known by partner."""
    ages = {"patients": AGES, "admitted": AGES, "deaths": AGES}
    return {"ages": ages, "parts": (), "moves": PATIENTS, **structure}


def test_who_died_is_found_from_who_came_and_who_is_there() -> None:
    # 12 came and 11 are there on the first day: at most 1 left.
    opening = [
        Said(11, 10, indicator="patients"),
        Said(12, 10, indicator="admitted"),
        Said(1, None, indicator="deaths"),
    ]
    assert attacked(opening, **hospital()) == set()
    assert attacked(opening, **hospital(begins=SUNDAY)) == {TOTAL}
    # With 40 there the day before, at most 44 less 38 can have left: 0 to 6.
    before = Said(42, 40, indicator="patients", date=DAYS[-2])
    later = [Said(42, 40, indicator="patients"), *opening[1:]]
    assert attacked([before, *later], **hospital()) == set()


def test_who_came_is_found_from_who_is_there_more() -> None:
    # From a hidden number to 20 in one day: 8 to 10 came.
    risen = [
        Said(10, None, indicator="patients", date=DAYS[-2]),
        Said(20, 20, indicator="patients"),
        Said(10, None, indicator="admitted"),
    ]
    assert attacked(risen, **hospital(moves={})) == set()
    assert attacked(risen, **hospital()) == {TOTAL}


def test_a_week_s_moves_are_found_from_two_week_ends() -> None:
    sundays = [
        Said(10, None, indicator="patients", period="week", date=SUNDAY - timedelta(days=7)),
        Said(20, 20, indicator="patients", period="week"),
        Said(10, None, indicator="admitted", period="week"),
    ]
    assert attacked(sundays, **hospital()) == {("week", "all", "all", "all-of-it")}


def test_a_breakdown_that_is_taken_away_is_not_known() -> None:
    sexes = [Said(11, 10, sex="f", known=False), Said(0, None, sex="m", known=False)]
    assert attacked([Said(11, 10), *sexes]) == set()


@pytest.mark.parametrize(("seed", "mean"), CUBES if FULL else CUBES[1::2])
def test_random_cubes_withstand_an_exact_attack(seed: int, mean: int) -> None:
    cube_ = RandomCube.drawn(seed, mean)
    assert cube_.narrow(cube_.losses()) == []


def test_the_exact_attack_finds_what_is_not_protected() -> None:
    assert any(RandomCube.drawn(seed, 5).narrow(set()) for seed in range(4))


def losses_of(history_: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """What a first publication of these counts takes away, of a source of one partner."""
    columns = {**dict.fromkeys(CELL, pl.String), "date": pl.Date, "value": pl.Float64}
    unseen = states_of(history_.clear(), structure)
    before = protection.Before(
        pl.DataFrame(schema=columns), unseen.with_columns(low=pl.lit(0.0), high=pl.lit(0.0))
    )
    return protection.losses(
        states_of(history_, structure),
        instants_of(history_, structure, None),
        before,
        structure,
        history_.clear().with_columns(insider=pl.lit(None, pl.String)),
    )


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
        return set(losses_of(history_, structure).select("place", "layer").rows())

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
            and _width(self._goal(members), limits) < rule.NARROW
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

    def _goal(self, members: list[int]) -> np.ndarray:
        goal = np.zeros(len(self.atoms))
        goal[members] = 1
        return goal


@dataclass
class RandomHospital:
    """The first week of an invented hospital, and all that can be computed from it exactly.

    Atoms are those who come, die, and leave otherwise, by day, age and sex.
    """

    counts: np.ndarray  # of moves (3), days, ages, sexes

    NAMES = ("admitted", "deaths", "patients")

    @classmethod
    def drawn(cls, seed: int, mean: float) -> "RandomHospital":
        rng = np.random.default_rng(seed)
        came = rng.poisson(rng.gamma(2, mean, (1, len(AGES), 2)), (7, len(AGES), 2))
        died, left = np.zeros_like(came), np.zeros_like(came)
        for day in range(7):
            there = came[: day + 1].sum(0) - died[:day].sum(0) - left[:day].sum(0)
            left[day] = rng.binomial(there, 0.2)
            died[day] = rng.binomial(there - left[day], 0.05)
        return cls(np.stack([came, died, left]))

    def cells(self) -> dict[tuple[str, str, str, date], np.ndarray]:
        """Of each cell (indicator, layer, class, date), its sum of atoms."""
        found = {}
        classes = {
            "total": {"all all": (slice(None), slice(None))},
            "age": {f"{age} all": (n, slice(None)) for n, age in enumerate(AGES)},
            "sex": {f"all {sex}": (slice(None), n) for n, sex in enumerate("fm")},
            "age-sex": {f"{a} {s}": (n, m) for n, a in enumerate(AGES) for m, s in enumerate("fm")},
        }
        for crossing, members in classes.items():
            for name, where in members.items():
                for day, when in enumerate(DAYS):
                    if crossing != "age-sex":
                        self._add(found, f"day {crossing}", name, when, (day, day + 1), where)
                self._add(found, f"week {crossing}", name, SUNDAY, (0, 7), where)
        return found

    def _add(
        self, found: dict, layer: str, name: str, when: date, days: tuple, where: tuple
    ) -> None:
        moves = {"admitted": [(0, 1, days)], "deaths": [(1, 1, days)]}
        until = (0, days[1])
        moves["patients"] = [(0, 1, until), (1, -1, until), (2, -1, until)]
        for indicator, terms in moves.items():
            form = np.zeros_like(self.counts, dtype=float)
            for move, sign, (first, last) in terms:
                form[(move, slice(first, last), *where)] = sign
            found[indicator, layer, name, when] = form.ravel()

    def losses(self) -> set[tuple[str, str, str]]:
        structure = Structure(
            "x", dict.fromkeys(self.NAMES, AGES), {}, moves=PATIENTS, begins=MONDAY
        )
        rows = [
            (i, place, layer.split()[0], when, *name.split(), "x", LATER, int(form @ self.truth))
            for (i, layer, name, when), form in self.cells().items()
            for place in ("dep:44", "reg:52", "fra")
        ]
        columns = dict.fromkeys(CELL, pl.String) | {"date": pl.Date}
        history_ = pl.DataFrame(
            rows, schema={**columns, "known_from": INSTANT, "count": pl.Int64}, orient="row"
        )
        return set(losses_of(history_, structure).select("indicator", "place", "layer").rows())

    @property
    def truth(self) -> np.ndarray:
        return self.counts.ravel()

    def narrow(self, lost: set[tuple[str, str, str]]) -> list[tuple[str, str, str, date]]:
        cells = self.cells()
        shown = [
            form
            for (i, layer, *_), form in cells.items()
            if any((i, place, layer) not in lost for place in ("dep:44", "reg:52", "fra"))
        ]
        figures = rule.figure(pl.lit(pl.Series([round(form @ self.truth) for form in shown])))
        ends = pl.select(rule.low(figures).alias("low"), rule.high(figures).alias("high"))
        present = [form for (i, *_), form in cells.items() if i == "patients"]
        limits = LinearConstraint(
            np.stack([*shown, *present]),
            [*ends["low"], *[0] * len(present)],
            [*ends["high"], *[np.inf] * len(present)],
        )
        return [
            cell
            for cell, form in cells.items()
            if form @ self.truth <= rule.HIDDEN_UP_TO and _width(form, limits) < rule.NARROW
        ]


def _width(goal: np.ndarray, limits: LinearConstraint) -> int:
    whole = np.ones_like(goal)
    ends = [
        milp(sign * goal, constraints=limits, integrality=whole, bounds=Bounds(0))
        for sign in (1, -1)
    ]
    return -round(ends[1].fun) - round(ends[0].fun)


@pytest.mark.parametrize(("seed", "mean"), HOSPITALS if FULL else HOSPITALS[1:3])
def test_a_random_hospital_withstands_an_exact_attack(seed: int, mean: float) -> None:
    hospital_ = RandomHospital.drawn(seed, mean)
    assert hospital_.narrow(hospital_.losses()) == []


def test_a_class_that_rises_from_a_hidden_total_is_protected() -> None:
    # Nothing but `<11` on Monday; on Tuesday 20 of one age (18 to 22), who must have come: 8 to 10.
    came = np.zeros((7, len(AGES), 2), dtype=int)
    came[0], came[1] = [[0, 0], [5, 5]], [[20, 20], [4, 6]]
    hospital_ = RandomHospital(np.stack([came, 0 * came, 0 * came]))
    assert ("admitted", "day age", "15+ all", DAYS[1]) in hospital_.narrow(set())
    assert hospital_.narrow(hospital_.losses()) == []


def test_the_exact_attack_finds_what_a_hospital_does_not_protect() -> None:
    assert any(RandomHospital.drawn(seed, 3).narrow(set()) for seed in range(4))


def test_only_disclosure_constructs_a_published_table() -> None:
    makers = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and "PublishedTable" in ast.unparse(node.func):
                makers.add(file.relative_to(SOURCE).as_posix())
    assert makers == {"publish/disclosure.py"}
