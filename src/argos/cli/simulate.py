"""`argos simulate`: an invented epidemic, as the partners' own files."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from argos.cli.show import out, print_json
from argos.core.clock import SystemClock, local_day, parse_instant
from argos.core.contract_field import Trait
from argos.core.language import Text
from argos.ingest.identity.keys import key_of_file
from argos.ingest.identity.pseudonym import STRICT, SUBJECT, Source, pseudonyms
from argos.simulation.flow import simulate
from argos.simulation.people import Pseudonym, unkeyed
from argos.simulation.scenario import load

PURPOSE = "epidemic-watch"  # of the shipped contracts that have persons
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
    key: Annotated[
        Path | None,
        typer.Option(
            help=str(
                Text(
                    "clé du domicile : un même pseudonyme chez tous les partenaires",
                    "key of the home: one pseudonym at all partners",
                )
            )
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Write the files, the manifest and the truth into a folder."""
    last = local_day(parse_instant(last_day)) if last_day else _newest()
    pseudonym = _under(key) if key else unkeyed
    filed = simulate(out_folder, load(scenario), days, seed, last, pseudonym)
    told = {"files": len(filed), "first_day": str(last - timedelta(days=days - 1)),
            "last_day": str(last), "manifest": str(out_folder / "manifest.csv")}  # fmt: skip
    if as_json:
        print_json(told)
    else:
        out().print(f"{len(filed)} {Text('fichiers simulés', 'simulated files')}: "
                    f"{out_folder / 'manifest.csv'}", markup=False)  # fmt: skip
    return 0


def _under(key: Path) -> Pseudonym:
    """Return how partners make pseudonyms under a key: as `argos pseudonymise` does."""
    secret = key_of_file(key, PURPOSE)
    traits: dict[Trait, Source] = {trait: Source(trait) for trait in STRICT}
    return lambda frame: pseudonyms(frame, traits, secret)[SUBJECT].bin.encode("hex")


def _newest() -> date:
    # The file of a day comes at 6 and tells of the day before: both have to be past.
    return local_day(SystemClock().now() - timedelta(hours=8)) - timedelta(days=1)
