"""The peer `dlt`: loads the same files into DuckDB, its local destination. Runs in its own venv.

Its fastest way: files are parsed by Arrow and handed over as Arrow tables, appended, with neither
checks nor pseudonyms nor comparison with what is there.
"""

import os
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any


def load(files: list[tuple[str, str]], work: str, at_once: bool) -> dict[str, Any]:
    """Load files; ``at_once`` in one run, else one run a file, whose seconds are told one by one.

    Args:
        files: feed and path.
        work: an empty folder.
        at_once: whether all are loaded by one run of the pipeline.

    """
    pipeline = _pipeline(Path(work))
    seconds, rows = [], 0
    for group in [files] if at_once else [[file] for file in files]:
        start = time.perf_counter()
        pipeline.run([_resource(feed, path) for feed, path in group])
        seconds.append(time.perf_counter() - start)
        rows += sum(pipeline.last_trace.last_normalize_info.row_counts.values())
    return {"seconds": sum(seconds) if at_once else seconds, "rows": rows}


def _pipeline(work: Path) -> Any:
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"
    dlt = import_module("dlt")
    return dlt.pipeline(
        "bench",
        destination=dlt.destinations.duckdb(str(work / "bench.duckdb")),
        dataset_name="raw",
        pipelines_dir=str(work / "pipelines"),
    )


def _resource(feed: str, path: str) -> Any:
    dlt, csv = import_module("dlt"), import_module("pyarrow.csv")
    delimiter = ";" if ";" in Path(path).read_text("utf-8").split("\n", 1)[0] else ","

    def tables() -> Iterator[Any]:
        yield csv.read_csv(path, parse_options=csv.ParseOptions(delimiter=delimiter))

    name = feed.replace(".", "_").replace("-", "_")
    return dlt.resource(tables, name=name, write_disposition="append")
