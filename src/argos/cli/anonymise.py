"""`argos anonymise`: a table of invented people, what attacks got of it, and a verdict."""

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from argos.core.clock import SystemClock, local_day, parse_day
from argos.core.language import Text, speaking

HELP = Text(
    "Fait d'une table de personnes une table de personnes inventées, l'attaque et rend un "
    "verdict. Sortie : 0 fait, 3 refusé, 2 mal demandé.",
    "Make of a table of people a table of invented people, attack it, give a verdict. Exit: 0 "
    "done, 3 refused, 2 wrongly asked.",
)
SPLITS = 20


class Method(StrEnum):
    """How the invented people are made."""

    GUARDED = "guarded"
    DP = "dp"
    FAITHFUL = "faithful"


class Lang(StrEnum):
    """The language of the messages and of the report."""

    FR = "fr"
    EN = "en"


def command(
    table: Annotated[
        Path,
        typer.Argument(
            help=str(
                Text(
                    "CSV, Parquet ou XLSX ; une ligne par personne",
                    "CSV, Parquet or XLSX; a row a person",
                )
            )
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help=str(
                Text(
                    "où écrire la table, selon la fin du nom",
                    "where to write the table, by its name's end",
                )
            ),
        ),
    ] = None,
    schema: Annotated[
        Path | None,
        typer.Option(
            help=str(
                Text("ce qui est déclaré de la table, TOML", "what is declared of the table, TOML")
            )
        ),
    ] = None,
    method: Annotated[
        Method,
        typer.Option(
            help=str(Text("faithful n'est jamais à transmettre", "faithful is never for release"))
        ),
    ] = Method.GUARDED,
    k: Annotated[
        int | None,
        typer.Option(
            min=2,
            help=str(Text("voisins dont une ligne est faite", "neighbours of whom a row is made")),
        ),
    ] = None,
    components: Annotated[
        int | None,
        typer.Option(
            min=1, help=str(Text("de l'espace où l'on est voisin", "of the space of neighbours"))
        ),
    ] = None,
    epsilon: Annotated[
        float | None, typer.Option(help=str(Text("budget de --method dp", "budget of --method dp")))
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            help=str(
                Text(
                    "secrète : qui l'a peut défaire les tirages",
                    "a secret: who has it can undo the draws",
                )
            ),
        ),
    ] = None,
    release: Annotated[
        bool,
        typer.Option(
            "--release",
            help=str(
                Text("pour transmettre : les limites décident", "to be given away: limits decide")
            ),
        ),
    ] = False,
    report_to: Annotated[
        Path | None, typer.Option("--report", help="REPORT.html, REPORT.pdf")
    ] = None,
    limits: Annotated[
        Path | None,
        typer.Option(help=str(Text("les limites du site, TOML", "the site's own limits, TOML"))),
    ] = None,
    splits: Annotated[
        int,
        typer.Option(
            min=2,
            help=str(
                Text(
                    "tirages dont les attaques sont la moyenne",
                    "draws over which attacks are averaged",
                )
            ),
        ),
    ] = SPLITS,
    search: Annotated[
        bool,
        typer.Option(
            "--search",
            help=str(
                Text(
                    "cherche k et composantes, et en dit le coût",
                    "look for k and components, and tell the cost",
                )
            ),
        ),
    ] = False,
    day: Annotated[
        str | None,
        typer.Option(
            help=str(
                Text(
                    "du verdict et des limites, au lieu d'aujourd'hui",
                    "of the verdict and the limits, rather than today",
                )
            )
        ),
    ] = None,
    lang: Annotated[Lang | None, typer.Option(help="fr, en")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Make, attack, judge; then write what may be written."""
    from argos.cli.anonymised import Places, run  # brings scipy, which other commands do without

    with speaking(lang.value) if lang else nullcontext():
        on = parse_day(day) if day else local_day(SystemClock().now())
        return run(
            Places(table, out, report_to, schema, limits), on, method.value,
            {"k": k, "components": components, "epsilon": epsilon, "seed": seed},
            release=release, splits=splits, search=search, as_json=as_json,
        )  # fmt: skip
