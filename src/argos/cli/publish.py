"""`argos publish`: from events to published series and to what models say of them."""

from collections.abc import Callable
from typing import Annotated

import typer

from argos.cli.home import contracts, open_intake
from argos.cli.show import out, print_json, progress_bar
from argos.core.language import Text
from argos.ingest.intake import Intake
from argos.outputs.store import Outputs
from argos.publish.flow import STEPS, Published, publish_series

HELP = Text(
    "Calcule et publie les séries, et ce que les modèles en disent, après contrôle de la "
    "divulgation. Sans nouveauté, ne fait rien.",
    "Compute and publish the series, and what models say of them, through disclosure control. "
    "With nothing new, does nothing.",
)


def command(
    series: Annotated[
        bool,
        typer.Option(
            "--series", help=str(Text("les séries (par défaut)", "the series (the default)"))
        ),
    ] = False,
    models: Annotated[
        bool,
        typer.Option(
            "--models",
            help=str(
                Text(
                    "ce que les modèles disent des séries publiées : signaux, estimations, "
                    "prévisions, capacité, météo",
                    "what models say of the published series: signals, nowcasts, forecasts, "
                    "capacity, weather",
                )
            ),
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Publish what is new: `--series` (the default), `--models`, or both in this order."""
    intake = open_intake()
    done: list[Published] = []
    with progress_bar(_steps(series, models), quiet=as_json) as steps:
        for wanted, publish in ((series or not models, _series), (models, _models)):
            if wanted:
                done.append(publish(intake, steps))
    rows = {table: count for each in done for table, count in each.rows_by_table.items()}
    if as_json:
        print_json({"committed": any(each.committed for each in done), "rows": rows})
        return 0
    if not rows:
        out().print(str(Text("Rien de nouveau à publier.", "Nothing new to publish.")))
    for table, count in rows.items():
        out().print(f"{table}: {count} {Text('lignes ajoutées', 'rows added')}")
    return 0


def _steps(series: bool, models: bool) -> int:
    told = len(STEPS) * (series or not models)
    if models:
        from argos.publish.modelled.flow import MODELS  # brings scipy: seconds that series spare

        told += len(MODELS)
    return told


def _series(intake: Intake, on_step: Callable[[str], None]) -> Published:
    outputs = Outputs(intake.settings.published)
    known = contracts(intake.settings.partners)
    return publish_series(intake.log, outputs, known, intake.clock, on_step=on_step)


def _models(intake: Intake, on_step: Callable[[str], None]) -> Published:
    from argos.publish.modelled.flow import publish_models
    from argos.publish.modelled.house import House

    outputs = Outputs(intake.settings.published)
    known, house = contracts(intake.settings.partners), House.at(intake.settings.home)
    return publish_models(intake.log, outputs, known, intake.clock, on_step=on_step, house=house)
