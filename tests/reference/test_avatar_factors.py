"""The projection, held to R's FactoMineR; hazard ratios, to R's survival; and to saiph where right.

Conventions. PCA and FAMD: the same as FactoMineR's. MCA: FactoMineR analyses dummies over the
number of columns J, ours are not divided: eigenvalues are J times, scores √J times. The sign of an
axis is nobody's.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.linalg import subspace_angles
from scripts.avatar_use import hazard_ratios

from argos.avatar import Column, Kind
from argos.avatar.prepared import Prepared, prepare
from argos.avatar.projection import project

HERE = Path(__file__).parent / "factors"
NUMBERS = ("age", "weight", "score", "dose")


def people(*names: str, weights: tuple[float, ...] = (1, 1, 1, 1)) -> Prepared:
    """Return the table that the script made, its numbers declared as such."""
    table = pl.read_csv(HERE / "people.csv")
    kinds = {n: Column(kind=Kind.NUMERIC, weight=w) for n, w in zip(NUMBERS, weights, strict=True)}
    chosen = names or tuple(table.columns)
    return prepare(table.select(chosen), {n: c for n, c in kinds.items() if n in chosen})


ANALYSES = {
    "pca": (lambda: people(*NUMBERS), 1),
    "pca_weighted": (lambda: people(*NUMBERS, weights=(2, 1, 0.5, 1)), 1),
    "mca": (lambda: people("sex", "stage", "site"), 3),
    "famd": (people, 1),
}


@pytest.mark.parametrize("name", ANALYSES)
def test_eigenvalues_and_scores_are_factominers(name):
    make, columns = ANALYSES[name]
    table = make()
    known = pl.read_csv(HERE / "eigenvalues.csv").filter(analysis=name)["eigenvalue"].to_numpy()
    placed = pl.read_csv(HERE / "coordinates.csv").filter(analysis=name)
    width = placed["component"].max()
    found = project(table, width)
    assert found.eigenvalues[: len(known)] == pytest.approx(columns * known, abs=1e-10)
    scores = placed["coordinate"].to_numpy().reshape(width, -1).T
    assert np.abs(found.scores(table)) == pytest.approx(np.sqrt(columns) * np.abs(scores), abs=1e-9)


@pytest.mark.parametrize("name", ["pca_iris", "famd_iris"])
def test_eigenvalues_of_iris_are_factominers(name):
    iris = pytest.importorskip("sklearn.datasets").load_iris()
    table = pl.DataFrame(iris.data, schema=list(iris.feature_names))
    if name == "famd_iris":
        table = table.with_columns(species=pl.Series(iris.target).cast(pl.String))
    known = pl.read_csv(HERE / "eigenvalues.csv").filter(analysis=name)["eigenvalue"].to_numpy()
    found = project(prepare(table), 5).eigenvalues[: len(known)]
    assert found == pytest.approx(known, abs=1e-10)


def test_hazard_ratios_with_ties_are_survivals():
    found = hazard_ratios(pl.read_csv(HERE / "followed.csv"))
    for arm, *known in pl.read_csv(HERE / "hazard_ratios.csv").iter_rows():
        assert found[arm] == pytest.approx(known, rel=1e-6)


def saiph(name: str, whole: bool) -> np.ndarray:
    """Return saiph's coordinates on the first two components, (rows, 2)."""
    placed = pl.read_csv(HERE / "saiph_coordinates.csv").filter(analysis=name, whole=whole)
    return placed["coordinate"].to_numpy().reshape(2, -1).T


@pytest.mark.parametrize("name", ["pca", "mca", "famd"])
def test_scores_are_saiphs_where_it_takes_an_exact_decomposition(name):
    make, columns = ANALYSES[name]
    table = make()
    found = project(table, 2).scores(table)
    known = np.sqrt(columns) * saiph(name, whole=True)
    assert np.abs(found) == pytest.approx(np.abs(known), abs=1e-9)


@pytest.mark.parametrize("name", ["pca", "mca", "famd"])
def test_its_truncated_components_are_others_and_are_not_followed(name):
    """A defect of saiph: two components by chance, degrees away from those of the table."""
    make, _ = ANALYSES[name]
    table = make()
    apart = subspace_angles(project(table, 2).scores(table), saiph(name, whole=False))
    assert np.degrees(apart.max()) > 5
    assert (
        np.degrees(subspace_angles(project(table, 2).scores(table), saiph(name, True))).max() < 1e-5
    )


def test_its_variances_are_shares_of_the_eigenvalues_only():
    """Another: `explained_var` is λ/(n(n − 1)) and so on; its shares of the whole are right."""
    known = pl.read_csv(HERE / "saiph_variances.csv").filter(whole=True)
    eigenvalues = pl.read_csv(HERE / "eigenvalues.csv")
    for name in ("pca", "mca"):  # FactoMineR gives five of FAMD, not all
        values = eigenvalues.filter(analysis=name)["eigenvalue"].to_numpy()
        here = known.filter(analysis=name)
        assert here["share"].to_numpy() == pytest.approx((values / values.sum())[:2], abs=1e-9)
        assert here["variance"][0] < values[0] / 100
