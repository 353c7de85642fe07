"""Print what differentially private tables keep of two tables, and what the attacks get of them.

python scripts/private_table.py [--runs 10] [--splits 5] [--epsilons 1 10] [--table aids]
    [--together]

The tables are those of the Avatar paper, read as scripts/schemas declares them. Utility is that of
tables made of everybody, the mean of runs with its standard error; attacks are on tables made of a
random half of the people, the other half being the control. `--together` has the joint table of
arm, event and time of the AIDS trial counted, as who asks for a survival analysis would declare.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.svm import SVC

from argos.avatar import Column, Kind, Private
from argos.avatar.measures import correlation_change, hellinger
from argos.avatar.prepared import Floats, Prepared, prepare, restore
from argos.avatar.schema_file import declared
from attack_table import TABLES, attacks, halves

SCHEMAS = Path(__file__).parent / "schemas"
SURVIVAL = ("arms", "cens", "days")
ATTACKS = ("linkability", "singling out, value", "singling out, profile", "membership, distance",
           "membership, density", "inference", "reconstruction")  # fmt: skip


def main() -> None:
    """Print one line a table and an epsilon."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--epsilons", type=float, nargs="+", default=[1.0, 10.0])
    parser.add_argument("--table", choices=["aids", "wbcd"])
    parser.add_argument("--extra", type=int)
    parser.add_argument("--together", action="store_true")
    given = parser.parse_args()
    for name in [given.table] if given.table else ["aids", "wbcd"]:
        table, schema = read(name)
        together = [SURVIVAL] if given.together and name == "aids" else []
        for epsilon in given.epsilons:
            method = Private(epsilon, schema=schema, together=together, extra=given.extra)
            print(f"{name} epsilon {epsilon:g}, delta {method.settings['delta']:g}")
            _print(utilities(name), [utility(name, table, method, s) for s in range(given.runs)])
            _print(ATTACKS, [attacked(table, method, s) for s in range(given.splits)])


def read(name: str) -> tuple[pl.DataFrame, dict[str, Column]]:
    """Return one of the tables, and what is declared of it."""
    if name == "aids":
        path = TABLES / "aids/aids_original_data.csv"
        table = pl.read_csv(path, separator=";", null_values="NA").drop("pidnum")
    else:
        path = TABLES / "wbcd/breast_cancer_wisconsin.csv"
        table = pl.read_csv(path, null_values="?").drop("Sample_code_number").drop_nulls()
    return table, declared(SCHEMAS / f"{name}.toml").schema_of_columns


def utilities(name: str) -> Sequence[str]:
    """Return the names of the figures of `utility`."""
    common = ("rows", "Hellinger", "correlations")
    if name == "aids":
        return (*common, "HR 1", "HR 2", "HR 3", "spread, mean", "spread, least", "spread, most")
    return (*common, "AUC")


def utility(name: str, table: pl.DataFrame, method: Private, seed: int) -> list[float]:
    """Return what one private table made of everybody keeps."""
    people = method.read(table)
    released = restore(method.invented(people, np.random.default_rng(seed)))
    old, new = (_alike(each, method) for each in (table, released))
    kept = [float(released.height), float(np.mean(list(hellinger(old, new).values()))),
            correlation_change(old, new)]  # fmt: skip
    if name == "wbcd":
        return [*kept, auc(released, table)]
    spreads = [
        b.values.std() / a.values.std() for a, b in zip(old.measured, new.measured, strict=True)
    ]
    return [*kept, *hazard_ratios(released), float(np.mean(spreads)), min(spreads), max(spreads)]


def _alike(table: pl.DataFrame, method: Private) -> Prepared:
    """Return a table read as the measures of the other methods read it: grades are categories."""
    kinds = {
        name: Column(kind=Kind.CATEGORICAL, levels=c.levels) if c.levels is not None else c
        for name, c in (method.schema or {}).items()
    }
    return prepare(table, kinds)


def attacked(table: pl.DataFrame, method: Private, seed: int) -> list[float]:
    """Return what the attacks get of a private table made of half of the people."""
    random = np.random.default_rng(seed)
    used, held_out = halves(method.read(table), random)
    return attacks(method.invented(used, random), used, held_out, random)


def hazard_ratios(table: pl.DataFrame) -> list[float]:
    """Return those of arms 1, 2 and 3 against 0: Cox's partial likelihood, Breslow's ties."""
    falling = table.sort("days", descending=True)
    days, event = falling["days"].to_numpy(), falling["cens"].to_numpy().astype(bool)
    arms = np.column_stack([falling["arms"].to_numpy() == arm for arm in (1, 2, 3)]).astype(float)
    last = np.searchsorted(-days, -days, side="right") - 1

    def against(log_ratios: Floats) -> float:
        score = arms @ log_ratios
        at_risk = np.cumsum(np.exp(score))[last]
        return float((np.log(at_risk) - score)[event].sum())

    return [float(ratio) for ratio in np.exp(minimize(against, np.zeros(3), method="BFGS").x)]


def auc(released: pl.DataFrame, table: pl.DataFrame) -> float:
    """Return how well a support vector machine learnt on the released table ranks the people."""
    malignant = released["Class"].to_numpy() == 4
    if malignant.all() or not malignant.any():
        return 0.5
    model = SVC().fit(released.drop("Class").to_numpy().astype(float), malignant)
    ranked = model.decision_function(table.drop("Class").to_numpy().astype(float))
    return float(roc_auc_score(table["Class"].to_numpy() == 4, ranked))


def _print(names: Sequence[str], runs: Sequence[Sequence[float]]) -> None:
    if len(runs) < 2:
        return
    found = np.array(runs)
    errors = found.std(axis=0, ddof=1) / np.sqrt(len(found))
    for name, mean, error in zip(names, found.mean(axis=0), errors, strict=True):
        print(f"  {name:22} {mean:8.3f} ± {error:.3f}", flush=True)


if __name__ == "__main__":
    main()
