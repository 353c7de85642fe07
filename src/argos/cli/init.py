"""`argos init`: make a home, with its zones, keys, register and the shipped contracts."""

from collections.abc import Iterable
from typing import Annotated

import typer

from argos import register
from argos.cli.home import require_usable_path
from argos.cli.show import out
from argos.cli.simulated import mark_home
from argos.core import contract_check
from argos.core.clock import SystemClock
from argos.core.contract import Contract
from argos.core.files import alone
from argos.core.language import Text
from argos.core.settings import Settings
from argos.ingest.identity.keys import Keys
from argos.ingest.intake import secrets_in_use
from argos.ingest.shipped import copy_contracts
from argos.register import agreements
from argos.register.key_register import note_key, purposes_in_use

HELP = Text(
    "Crée un domicile : zones, clés, registre, contrats fournis. Peut être relancé sans dommage.",
    "Make a home: zones, keys, register, shipped contracts. Running it again does no harm.",
)
LOCK = ".init.lock"  # two processes that make one home take turns


def command(
    simulated: Annotated[
        bool,
        typer.Option(
            "--simulated",
            help=str(
                Text(
                    "domicile de données simulées : toutes ses pages le diront",
                    "a home of simulated data: all its pages will say so",
                )
            ),
        ),
    ] = False,
) -> int:
    """Make what is missing, and leave what is there as it is."""
    settings = Settings.from_environment()
    require_usable_path(settings)
    with alone(settings.home / LOCK):
        if simulated:
            mark_home(settings)
        register.setup()
        register.migrate()
        copied = copy_contracts(settings.partners)
        contracts = contract_check.load_all(settings.partners)
        made = make_keys(settings, contracts.values())
        for feed, contract in contracts.items():
            file = contract_check.path_of(settings.partners, feed)
            agreements.import_contract(contract, file.read_bytes(), SystemClock())
    console = out()
    console.print(f"{Text('Domicile', 'Home')}: {settings.home}")
    console.print(
        f"{Text('Contrats', 'Contracts')}: {len(contracts)} ({len(copied)} "
        f"{Text('copiés', 'copied')}) → {settings.partners}"
    )
    if "archive.private" in made:
        warn_of_private_key(settings)
    return 0


def make_keys(settings: Settings, contracts: Iterable[Contract]) -> list[str]:
    """Make the keys that are missing and note in the register that they exist, never the keys.

    Raises:
        UsageError: ``KEY_LOST``: the home has used a key that is no longer there.

    """
    keys = Keys(settings.keys)
    purposes = {c.identity.key for c in contracts if c.identity is not None}
    relied_on = {*secrets_in_use(settings.sensitive), *(purposes & purposes_in_use())}
    made = keys.make_missing(purposes, relied_on=relied_on)
    for purpose in sorted(purposes):
        for key in keys.all_keys(purpose):
            note_key(purpose, key.id, SystemClock())
    return made


def warn_of_private_key(settings: Settings) -> None:
    """Say where the private half of the archive's key lies, and that it must leave."""
    out().print(
        str(Text(
            f"La clé privée des archives est dans {settings.keys}/archive.private : gardez-la "
            "ailleurs, elle ne sert qu'à rouvrir une archive.",
            f"The private key of the archives is {settings.keys}/archive.private: keep it "
            "elsewhere, it is only needed to open an archive again.",
        )),
        style="yellow",
    )  # fmt: skip
