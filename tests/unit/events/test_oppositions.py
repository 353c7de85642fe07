"""The list of oppositions answers yes or no, and tells nothing else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from argos.events.oppositions import Oppositions
from tests.facts import subject

KEY = b"k" * 32


def asked(*names: str | None) -> pl.Series:
    return pl.Series([None if n is None else subject(n) for n in names], dtype=pl.Binary)


def test_only_those_added_are_on_the_list_and_a_missing_one_is_not(tmp_path: Path) -> None:
    oppositions = Oppositions(str(tmp_path / "o"), KEY)
    assert oppositions.contains(asked("x", None)).to_list() == [False, False]
    oppositions.add([subject("x")])
    oppositions.add([subject("x"), subject("y")])
    answer = Oppositions(str(tmp_path / "o"), KEY).contains(asked("z", "y", None, "x", "x"))
    assert answer.to_list() == [False, True, False, True, True]
    assert oppositions.contains(asked()).to_list() == []


def test_without_its_key_the_list_says_nothing(tmp_path: Path) -> None:
    Oppositions(str(tmp_path / "o"), KEY).add([subject("x")])
    assert not Oppositions(str(tmp_path / "o"), b"other").contains(asked("x")).any()
    for path in (tmp_path / "o").rglob("*"):
        assert path.is_dir() or subject("x") not in path.read_bytes()


def test_additions_at_once_are_all_kept(tmp_path: Path) -> None:
    names = [str(n) for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        lists = [Oppositions(str(tmp_path / "o"), KEY) for _ in names]
        added = [pool.submit(o.add, [subject(n)]) for o, n in zip(lists, names, strict=True)]
    assert [job.exception() for job in added] == [None] * len(names)
    assert Oppositions(str(tmp_path / "o"), KEY).contains(asked(*names)).all()
