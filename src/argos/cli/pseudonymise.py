"""`argos pseudonymise`: run at the partner, before a file leaves it."""

from pathlib import Path
from typing import Annotated

import typer

from argos.cli.show import out
from argos.core.contract_check import load
from argos.core.language import Text
from argos.ingest.batch import require_file
from argos.ingest.identity.file import pseudonymise_file

HELP = Text(
    "Chez le partenaire : remplace les traits d'identité d'un fichier par un pseudonyme.",
    "At the partner's: replace the identity traits of a file by a pseudonym.",
)


def command(
    contract: Annotated[Path, typer.Argument(help="contract.toml")],
    source: Annotated[Path, typer.Argument(help=str(Text("fichier nominatif", "file with names")))],
    target: Annotated[Path, typer.Argument(help=str(Text("fichier à envoyer", "file to send")))],
    key: Annotated[Path, typer.Option(help=str(Text("clé de cet usage", "key of this purpose")))],
) -> int:
    """Write `target` with `subject` in place of the identity traits; print counts only."""
    for file in (source, key):
        require_file(file)
    done = pseudonymise_file(source, target, load(contract), key)
    out().print(
        f"{done.rows} {Text('lignes', 'rows')}, {done.pseudonyms} "
        f"{Text('pseudonymes', 'pseudonyms')}, {done.incomplete} "
        f"{Text('sans identité complète', 'without a complete identity')} → {target.name}"
    )
    return 0
