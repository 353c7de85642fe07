"""`argos replay`: all the files of a manifest, each as known when it came, in one process."""

import csv
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from argos.cli.home import open_intake
from argos.cli.push import exit_status, recording_instant
from argos.cli.show import out, print_json, progress_bar
from argos.cli.simulated import require_home_for
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.core.receipt import Receipt
from argos.ingest.batch import require_file
from argos.ingest.flow import push

HELP = Text(
    "Rejoue les fichiers d'un manifeste (feed, file, recorded_at), dans leur ordre d'arrivée.",
    "Replay the files of a manifest (feed, file, recorded_at), in order of coming.",
)


def command(
    manifest: Annotated[Path, typer.Argument(help="manifest.csv")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines")] = False,
) -> int:
    """Push every file with its instant; stop at none, leave with the gravest status."""
    intake = open_intake()
    require_file(manifest)
    rows = read(manifest)
    files = [manifest.parent / row["file"] for row in rows]
    for row, file in zip(rows, files, strict=True):
        intake.contract(row["feed"])
        require_file(file)
    require_home_for(files, intake.settings)
    receipts: list[Receipt] = []
    with progress_bar(len(rows), quiet=as_json) as bar:
        bar.begin(manifest.name)
        for row, file in zip(rows, files, strict=True):
            instant = recording_instant(row["recorded_at"])
            receipts.append(push(file, row["feed"], intake, recorded_at=instant))
            bar(row["feed"])
            if as_json:
                print_json(receipts[-1].as_dict())
    if not as_json:
        counts = Counter(receipt.status for receipt in receipts)
        out().print(", ".join(f"{status} {count}" for status, count in sorted(counts.items())))
    return exit_status(receipts)


def read(manifest: Path) -> list[dict[str, str]]:
    """Read a manifest's rows.

    Raises:
        UsageError: ``BAD_MANIFEST``: a column is missing.

    """
    with manifest.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    needed = ("feed", "file", "recorded_at")
    if any(not row.get(name) for row in rows for name in needed):
        raise UsageError(
            "BAD_MANIFEST",
            expected=same(", ".join(needed)),
            found=Text("une colonne vide ou absente", "an empty or missing column"),
            todo=Text("complétez le manifeste", "complete the manifest"),
        )
    return rows
