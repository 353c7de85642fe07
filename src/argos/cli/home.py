"""Opening the home that the environment describes, once a command needs it."""

from pathlib import Path

from argos import register
from argos.core import contract_check
from argos.core.contract import Contract
from argos.core.errors import UsageError
from argos.core.language import Text
from argos.core.settings import Settings
from argos.ingest.intake import Intake


def open_settings() -> Settings:
    """Return the settings of a home that `argos init` has made, with its register ready.

    Raises:
        UsageError: there is no home there yet.

    """
    settings = Settings.from_environment()
    if not settings.partners.is_dir():
        raise UsageError(
            "NO_HOME",
            expected=Text(
                f"un domicile d'Argos dans {settings.home}", f"an Argos home in {settings.home}"
            ),
            found=Text("aucun", "none"),
            todo=Text(
                "lancez `argos init`, ou indiquez ARGOS_HOME", "run `argos init`, or set ARGOS_HOME"
            ),
        )
    register.setup()
    return settings


def open_intake() -> Intake:
    """Return the parts that take in batches."""
    return Intake.at(open_settings())


def contracts(folder: Path) -> dict[str, Contract]:
    """Return every contract of a home, by feed."""
    return contract_check.load_all(folder)
