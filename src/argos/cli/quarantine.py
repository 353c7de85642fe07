"""`argos quarantine`: rejected rows, by batch; never a value."""

from typing import Annotated

import typer

from argos.cli.home import open_intake
from argos.cli.show import out, print_json, print_table
from argos.core.language import Text
from argos.core.reasons import catalogue

NAME = "quarantine"
HELP = Text(
    "Montre les lignes rejetées d'un lot ou d'un flux : numéro, colonne, motif, jamais la valeur.",
    "Show the rejected rows of a batch or feed: number, column, reason, never the value.",
)


def command(
    which: Annotated[str, typer.Argument(help=str(Text("lot ou flux", "batch or feed")))],
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Show the rows of a batch, or the counts by reason of a feed."""
    quarantine = open_intake().quarantine
    frame = quarantine.summary(which) if "." in which else quarantine.of(which)
    if as_json:
        print_json(frame.to_dicts())
    elif frame.is_empty():
        out().print(str(Text("Aucune ligne en quarantaine.", "No row in quarantine.")))
    else:
        print_table("", frame.columns, frame.rows())
        for code in frame["code"].unique().sort().to_list():
            out().print(f"{code}: {catalogue()[code].means}. {catalogue()[code].todo}.")
    return 0
