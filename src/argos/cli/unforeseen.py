"""What is told of an error that no step of Argos foresaw: a full disk, a lost database, a defect.

The words of a library may quote a row, so they are dropped; what the operating system says of a
file is kept, since it names a path and a cause.
"""

import traceback
from pathlib import Path

from argos.core.errors import ArgosError
from argos.core.language import Text, same

PACKAGE = Path(__file__).parent.parent


def unforeseen(error: BaseException) -> ArgosError:
    """Return the error that is shown in place of another."""
    if isinstance(error, OSError):
        return _of_system(error)
    if _is_of_register(error):
        return _of_register(error)
    return ArgosError(
        "UNFORESEEN",
        expected=Text("une erreur connue", "a known error"),
        found=same(f"{type(error).__name__} ({way_of(error)})"),
        todo=Text(
            "signalez ce défaut d'Argos ; un dépôt peut être relancé sans rien doubler",
            "report this defect of Argos; a push can be run again and doubles nothing",
        ),
    )


def way_of(error: BaseException) -> str:
    """Return the lines of Argos that an error came through, the last one first."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    return " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(ours[-3:]))


def _is_of_register(error: BaseException) -> bool:
    from django.db import Error  # here: a command that has no register goes without Django

    return isinstance(error, Error)


def _of_system(error: OSError) -> ArgosError:
    return ArgosError(
        "SYSTEM_ERROR",
        expected=Text("des fichiers accessibles et de la place", "files within reach, and room"),
        found=same(f"{error.strerror or type(error).__name__}: {error.filename or '-'}"),
        todo=Text(
            "vérifiez chemin, droits et place, puis relancez la même commande",
            "check path, rights and room, then run the same command again",
        ),
    )


def _of_register(error: BaseException) -> ArgosError:
    return ArgosError(
        "REGISTER_ERROR",
        expected=Text("un registre où l'on peut écrire", "a register that can be written to"),
        found=same(type(error).__name__),
        todo=Text(
            "vérifiez DATABASE_URL, droits et place ; si ses tables manquent, lancez `argos init`",
            "check DATABASE_URL, rights and room; if its tables are absent, run `argos init`",
        ),
    )
