"""Invented files go into a home that says so, and into no other."""

from collections.abc import Iterable
from pathlib import Path

from argos.core.errors import UsageError
from argos.core.language import Text
from argos.core.settings import Settings
from argos.core.simulated import is_simulated
from argos.events.delta_table import exists
from argos.ingest.intake import LOG
from argos.outputs.store import Outputs


def mark_home(settings: Settings) -> None:
    """Mark the published zone of a home as simulated, before anything real is in it.

    Raises:
        UsageError: ``HOME_IN_USE``: the home holds events and was not marked before they came.

    """
    outputs = Outputs(settings.published)
    if outputs.simulated():
        return
    if exists(f"{settings.sensitive}/{LOG}"):
        raise UsageError(
            "HOME_IN_USE",
            expected=Text("un domicile encore vide", "a home that is still empty"),
            found=Text("des événements", "events"),
            todo=Text(
                "faites un autre domicile (ARGOS_HOME) pour les données simulées",
                "make another home (ARGOS_HOME) for simulated data",
            ),
        )
    outputs.mark_simulated()


def require_home_for(files: Iterable[Path], settings: Settings) -> None:
    """Refuse simulated files in a home that is not marked as simulated.

    Raises:
        UsageError: ``SIMULATED_FILE``: nothing of any of the files was taken in.

    """
    invented = [file for file in files if is_simulated(file)]
    if not invented or Outputs(settings.published).simulated():
        return
    raise UsageError(
        "SIMULATED_FILE",
        expected=Text("des fichiers de partenaires", "files of partners"),
        found=Text(f"{len(invented)} fichier(s) simulé(s)", f"{len(invented)} simulated file(s)"),
        todo=Text(
            "poussez-les dans un domicile fait par `argos init --simulated`",
            "push them into a home made by `argos init --simulated`",
        ),
    )
