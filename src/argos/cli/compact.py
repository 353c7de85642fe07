"""`argos compact`: fewer, larger files in the event log; no fact changes."""

from typing import Annotated

import typer

from argos.cli.home import open_intake
from argos.cli.show import out, print_json
from argos.core.language import Text

HELP = Text(
    "Regroupe les petits fichiers du journal ; aucun fait ne change.",
    "Merge the small files of the log; no fact changes.",
)


def command(
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Compact the event log."""
    done = open_intake().log.compact()
    if as_json:
        print_json({"files_before": done.files_before, "files_after": done.files_after})
        return 0
    out().print(f"{done.files_before} → {done.files_after} {Text('fichiers', 'files')}")
    return 0
