"""`argos erase`: a person leaves the sensitive zone, and does not come back."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from argos.cli.home import contracts, open_intake
from argos.cli.show import out, print_json
from argos.core.language import Text
from argos.ingest.batch import require_file
from argos.ingest.erasure import erase, read_persons

HELP = Text(
    "Efface une personne et l'inscrit aux oppositions. Lit des lignes JSON (traits, INS ou "
    "pseudonyme) dans un fichier ou sur l'entrée standard, jamais dans la commande.",
    "Erase a person and list the opposition. Reads JSON lines (traits, INS or pseudonym) from a "
    "file or standard input, never from the command line.",
)


def command(
    persons: Annotated[
        Path | None,
        typer.Argument(help=str(Text("fichier, ou rien", "file, or none"))),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Erase the persons read; prints how many rows and feeds, never who."""
    if persons is None and sys.stdin.isatty():
        asked = Text("une ligne JSON par personne, puis Ctrl-D", "one JSON line a person, then ^D")
        typer.echo(str(asked), err=True)
    if persons is not None and not persons.exists():
        require_file(persons)
    given = read_persons(persons.read_bytes() if persons else sys.stdin.buffer.read())
    intake = open_intake()
    done = erase(intake, contracts(intake.settings.partners), given)
    if as_json:
        print_json(done)
        return 0
    rows, feeds = Text("lignes effacées", "rows erased"), Text("flux", "feeds")
    archives = Text("archives retirées", "archives removed")
    out().print(f"{done['rows']} {rows}, {done['feeds']} {feeds}, {done['archives']} {archives}")
    return 0
