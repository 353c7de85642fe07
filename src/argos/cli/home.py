"""Opening the home that the environment describes, once a command needs it."""

from pathlib import Path
from typing import TYPE_CHECKING

from argos.core import contract_check
from argos.core.contract import Contract
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.core.settings import Settings

if TYPE_CHECKING:
    from argos.ingest.intake import Intake

UNUSABLE = "#?%[]^|\\"  # in the path of a Delta table; deltalake takes them for something else


def open_settings() -> Settings:
    """Return the settings of a home that `argos init` has made.

    Raises:
        UsageError: there is no home there yet.

    """
    settings = Settings.from_environment()
    require_usable_path(settings)
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
    return settings


def require_usable_path(settings: Settings) -> None:
    """Refuse folders whose path the tables cannot bear, before anything is made somewhere else.

    Raises:
        UsageError: ``BAD_FOLDER``.

    """
    for folder in (str(settings.home), settings.sensitive, settings.published):
        if "://" not in folder and any(c in UNUSABLE or not c.isprintable() for c in folder):
            raise UsageError(
                "BAD_FOLDER",
                expected=Text(
                    f"un dossier dont le chemin n'a aucun de {' '.join(UNUSABLE)}",
                    f"a folder whose path has none of {' '.join(UNUSABLE)}",
                ),
                found=same(repr(folder)),
                todo=Text(
                    "choisissez un autre dossier (ARGOS_HOME)", "choose another folder (ARGOS_HOME)"
                ),
            )


def open_intake() -> "Intake":
    """Return the parts that take in batches."""
    from argos.ingest.intake import Intake  # here: it brings the register and the event log

    return Intake.at(open_settings())


def contracts(folder: Path) -> dict[str, Contract]:
    """Return every contract of a home, by feed."""
    return contract_check.load_all(folder)
