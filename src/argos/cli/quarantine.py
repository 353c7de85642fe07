"""`argos quarantine`: rejected rows, by batch; never a value."""

from typing import Annotated

import typer

from argos.cli.home import open_intake
from argos.cli.show import out, print_json, print_table
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.core.reasons import catalogue
from argos.register import ledger

HELP = Text(
    "Montre les lignes rejetées d'un lot ou d'un flux : numéro, colonne, motif, jamais la valeur.",
    "Show the rejected rows of a batch or feed: number, column, reason, never the value.",
)

HEADS = {
    "batch_id": Text("lot", "batch"),
    "batches": Text("lots", "batches"),
    "sheet": Text("feuille", "sheet"),
    "row": Text("ligne", "row"),
    "rows": Text("lignes", "rows"),
    "column": Text("colonne", "column"),
}


def command(
    which: Annotated[str, typer.Argument(help=str(Text("lot ou flux", "batch or feed")))],
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Show the rows of a batch, or the counts by reason of a feed."""
    intake = open_intake()
    if "." in which:
        frame = intake.quarantine.summary(intake.contract(which).feed)
    else:
        frame = intake.quarantine.of(which)
        require_known(which)
    if as_json:
        print_json(frame.to_dicts())
    elif frame.is_empty():
        out().print(str(Text("Aucune ligne en quarantaine.", "No row in quarantine.")))
    else:
        print_table("", [str(HEADS.get(name, name)) for name in frame.columns], frame.rows())
        for code in frame["code"].unique().sort().to_list():
            reason, todo = catalogue()[code], Text("À faire :", "To do:")
            out().print(f"{code}: {reason.means}. {todo} {reason.todo}.")
    return 0


def require_known(batch_id: str) -> None:
    """Raise ``UsageError`` (``NO_SUCH_BATCH``) unless the register knows the batch."""
    if ledger.get(batch_id) is None:
        raise UsageError(
            "NO_SUCH_BATCH",
            expected=Text("un lot ou un flux (partenaire.flux)", "a batch, or a feed"),
            found=same(repr(batch_id)),
            todo=Text("`argos status` nomme les flux", "`argos status` names the feeds"),
        )
