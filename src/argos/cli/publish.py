"""`argos publish`: from events to published series, through disclosure control."""

from typing import Annotated

import typer

from argos.cli.home import contracts, open_intake
from argos.cli.show import out, print_json, progress_bar
from argos.core.language import Text
from argos.outputs.store import Outputs
from argos.publish.flow import STEPS, publish_series

HELP = Text(
    "Calcule et publie les séries, après contrôle de la divulgation. Sans nouveauté, ne fait rien.",
    "Compute and publish the series, through disclosure control. With nothing new, does nothing.",
)


def command(
    series: Annotated[
        bool,
        typer.Option(
            "--series", help=str(Text("les séries (par défaut)", "the series (the default)"))
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Publish what is new; `--series` is the only part so far, and the default."""
    intake = open_intake()
    outputs = Outputs(intake.settings.published)
    with progress_bar(len(STEPS), quiet=as_json) as steps:
        published = publish_series(
            intake.log, outputs, contracts(intake.settings.partners), intake.clock, on_step=steps
        )
    if as_json:
        print_json({"committed": published.committed, "rows": published.rows_by_table})
        return 0
    if not published.committed:
        out().print(str(Text("Rien de nouveau à publier.", "Nothing new to publish.")))
        return 0
    for table, rows in published.rows_by_table.items():
        out().print(f"{table}: {rows} {Text('lignes ajoutées', 'rows added')}")
    return 0
