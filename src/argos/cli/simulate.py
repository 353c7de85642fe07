"""`argos simulate`: an invented epidemic, as the partners' own files."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from argos.cli.show import out, print_json
from argos.core.clock import SystemClock, local_day, parse_instant
from argos.core.language import Text
from argos.simulation.flow import simulate
from argos.simulation.scenario import load

NAME = "simulate"
HELP = Text(
    "Invente une épidémie et l'écrit dans les fichiers des partenaires, avec sa vérité.",
    "Invent an epidemic and write it as the partners' files, with its truth.",
)


def command(
    out_folder: Annotated[Path, typer.Option("--out", help=str(Text("dossier", "folder")))],
    days: Annotated[int, typer.Option(min=21, max=700)] = 400,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    scenario: Annotated[Path | None, typer.Option(help="TOML")] = None,
    last_day: Annotated[
        str | None, typer.Option(help=str(Text("dernier jour simulé", "last simulated day")))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Write the files, the manifest and the truth into a folder."""
    last = local_day(parse_instant(last_day)) if last_day else _newest()
    filed = simulate(out_folder, load(scenario), days, seed, last)
    told = {"files": len(filed), "first_day": str(last - timedelta(days=days - 1)),
            "last_day": str(last), "manifest": str(out_folder / "manifest.csv")}  # fmt: skip
    if as_json:
        print_json(told)
    else:
        out().print(f"{len(filed)} {Text('fichiers simulés', 'simulated files')}: "
                    f"{out_folder / 'manifest.csv'}", markup=False)  # fmt: skip
    return 0


def _newest() -> date:
    # The file of a day comes at 6 and tells of the day before: both have to be past.
    return local_day(SystemClock().now() - timedelta(hours=8)) - timedelta(days=1)
