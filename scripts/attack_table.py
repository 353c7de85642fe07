"""Print what the attacks get from the Avatar method, on the two tables of its paper.

python scripts/attack_table.py [--splits 6] [--tables ../shared/data/avatar]

Half of the people make the table, the other half are the control; the mean over splits is printed
with its standard deviation. The published avatars are not here: nobody was held out of them.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from argos.avatar import Avatarizer, Column, Kind
from argos.avatar.attacks import balanced_accuracy, linkability, membership_by_distance
from argos.avatar.prepared import Prepared, prepare

TABLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "avatar"
NEIGHBOURS = (None, 2, 20, 50)  # None: the table itself
ATTACKS = 2000  # people on each side, at most


def main() -> None:
    """Print one line a table and a number of neighbours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--splits", type=int, default=6)
    parser.add_argument("--tables", type=Path, default=TABLES)
    given = parser.parse_args()
    if not given.tables.is_dir():
        parser.error(f"expected the folder of the tables, found none at {given.tables.name}")
    print("| table | released | linkability | membership, balanced accuracy |\n|---|---|---|---|")
    for name, people, components in tables(given.tables):
        for k in NEIGHBOURS:
            runs = np.array([attacked(people, k, components, s) for s in range(given.splits)])
            cells = [f"{m:.3f} ± {d:.3f}" for m, d in zip(runs.mean(0), runs.std(0), strict=True)]
            print(f"| {name} | {f'k {k}' if k else 'the table itself'} | {' | '.join(cells)} |")


def tables(folder: Path) -> Iterator[tuple[str, Prepared, int]]:
    """Give each table's name, people and number of components, as the paper took them."""
    aids = pl.read_csv(folder / "aids/aids_original_data.csv", separator=";", null_values="NA")
    yield "AIDS", prepare(aids.drop("pidnum")), 5
    wbcd = pl.read_csv(folder / "wbcd/breast_cancer_wisconsin.csv", null_values="?")
    wbcd = wbcd.drop("Sample_code_number").drop_nulls()
    yield "WBCD", prepare(wbcd, dict.fromkeys(wbcd.columns, Column(kind=Kind.CATEGORICAL))), 2


def attacked(people: Prepared, k: int | None, components: int, seed: int) -> tuple[float, float]:
    """Return the linkability and the membership accuracy of one split."""
    random = np.random.default_rng(seed)
    order = random.permutation(people.rows)
    used, held_out = people.take(order[: people.rows // 2]), people.take(order[people.rows // 2 :])
    released = Avatarizer(k, components).paired(used, random) if k else used
    linked = linkability(released, used, held_out, random, attacks=ATTACKS)
    member = membership_by_distance(released, used, held_out, random, attacks=ATTACKS)
    return linked.estimate, balanced_accuracy(member)


if __name__ == "__main__":
    main()
