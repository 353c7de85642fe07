"""How what was invented is told apart: a mark in its folder, and the beginning of its files' names.

A simulated file is like a partner's own, so nothing in it can say that it is invented. Its folder
holds a file ``SIMULATED``, its name begins with ``simulated-``, and the published zone of a home
that takes such files holds the mark too: pages read it there.
"""

from pathlib import Path

MARK = "SIMULATED"
PREFIX = "simulated-"
NOTICE = (
    "Données simulées : personne ni rien de ce qui est ici n'existe.\n"
    "Simulated data: nobody and nothing in here exists.\n"
)


def is_simulated(file: Path) -> bool:
    """Whether a file is a simulated one, by its name or by a mark in a folder that holds it."""
    whole = file.resolve()
    return whole.name.startswith(PREFIX) or any((up / MARK).is_file() for up in whole.parents)


def mark(folder: Path) -> None:
    """Put the mark in a folder, which is made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(NOTICE, encoding="utf-8")
