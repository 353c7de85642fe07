"""`argos bulletin`: the state of a place on two A4 pages, as a tagged PDF."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from argos.core.clock import parse_day
from argos.core.errors import UsageError
from argos.core.files import put_file
from argos.core.language import Text, same, speaking
from argos.core.places import places

HELP = Text(
    "Écrit le bulletin d'un lieu : deux pages A4, en PDF.",
    "Write the bulletin of a place: two A4 pages, as PDF.",
)


class Lang(StrEnum):
    """The language of the bulletin."""

    FR = "fr"
    EN = "en"


def command(
    out: Annotated[Path, typer.Option(help="bulletin.pdf")],
    place: Annotated[str, typer.Option(help="44, dep:44, reg:52, fra …")] = "reg:52",
    lang: Annotated[Lang, typer.Option(help="fr, en")] = Lang.FR,
    as_of: Annotated[
        str | None,
        typer.Option(help=str(Text("telle que connue ce jour", "as known on this day"))),
    ] = None,
) -> int:
    """Read the published zone only; the file is written whole, or not at all."""
    from argos.web import published
    from argos.web.bulletin import bulletin
    from argos.web.choices import Choices

    day = None if as_of is None else parse_day(as_of)
    with speaking(lang.value):
        choices = Choices(place=places().resolve(place), as_of=day)
        made = bulletin(published.current(), choices, published.now())
    _write(out, made)
    typer.echo(str(out))
    return 0


def _write(out: Path, made: bytes) -> None:
    try:
        put_file(out, made)
    except OSError as error:
        raise UsageError(
            "CANNOT_WRITE",
            expected=Text("un fichier où écrire", "a file to write to"),
            found=same(f"{out}: {error.strerror}"),
            todo=Text("donnez un autre --out", "give another --out"),
        ) from None
