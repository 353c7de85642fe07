"""Write what saiph 3.0.2 gives of people.csv: python make_saiph.py, in an environment of its own.

Whole: with all components, an exact decomposition. Truncated: with the first two, which saiph takes
by a randomised algorithm without oversampling as soon as they are fewer than 80 % of all.
"""

from pathlib import Path

import pandas as pd
import saiph

HERE = Path(__file__).parent
COLUMNS = {
    "pca": ["age", "weight", "score", "dose"],
    "mca": ["sex", "stage", "site"],
    "famd": ["age", "weight", "score", "dose", "sex", "stage", "site"],
}
KEPT = 2


def main() -> None:
    """Write coordinates (analysis, whole, row, component, coordinate) and shares of variance."""
    people, rows, shares = pd.read_csv(HERE / "people.csv"), [], []
    for analysis, columns in COLUMNS.items():
        for whole in (True, False):
            model = saiph.fit(people[columns], nf=None if whole else KEPT, seed=3)
            found = saiph.transform(people[columns], model).to_numpy()[:, :KEPT]
            rows += [
                (analysis, whole, row + 1, component + 1, repr(float(found[row, component])))
                for component in range(KEPT)
                for row in range(len(found))
            ]
            shares += [
                (analysis, whole, i + 1, repr(float(share)), repr(float(variance)))
                for i, (share, variance) in enumerate(
                    zip(model.explained_var_ratio[:KEPT], model.explained_var, strict=False)
                )
            ]
    names = ["analysis", "whole", "row", "component", "coordinate"]
    pd.DataFrame(rows, columns=names).to_csv(HERE / "saiph_coordinates.csv", index=False)
    names = ["analysis", "whole", "component", "share", "variance"]
    pd.DataFrame(shares, columns=names).to_csv(HERE / "saiph_variances.csv", index=False)


if __name__ == "__main__":
    main()
