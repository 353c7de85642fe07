"""Write what anonymeter 1.1.0 gets of the tables: python make_anonymeter.py, in its environment.

Its licence says that a patent is pending: it is asked, and is no dependency. Only the singling out
takes a seed; the others draw from numpy's global one. Successes are counted over many draws, but of
inference, where all people are asked and nothing is drawn.
"""

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator

HERE = Path(__file__).parent
RELEASED = ("people", "k2", "k20")
LINKS, SINGLED = 40, 10  # draws of each attack
ATTACKS, COLUMNS, NEIGHBOURS = 300, 4, 10
Row = tuple[str, str, str, int, int, int, int]


def main() -> None:
    """Write attack, released, column, trials, successes, control trials, control successes."""
    warnings.simplefilter("ignore")  # that it does no better than chance, of a column
    np.random.seed(1)
    people, held_out = read("people"), read("held_out")
    rows = [row for name in RELEASED for row in attacked(name, people, read(name), held_out)]
    names = ["attack", "released", "column", "trials", "found", "control_trials", "control"]
    pd.DataFrame(rows, columns=names).to_csv(HERE / "anonymeter.csv", index=False)


def read(name: str) -> pd.DataFrame:
    """Return a table; its words as objects, the only ones that anonymeter knows."""
    table = pd.read_csv(HERE / f"{name}.csv")
    return table.astype({"arm": object, "sex": object})


def attacked(
    name: str, people: pd.DataFrame, released: pd.DataFrame, held_out: pd.DataFrame
) -> Iterator[Row]:
    """Yield a row an attack and column."""
    columns = list(people.columns)
    links = np.zeros(2, dtype=int)
    for _ in range(LINKS):
        drawn = list(np.random.permutation(columns))
        halves = drawn[: len(columns) // 2], drawn[len(columns) // 2 :]
        found = LinkabilityEvaluator(
            people, released, halves, n_attacks=len(people), n_neighbors=NEIGHBOURS,
            control=held_out,
        ).evaluate(n_jobs=1).results()  # fmt: skip
        links += np.array([found.n_success, found.n_control])
    trials = LINKS * len(people)
    yield "linkability", name, "", trials, links[0], trials, links[1]
    for mode in ("univariate", "multivariate"):
        singled = np.zeros(2, dtype=int)
        for seed in range(SINGLED):
            found = SinglingOutEvaluator(
                people, released, n_attacks=ATTACKS, n_cols=COLUMNS, control=held_out, seed=seed
            ).evaluate(mode=mode).results()  # fmt: skip
            singled += np.array([found.n_success, found.n_control])
        trials = SINGLED * ATTACKS
        yield f"singling out, {mode}", name, "", trials, singled[0], trials, singled[1]
    for column in columns:
        known = [c for c in columns if c != column]
        found = InferenceEvaluator(
            people, released, known, column, n_attacks=len(people), control=held_out,
            regression=pd.api.types.is_numeric_dtype(people[column]),
        ).evaluate(n_jobs=1).results()  # fmt: skip
        asked = len(people)
        yield "inference", name, column, asked, found.n_success, asked, found.n_control


if __name__ == "__main__":
    main()
