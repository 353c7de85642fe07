"""`argos contract`: check a contract, and lead its agreement through its life."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from argos.cli.home import contracts, open_settings
from argos.cli.show import out, print_json, print_table
from argos.cli.words import AGREEMENT
from argos.core.clock import SystemClock
from argos.core.contract_check import defects
from argos.core.errors import EXIT_FAILED
from argos.core.language import Text
from argos.register import agreements

HELP = Text("Vérifie les contrats, mène les accords.", "Check contracts, lead agreements.")
app = typer.Typer(no_args_is_help=True)
Feed = Annotated[str, typer.Argument(help=str(Text("partenaire.flux", "partner.feed")))]


@app.command(help=str(Text("Explique tous les défauts.", "Explain every defect at once.")))
def check(
    path: Annotated[
        Path,
        typer.Argument(
            help=str(Text("contract.toml ou son dossier", "contract.toml or its folder"))
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Print every defect of a contract; exit 1 if there is any."""
    found = defects(path)
    if as_json:
        print_json([
            {"code": d.code, "where": d.where, "expected": str(d.expected),
             "found": str(d.found), "todo": str(d.todo)} for d in found
        ])  # fmt: skip
    elif found:
        print_table(
            f"{Text('défauts', 'defects')}: {len(found)}",
            ("code", str(Text("où", "where")), str(Text("attendu", "expected")),
             str(Text("trouvé", "found")), str(Text("à faire", "to do"))),
            [(d.code, d.where, d.expected, d.found, d.todo) for d in found],
        )  # fmt: skip
    else:
        out().print(str(Text("Aucun défaut.", "No defect.")))
    return EXIT_FAILED if found else 0


@app.command("list", help=str(Text("Les flux et leur accord.", "Feeds and agreements.")))
def list_(as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False) -> int:
    """Print each feed with the state of its agreement today."""
    settings = open_settings()
    now = SystemClock().now()
    rows = [
        (feed, agreements.state(contract, now), contract.title.text)
        for feed, contract in contracts(settings.partners).items()
    ]
    if as_json:
        print_json([{"feed": f, "agreement": s, "title": str(t)} for f, s, t in rows])
    else:
        heads = [Text("flux", "feed"), Text("accord", "agreement"), Text("titre", "title")]
        print_table("", [str(head) for head in heads], [(f, AGREEMENT[s], t) for f, s, t in rows])
    return 0


def _transition(act: Callable[..., None], said: Text, feed: str, reason: str) -> int:
    settings = open_settings()
    contract = contracts(settings.partners).get(feed)
    if contract is None:
        from argos.core.contract_check import contract as find  # the error names near feeds

        find(settings.partners, feed)
        return EXIT_FAILED
    act(contract, reason, SystemClock())
    out().print(f"{feed}: {said}")
    return 0


Why = Annotated[str, typer.Option("--why", help=str(Text("le motif", "the reason")))]


@app.command(help=str(Text("Suspend un accord.", "Suspend an agreement.")))
def suspend(feed: Feed, why: Why) -> int:
    """Suspend an agreement in force."""
    return _transition(agreements.suspend, Text("suspendu", "suspended"), feed, why)


@app.command(help=str(Text("Remet en vigueur un accord suspendu.", "Put back in force.")))
def resume(feed: Feed, why: Why) -> int:
    """Resume a suspended agreement."""
    return _transition(agreements.resume, Text("en vigueur", "in force"), feed, why)


@app.command(help=str(Text("Met fin à un accord.", "End an agreement.")))
def end(feed: Feed, why: Why) -> int:
    """End an agreement; nothing brings it back."""
    return _transition(agreements.end, Text("terminé", "ended"), feed, why)
