"""The peer of avatars: the published recipe with saiph, scikit-learn and numpy, in their own venv.

Faithful: saiph's factor analysis with all components, scikit-learn's neighbours on the first ones,
weights 1/distance × exponential × 1/2^rank, barycentres in the full space, saiph's inverse
transform with categories drawn by their proportions. Shortened: the barycentre and the inverse on
the first components only, which is what fits in memory at a million rows and is not the method.
"""

import time
from typing import Any

import numpy as np
import pandas as pd
import saiph
from sklearn.neighbors import NearestNeighbors

BLOCK = 10_000  # people at a time, for neighbours in the full space


def avatars(path: str, k: int, components: int, seed: int, shortened: bool) -> dict[str, Any]:
    """Make avatars of a Parquet file; return seconds by stage."""
    table = pd.read_parquet(path)
    random = np.random.default_rng(seed)
    clock = [time.perf_counter()]
    space, model = saiph.fit_transform(table, nf=components if shortened else None)
    scores = space.to_numpy()
    clock.append(time.perf_counter())
    seen = np.ascontiguousarray(scores[:, :components])
    nearest = NearestNeighbors(n_neighbors=k, n_jobs=-1).fit(seen)
    distances, rows = nearest.kneighbors()  # without arguments: oneself left out
    clock.append(time.perf_counter())
    centres = barycentres(scores, rows, weights(distances, random))
    clock.append(time.perf_counter())
    coordinates = pd.DataFrame(centres, columns=space.columns)
    model.seed = seed
    made = saiph.inverse_transform(coordinates, model, use_max_modalities=False)
    made = made.iloc[random.permutation(len(made))]
    clock.append(time.perf_counter())
    names = ("projection", "neighbours", "barycentres", "inverse projection")
    stages = dict(zip(names, np.diff(clock).tolist(), strict=True))
    return {"seconds": clock[-1] - clock[0], "rows": len(made), "stages": stages}


def weights(distances: Any, random: np.random.Generator) -> Any:
    """Return normalised D·R·C weights, (people, k)."""
    people, k = distances.shape
    ranks = random.permuted(np.tile(np.arange(1, k + 1), (people, 1)), axis=1)
    plain = random.exponential(size=(people, k)) * 0.5**ranks / np.maximum(distances, 1e-9)
    return plain / plain.sum(axis=1, keepdims=True)


def barycentres(scores: Any, rows: Any, weighing: Any) -> Any:
    """Return the neighbours' weighted means in the space of the scores."""
    made = np.empty_like(scores)
    for start in range(0, len(scores), BLOCK):
        here = slice(start, start + BLOCK)
        made[here] = np.einsum("ij,ijc->ic", weighing[here], scores[rows[here]])
    return made
