"""The peers of a push: the bare work of Polars, and `dlt` in an environment of its own."""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl

from bench.measure import OUT

DLT = ("dlt[duckdb]", "pyarrow")


def polars(files: list[tuple[str, str]], work: str, at_once: bool) -> dict[str, Any]:
    """Read each file with Polars and write it as Parquet, with no check at all.

    Args:
        files: feed and path.
        work: an empty folder.
        at_once: whether the seconds are of all files, or told file by file.

    """
    seconds, rows = [], 0
    for number, (_, path) in enumerate(files):
        start = time.perf_counter()
        with Path(path).open(encoding="utf-8") as stream:
            delimiter = ";" if ";" in stream.readline() else ","
        frame = pl.read_csv(path, separator=delimiter, infer_schema=False)
        frame.write_parquet(f"{work}/{number}.parquet")
        seconds.append(time.perf_counter() - start)
        rows += frame.height
    return {"seconds": sum(seconds) if at_once else seconds, "rows": rows}


def dlt_python() -> Path | str:
    """Return the Python of an environment that has dlt; or why there is none."""
    return python_with("venv", *DLT)


def python_with(name: str, *packages: str) -> Path | str:
    """Return the Python of an environment that has some packages, made once; or why not."""
    folder = OUT / name
    python = folder / "bin" / "python"
    if (folder / "ready").exists():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False)
    pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *packages]
    if made.returncode or subprocess.run(pip, check=False).returncode:
        return f"pip could not install {' '.join(packages)}"
    (folder / "ready").touch()
    return python
