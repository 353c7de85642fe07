"""Print what every attack gets from each method, and what is left of the table, on four tables.

python scripts/attack_table.py [--splits 20] [--table aids wbcd diabetes breast]
    [--method guarded …] [--isolated] [--seed 0]

Half of the people make the table, the other half are the control: means over the halves with
Student's 95 % interval. The floor is what the same attacks get of people who had no part. With
`--isolated`, also the attacks that make hundreds of tables (membership of the ten most isolated
people, linkage by seed). Utility is that of ten tables made of everybody. The published files have
nobody held out of them: the share of successes itself is printed, and that by chance. The tables
of the Avatar paper are read from ../shared/data; the two others are scikit-learn's.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from sklearn import datasets

from argos.avatar import Avatarizer, Column, Guarded, Kind, Private
from argos.avatar.attacks import inference, linkability, singling_out_by_profile
from argos.avatar.attacks.seed import seed_linkage
from argos.avatar.attacks.shadow import membership_by_shadows
from argos.avatar.draws import Generator
from argos.avatar.measures import correlation_change, hellinger
from argos.avatar.method import Method
from argos.avatar.prepared import Measured, Prepared, prepare, restore
from argos.avatar.review.outcome import Attack, Outcome, averaged, of_risk
from argos.avatar.review.trial import attacked, halves, parted
from argos.avatar.schema_file import declared
from avatar_use import hazard_ratios, inside, svm_auc

FILES = Path(__file__).resolve().parents[2] / "shared" / "data" / "avatar"
SCHEMAS = Path(__file__).parent / "schemas"
SURVIVAL = ("arms", "cens", "days")  # counted together, as who asks for them would declare
TABLES = 10  # made of everybody, of which utility is the mean
PUBLISHED = {
    "aids": {"published avatar": "aids/aids_avatarized_base_k20_nf5.csv",
             "published synthpop": "aids/aids_synthpop_base.csv",
             "published CT-GAN": "aids/aids_CTGAN_base_2.csv"},
    "wbcd": {"published avatar": "wbcd/breast_cancer_wisconsin_avatarized_k20.csv",
             "published synthpop": "wbcd/wbcd_synthpop_base.csv",
             "published CT-GAN": "wbcd/wbcd_CTGAN_base_2.csv"},
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A table, how it is read, and with how many components the published method takes it."""

    name: str
    table: pl.DataFrame
    schema: Mapping[str, Column]
    components: int

    @property
    def people(self) -> Prepared:
        """Return the people as the methods with neighbours read them."""
        return prepare(self.table, self.schema)


class AsItIs(Method):
    """No method: the table of people itself."""

    fewest, settings = 1, {}

    def invented(self, people: Prepared, random: Generator) -> Prepared:
        """Return the people."""
        return people


class Bootstrap(AsItIs):
    """As many people drawn from the people with replacement: what chance alone changes."""

    def invented(self, people: Prepared, random: Generator) -> Prepared:
        """Return people drawn with replacement."""
        return people.take(random.integers(0, people.rows, people.rows))


def main() -> None:
    """Print a table of Markdown for each table of people."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--table", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument("--method", nargs="+", help="the first letters of its name")
    parser.add_argument("--isolated", action="store_true")
    parser.add_argument("--seed", type=int, default=0, help="of halves, tables and attacks")
    given = parser.parse_args()
    for name in given.table:
        if name in PUBLISHED and not FILES.is_dir():
            print(f"{name}: skipped, its file is not in {FILES.parent.name}/{FILES.name}")
            continue
        case = CASES[name]()
        for method, made in methods(case).items():
            if not given.method or method.startswith(tuple(given.method)):
                print(f"{name} | {method} | {row(case, made, given)}", flush=True)
        if not given.method:
            for method, path in PUBLISHED.get(name, {}).items():
                print(f"{name} | {method} | {published(case, FILES / path)}", flush=True)


def methods(case: Case) -> dict[str, Method]:
    """Return what is compared."""
    made: dict[str, Method] = {"raw": AsItIs(schema=case.schema)}
    for k in (2, 5, 20, 50):
        made[f"faithful, k {k}"] = Avatarizer(k, case.components, schema=case.schema)
    made["guarded"] = Guarded(schema=case.schema)
    if case.name in PUBLISHED:
        public = declared(SCHEMAS / f"{case.name}.toml").schema_of_columns
        made |= {f"private, ε {e}": Private(float(e), schema=public) for e in (1, 10)}
    if case.name == "aids":
        made["private, ε 1, survival"] = Private(1.0, schema=public, together=[SURVIVAL])
    return made | {"bootstrap": Bootstrap(schema=case.schema)}


def row(case: Case, method: Method, given: argparse.Namespace) -> str:
    """Return what is found of one method."""
    people = method.read(case.table)
    kept = [f"{name} {value:.3f}" for name, value in utility(case, people, method).items()]
    if isinstance(method, Bootstrap):
        return "; ".join(kept)
    random = np.random.default_rng(given.seed)
    outcomes = by_halves(case, method, people, random, given.splits)
    if given.isolated:
        outcomes += alone(method, people, random)
    return "; ".join([*map(said, outcomes), *kept])


def by_halves(
    case: Case, method: Method, people: Prepared, random: Generator, splits: int
) -> list[Outcome]:
    """Return what the attacks on one table get, over halves, with their floors."""
    found, floors = [], []
    for _ in range(splits):
        used, others = halves(people, random)
        made = method.invented(used, random)
        released, used, others = (read_alike(case, method, each) for each in (made, used, others))
        found.append(attacked(released, used, others, random))
        floors.append(attacked(released, *parted(others, 0.5, random), random))
    both = zip(zip(*found, strict=True), zip(*floors, strict=True), strict=True)
    return [averaged(each, floor) for each, floor in both]


def alone(method: Method, people: Prepared, random: Generator) -> list[Outcome]:
    """Return what the attacks get that make hundreds of tables."""
    isolated = membership_by_shadows(method.invented, people, random)
    outcomes = [of_risk(Attack.OF_ISOLATED, isolated)]
    if isinstance(method, Avatarizer):
        outcomes.append(of_risk(Attack.BY_SEED, seed_linkage(method.paired, people, random)))
    return outcomes


def said(outcome: Outcome) -> str:
    """Return an outcome with its interval, and its floor where there is one."""
    floor = "" if outcome.floor is None else f" floor {outcome.floor:.3f}"
    return (f"{outcome.attack} {outcome.estimate:.3f} [{outcome.low:.3f}, {outcome.high:.3f}]"
            f"{floor}")  # fmt: skip


def utility(case: Case, people: Prepared, method: Method) -> dict[str, float]:
    """Return what is kept: means over tables made of everybody."""
    tables = (
        read_alike(case, method, method.invented(people, np.random.default_rng(seed)))
        for seed in range(1 if type(method) is AsItIs else TABLES)
    )
    plain = read_alike(case, method, people)
    runs = [kept(case, plain, table) for table in tables]
    return {name: float(np.mean([run[name] for run in runs])) for name in runs[0]}


def read_alike(case: Case, method: Method, table: Prepared) -> Prepared:
    """Return a table with the kinds and levels of the other methods, where its own differ."""
    return _alike(restore(table), case, case.people) if isinstance(method, Private) else table


def kept(case: Case, people: Prepared, made: Prepared) -> dict[str, float]:
    """Return what one table keeps of the people."""
    spreads = [
        abs(known(new).std() / known(old).std() - 1)
        for old, new in zip(people.columns, made.columns, strict=True)
        if isinstance(old, Measured) and isinstance(new, Measured)
    ]
    found = {
        "Hellinger": float(np.mean(list(hellinger(people, made).values()))),
        "correlations": correlation_change(people, made),
        "spreads": max(spreads, default=0.0),
    }
    answer = ANSWERS.get(case.name)
    return found if answer is None else found | answer(case, restore(made))


def known(column: Measured) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the numbers that are not missing."""
    return column.values if column.missing is None else column.values[~column.missing]


def survival(case: Case, made: pl.DataFrame) -> dict[str, float]:
    """Return the arms' hazard ratios, and whether the original's intervals hold them."""
    original, found = hazard_ratios(case.table), hazard_ratios(made)
    held = inside(found, original)
    ratios = {f"HR {arm}": ratio for arm, (ratio, _, _) in found.items()}
    return ratios | {"arms inside": held, "all inside": float(held == 1)}


def classifier(case: Case, made: pl.DataFrame) -> dict[str, float]:
    """Return how good a machine learnt on the made table is on the people, less one learnt on them.

    Both are asked of the same people; the one learnt on people has seen them, which is its
    advantage and so errs on the safe side.
    """
    return {"AUC": svm_auc(made, case.table) - svm_auc(case.table, case.table)}


ANSWERS: Mapping[str, Callable[[Case, pl.DataFrame], dict[str, float]]] = {
    "aids": survival,
    "wbcd": classifier,
}


def published(case: Case, path: Path) -> str:
    """Return what is found of a file that its authors published: nobody was held out of it."""
    people = _alike(case.table, case, case.people)
    released = _alike(pl.read_csv(path, null_values=["NA", "", "?"]), case, people)
    random = np.random.default_rng(0)
    found = {
        "linkability": linkability(released, people, people, random),
        "singling out by profile": singling_out_by_profile(released, people, people, random),
    }
    shares = [f"{name}: {r.attack.estimate:.3f} of people (chance {r.chance:.3f})"
              for name, r in found.items()]  # fmt: skip
    guessed = inference(released, people, people, random).values()
    shares.append(f"inference: {np.mean([r.attack.estimate for r in guessed]):.3f} "
                  f"(chance {np.mean([r.chance for r in guessed]):.3f})")  # fmt: skip
    left = kept(case, people, released)
    return "; ".join([*shares, *(f"{name} {value:.3f}" for name, value in left.items())])


def _alike(table: pl.DataFrame, case: Case, people: Prepared) -> Prepared:
    """Return a file, or a private table, read with the kinds and levels of the people.

    A private table may have levels that are declared and that nobody has.
    """
    same = table.select(case.table.columns).cast(case.table.schema, strict=False)
    schema = {
        c.name: Column(kind=c.kind, levels=sorted({*c.levels.drop_nulls(), *_public(case, c.name)}))
        for c in people.coded
    }
    return prepare(same, schema | {c.name: Column(kind=c.kind) for c in people.measured})


def _public(case: Case, name: str) -> Iterable[object]:
    """Return the levels that the schema of a private table declares of a column."""
    column = declared(SCHEMAS / f"{case.name}.toml").schema_of_columns[name]
    if column.levels is not None or column.lower is None or column.upper is None:
        return column.levels or ()
    return range(int(column.lower), int(column.upper) + 1)


def _aids() -> Case:
    path = FILES / "aids/aids_original_data.csv"
    table = pl.read_csv(path, separator=";", null_values="NA").drop("pidnum")
    return Case("aids", table, {}, 5)


def _wbcd() -> Case:
    path = FILES / "wbcd/breast_cancer_wisconsin.csv"
    table = pl.read_csv(path, null_values="?").drop("Sample_code_number").drop_nulls()
    return Case("wbcd", table, dict.fromkeys(table.columns, Column(kind=Kind.CATEGORICAL)), 2)


def _of_sklearn(name: str, load: Callable[[], Mapping[str, object]]) -> Case:
    bunch = load()
    data, target = np.asarray(bunch["data"]), np.asarray(bunch["target"])
    names = [str(each) for each in np.asarray(bunch["feature_names"])]
    table = pl.DataFrame(data, schema=names).with_columns(target=pl.Series(target))
    return Case(name, table, {}, 5)


CASES: Mapping[str, Callable[[], Case]] = {
    "aids": _aids,
    "wbcd": _wbcd,
    "diabetes": lambda: _of_sklearn("diabetes", datasets.load_diabetes),
    "breast": lambda: _of_sklearn("breast", datasets.load_breast_cancer),
}


if __name__ == "__main__":
    main()
