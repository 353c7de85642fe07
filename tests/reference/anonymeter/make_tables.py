"""Write the tables that both attackers get: python make_tables.py, with Argos.

Invented people whose columns follow three hidden traits: some who make the tables, as many who do
not; their avatars by the published method with few neighbours and with the paper's. One column,
`change`, has negative values, which anonymeter's test of a guess takes for hits.
"""

from pathlib import Path

import numpy as np
import polars as pl

from argos.avatar import Avatarizer

HERE = Path(__file__).parent
PEOPLE = 400


def main() -> None:
    """Write people, held_out, k2 and k20 as CSV."""
    everyone = invented(2 * PEOPLE)
    everyone[:PEOPLE].write_csv(HERE / "people.csv")
    everyone[PEOPLE:].write_csv(HERE / "held_out.csv")
    for k in (2, 20):
        method = Avatarizer(k=k, n_components=5, seed=k)
        method.fit_transform(everyone[:PEOPLE]).write_csv(HERE / f"k{k}.csv")


def invented(rows: int) -> pl.DataFrame:
    """Return people of eight columns."""
    random = np.random.default_rng(5)
    traits = random.normal(size=(rows, 3))
    mixed = traits @ random.normal(size=(3, 6)) + 0.5 * random.normal(size=(rows, 6))
    names = ("age", "weight", "pulse", "dose", "days", "change")
    middles = (50, 70, 80, 20, 100, 0)
    table = {n: np.round(m + 3 * x, 1) for n, m, x in zip(names, middles, mixed.T, strict=True)}
    table["arm"] = np.array(["a", "b", "c"])[np.digitize(traits[:, 0], [-0.5, 0.7])]
    table["sex"] = np.where(traits[:, 1] + random.normal(size=rows) > 0, "F", "M")
    return pl.DataFrame(table)


if __name__ == "__main__":
    main()
