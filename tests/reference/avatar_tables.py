"""The two tables of the Avatar paper, with the versions that its authors published."""

import os
from pathlib import Path

import polars as pl
import pytest

from argos.avatar import Column, Kind
from argos.avatar.prepared import Prepared, prepare

HERE = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def folder() -> Path:
    """Return the folder of the tables, or skip the test."""
    found = Path(os.environ.get("ARGOS_TEST_DATA", HERE)) / "avatar"
    if not found.is_dir():
        pytest.skip("no real files: set ARGOS_TEST_DATA")
    return found


def aids() -> pl.DataFrame:
    """Return the AIDS trial: 2139 people, 26 columns."""
    path = folder() / "aids" / "aids_original_data.csv"
    return pl.read_csv(path, separator=";", null_values="NA").drop("pidnum")


def aids_avatars() -> pl.DataFrame:
    """Return the published avatars of it (k 20, 5 components), in the order of their people."""
    path = folder() / "aids" / "aids_avatarized_base_k20_nf5.csv"
    table = aids()
    return pl.read_csv(path, null_values=["NA", ""]).select(table.columns).cast(dict(table.schema))


def wbcd() -> pl.DataFrame:
    """Return the Wisconsin breast cancer table without its gaps: 683 people, 10 columns."""
    path = folder() / "wbcd" / "breast_cancer_wisconsin.csv"
    return pl.read_csv(path, null_values="?").drop("Sample_code_number").drop_nulls()


def wbcd_avatars() -> pl.DataFrame:
    """Return the published avatars of it (k 20, 2 components), in the order of their people."""
    path = folder() / "wbcd" / "breast_cancer_wisconsin_avatarized_k20.csv"
    return pl.read_csv(path).cast(dict(wbcd().schema))


def paper(name: str) -> pl.DataFrame:
    """Return one of the paper's tables of results."""
    return pl.read_csv(folder() / "paper_results" / name)


def all_categories(table: pl.DataFrame) -> Prepared:
    """Return a table whose columns are all categories, as the paper took this one."""
    return prepare(table, {name: Column(kind=Kind.CATEGORICAL) for name in table.columns})


def alike(table: pl.DataFrame, like: Prepared) -> Prepared:
    """Return another table read with the kinds and levels of the first."""
    schema = {c.name: Column(kind=c.kind, levels=c.levels.drop_nulls()) for c in like.coded}
    return prepare(table, schema | {c.name: Column(kind=c.kind) for c in like.measured})
