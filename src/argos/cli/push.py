"""`argos push`: a partner's files into the log, one receipt a file."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from argos.cli.home import open_intake
from argos.cli.show import out, print_json, print_table, progress_bar
from argos.cli.simulated import require_home_for
from argos.cli.words import STATUS
from argos.core.clock import parse_instant
from argos.core.errors import EXIT_BUSY, EXIT_OK, EXIT_REFUSED
from argos.core.language import Text
from argos.core.receipt import Receipt
from argos.ingest.batch import require_file
from argos.ingest.flow import push
from argos.ingest.intake import STEPS

HELP = Text(
    "Reçoit les fichiers d'un flux ; un reçu par fichier. Sortie : 0 reçu, 3 refusé, 75 occupé.",
    "Take in the files of a feed; one receipt a file. Exit: 0 recorded, 3 refused, 75 busy.",
)
COUNTS = {
    "rows_read": Text("lignes lues", "rows read"),
    "rows_accepted": Text("acceptées", "accepted"),
    "rows_rejected": Text("rejetées", "rejected"),
    "facts_new": Text("faits nouveaux", "new facts"),
    "facts_unchanged": Text("inchangés", "unchanged"),
    "facts_corrected": Text("corrigés", "corrected"),
    "facts_withdrawn": Text("retirés", "withdrawn"),
}


def command(
    feed: Annotated[str, typer.Argument(help=str(Text("partenaire.flux", "partner.feed")))],
    files: Annotated[
        list[Path],
        typer.Argument(help=str(Text("les fichiers", "the files"))),
    ],
    recorded_at: Annotated[
        str | None,
        typer.Option(
            help=str(
                Text(
                    "pour rejouer le passé : jour (2020-04-11) ou instant auquel le fichier "
                    "compte comme connu",
                    "to replay the past: day (2020-04-11) or instant at which the file counts "
                    "as known",
                )
            )
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help=str(Text("retour voulu à un ancien fichier", "return to an older file")),
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines")] = False,
) -> int:
    """Push each file in order; stop at none, leave with the gravest status."""
    intake = open_intake()
    intake.contract(feed)
    for file in files:
        require_file(file)
    require_home_for(files, intake.settings)
    instant = recording_instant(recorded_at) if recorded_at else None
    receipts = []
    with progress_bar(len(STEPS), quiet=as_json) as steps:
        for file in files:
            steps.begin(file.name)
            receipt = push(file, feed, intake, recorded_at=instant, again=again, on_step=steps)
            receipts.append(receipt)
            print_json(receipt.as_dict()) if as_json else print_receipt(receipt)
    return exit_status(receipts)


def recording_instant(text: str) -> datetime:
    """Read ``--recorded-at``; a bare date is the last second of that local day."""
    instant = parse_instant(text)
    return instant.replace(microsecond=0) if len(text) == len("2020-04-11") else instant


def exit_status(receipts: list[Receipt]) -> int:
    """Return 3 if any file was refused, else 75 if the feed was busy for any, else 0."""
    statuses = {receipt.status for receipt in receipts}
    if "refused" in statuses:
        return EXIT_REFUSED
    return EXIT_BUSY if "busy" in statuses else EXIT_OK


def print_receipt(receipt: Receipt) -> None:
    """Print a receipt for a person: verdict, counts, reasons with what to do."""
    console = out()
    named = escape(receipt.file_name)
    console.print(f"[bold]{named}[/bold] → {receipt.feed}: {STATUS[receipt.status]}")
    console.print(f"  {Text('lot', 'batch')} {receipt.batch_id}", style="dim")
    values = receipt.as_dict()
    console.print("  " + ", ".join(f"{label} {values[name]}" for name, label in COUNTS.items()))
    if receipt.reasons:
        print_table(
            "",
            ("code", str(Text("colonne", "column")), str(Text("lignes", "rows")),
             str(Text("attendu", "expected")), str(Text("trouvé", "found")),
             str(Text("à faire", "to do"))),
            [(r.code, r.column, r.rows, r.expected, r.found, r.todo) for r in receipt.reasons],
        )  # fmt: skip
