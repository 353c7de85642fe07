"""`argos expire`: what the contracts say is no longer kept goes."""

from typing import Annotated

import typer

from argos.cli.home import contracts, open_intake
from argos.cli.show import out, print_json
from argos.core.language import Text
from argos.ingest.retention import expire

HELP = Text(
    "Supprime les faits et les archives dont la durée de conservation est passée.",
    "Delete the facts and archives whose retention has passed.",
)

COUNTS = {
    "rows": Text("lignes supprimées", "rows deleted"),
    "archives": Text("archives supprimées", "archives deleted"),
    "quarantines": Text("quarantaines supprimées", "quarantines deleted"),
}


def command(
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Expire rows, archives and quarantine by each contract's retention."""
    intake = open_intake()
    done = expire(intake, contracts(intake.settings.partners))
    if as_json:
        print_json(done)
        return 0
    out().print(", ".join(f"{label} {done[what]}" for what, label in COUNTS.items()))
    return 0
