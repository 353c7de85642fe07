"""Print what the attacks get from each method, and what is left of the table, on two tables.

python scripts/attack_table.py [--splits 6] [--tables ../shared/data/avatar]

The tables are those of the Avatar paper. Half of the people make the table, the other half are the
control; the mean over splits is printed with its 95 % interval (normal, from the spread between
splits). The floor is what the attacks find of people who had no part. The published avatars are
not here: nobody was held out of them.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl

from argos.avatar import Avatarizer, Column, Guarded, Kind
from argos.avatar.attacks import (
    balanced_accuracy,
    inference,
    linkability,
    mean_risk,
    membership_by_density,
    membership_by_distance,
    membership_by_shadows,
    reconstruction,
    singling_out_by_profile,
    singling_out_by_value,
)
from argos.avatar.draws import Generator
from argos.avatar.measures import correlation_change, hellinger
from argos.avatar.prepared import Prepared, prepare

TABLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "avatar"
FIGURES = ("linkability", "singling out, value", "singling out, profile", "membership, distance",
           "membership, density", "inference", "reconstruction", "Hellinger", "correlations",
           "membership of the isolated")  # fmt: skip
Make = Callable[[Prepared, Generator], Prepared]


def main() -> None:
    """Print one line a table and a method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--splits", type=int, default=6)
    parser.add_argument("--tables", type=Path, default=TABLES)
    given = parser.parse_args()
    if not given.tables.is_dir():
        parser.error(f"expected the folder of the tables, found none at {given.tables.name}")
    print("| table | released |", " | ".join(FIGURES), "|\n|" + "---|" * (len(FIGURES) + 2))
    for name, people, components in tables(given.tables):
        for method, make in methods(components, guarded=8 if people.measured else 3).items():
            runs = np.array([attacked(people, make, s) for s in range(given.splits)])
            error = 1.96 * runs.std(axis=0, ddof=1) / np.sqrt(given.splits)
            cells = [f"{m:.3f} ± {e:.3f}" for m, e in zip(runs.mean(axis=0), error, strict=True)]
            print(f"| {name} | {method} | {' | '.join(cells)} |", flush=True)
        floors = np.array([floor(people, components, s) for s in range(given.splits)])
        print(f"| {name} | floor | {' | '.join(f'{m:.3f}' for m in floors.mean(axis=0))} |")


def methods(components: int, guarded: int) -> dict[str, Make]:
    """Return what is compared: the table itself, the published method, ours."""
    made: dict[str, Make] = {"the table itself": lambda people, _: people}
    for k in (2, 5, 20, 50):
        made[f"published, k {k}"] = Avatarizer(k, components).invented
    return made | {f"guarded, k {k}": Guarded(k, guarded).invented for k in (30, 40, 50)}


def tables(folder: Path) -> Iterator[tuple[str, Prepared, int]]:
    """Give each table's name, people and number of components, as the paper took them."""
    aids = pl.read_csv(folder / "aids/aids_original_data.csv", separator=";", null_values="NA")
    yield "AIDS", prepare(aids.drop("pidnum")), 5
    wbcd = pl.read_csv(folder / "wbcd/breast_cancer_wisconsin.csv", null_values="?")
    wbcd = wbcd.drop("Sample_code_number").drop_nulls()
    yield "WBCD", prepare(wbcd, dict.fromkeys(wbcd.columns, Column(kind=Kind.CATEGORICAL))), 2


def halves(people: Prepared, random: Generator) -> tuple[Prepared, Prepared]:
    """Return two random halves of the people."""
    order = random.permutation(people.rows)
    return people.take(order[: people.rows // 2]), people.take(order[people.rows // 2 :])


def attacked(people: Prepared, make: Make, seed: int) -> list[float]:
    """Return the figures of one split; utility is that of a table made of everybody."""
    random = np.random.default_rng(seed)
    used, held_out = halves(people, random)
    found = attacks(make(used, random), used, held_out, random)
    whole = make(people, random)
    kept = [float(np.mean(list(hellinger(people, whole).values()))),
            correlation_change(people, whole)]  # fmt: skip
    return [*found, *kept, balanced_accuracy(membership_by_shadows(make, people, random))]


def floor(people: Prepared, components: int, seed: int) -> list[float]:
    """Return what the attacks find of people who had no part in the table."""
    random = np.random.default_rng(seed)
    used, others = halves(people, random)
    return attacks(
        Avatarizer(20, components).invented(used, random), *halves(others, random), random
    )


def attacks(
    released: Prepared, used: Prepared, held_out: Prepared, random: Generator
) -> list[float]:
    """Return what each attack on a table gets."""
    given = (released, used, held_out, random)
    return [
        linkability(*given).estimate,
        singling_out_by_value(*given).estimate,
        singling_out_by_profile(*given).estimate,
        balanced_accuracy(membership_by_distance(*given)),
        balanced_accuracy(membership_by_density(*given)),
        mean_risk(inference(*given)),
        reconstruction(*given).estimate,
    ]


if __name__ == "__main__":
    main()
