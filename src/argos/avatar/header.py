"""The first line of a file: a name a column. It may be a person's: what it holds is not told."""

from collections import Counter
from collections.abc import Sequence

from argos.avatar.errors import bad_file
from argos.core.language import Text


def require_names(names: Sequence[str | None]) -> None:
    """Refuse a first line without a name for every column, each of its own.

    Raises:
        UsageError: tells the columns by their place, from 1.

    """
    often = Counter(names)
    empty = [place for place, name in enumerate(names, 1) if not name]
    twice = [place for place, name in enumerate(names, 1) if name and often[name] > 1]
    if empty or twice:
        raise bad_file(
            Text("un nom par colonne en première ligne", "a name a column, on line one"),
            Text(f"sans nom : colonnes {_told(empty)} ; du même nom : colonnes {_told(twice)}",
                 f"without a name: columns {_told(empty)}; of the same name: columns "
                 f"{_told(twice)}"),
            Text("écrivez les noms en première ligne", "write the names on line one"),
        )  # fmt: skip


def _told(places: Sequence[int]) -> str:
    return ", ".join(map(str, places)) or "–"
