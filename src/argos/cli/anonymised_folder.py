"""`argos anonymise FOLDER`: linked tables in, linked tables of invented people out, no verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argos.avatar.linked import HistoryAvatars
from argos.avatar.linked.schema import anonymise_linked, declared_links, read_files, write_tables
from argos.cli.show import out as terminal
from argos.cli.show import print_json
from argos.core.errors import EXIT_OK, EXIT_REFUSED, ArgosError, UsageError
from argos.core.language import Text, same

NO_VERDICT = Text(
    "Ces tables ne sont pas faites pour être transmises : aucune attaque n'a été menée et aucun "
    "verdict n'est rendu.",
    "These tables are not made for release: no attack was made, and no verdict is given.",
)


class NoTrialYet(ArgosError):  # noqa: N818 - as AvatarRefused: what happened to it
    """What asks for attacks and limits, of tables that cannot be put to them."""

    exit_status = EXIT_REFUSED


@dataclass(frozen=True, slots=True)
class Folders:
    """The places of the command.

    Attributes:
        given: the folder of the tables of people.
        out: where those of invented people go.
        schema: how the tables hang together.

    """

    given: Path
    out: Path | None
    schema: Path | None

    def required(self) -> tuple[Path, Path]:
        """Return schema and folder to write into.

        Raises:
            UsageError: one of them is not given, or it is the folder that is read.

        """
        if self.schema is None or self.out is None:
            raise _usage(same("FOLDER --schema SCHEMA -o FOLDER2"), same(self.given.name))
        if self.out.resolve() == self.given.resolve():
            raise _usage(Text("un autre dossier", "another folder"), same(self.out.name))
        return self.schema, self.out


def run_folder(
    folders: Folders, settings: Mapping[str, Any], *, refused: Mapping[str, object], as_json: bool
) -> int:
    """Make a folder of invented people's tables and return the exit status.

    Args:
        folders: in, out, schema.
        settings: `k`, `components` and `seed`, None where the method's own stay.
        refused: option → whether it was asked for, of those that need attacks or another method.
        as_json: whether a machine reads the answer.

    Raises:
        ArgosError: an option, a file or the tables cannot be used.

    """
    _require_no_trial(refused)
    schema, out = folders.required()
    links = declared_links(schema)
    files = read_files(folders.given, links)
    tables = {name: read.table for name, read in files.items()}
    made = anonymise_linked(tables, links, _method(settings))
    dialects = {name: read.dialect for name, read in files.items()}
    written = write_tables(made, out, links, folders.given, dialects)
    _tell(written, as_json=as_json)
    return EXIT_OK


def _method(settings: Mapping[str, Any]) -> HistoryAvatars:
    asked = {
        "k": settings["k"], "n_components": settings["components"], "seed": settings["seed"]
    }  # fmt: skip
    return HistoryAvatars(**{name: value for name, value in asked.items() if value is not None})


def _require_no_trial(refused: Mapping[str, object]) -> None:
    """Refuse what would be taken for a judgement: histories have no trial yet."""
    given = [option for option, asked in refused.items() if asked]
    if given:
        raise NoTrialYet(
            "AVATAR_HISTORIES",
            expected=Text(
                "un dossier sans verdict : les histoires n'ont pas encore d'essai par les attaques",
                "a folder without a verdict: histories have no trial by attacks yet",
            ),
            found=same(", ".join(given)),
            todo=Text(
                "retirez l'option ; ne transmettez pas ces tables",
                "drop the option; do not release these tables",
            ),
        )


def _tell(written: list[Path], *, as_json: bool) -> None:
    if as_json:
        files = [str(path) for path in written]
        print_json({"verdict": "not_for_release", "attacks": [], "written": files})
        return
    console = terminal()
    console.print(str(NO_VERDICT), markup=False, style="bold", soft_wrap=True)
    for path in written:
        console.print(f"→ {path}", markup=False, soft_wrap=True)


def _usage(expected: Text, found: Text) -> UsageError:
    todo = Text("donnez-les (docs/avatars-histories.md)", "give them (docs/avatars-histories.md)")
    return UsageError("AVATAR_FOLDER", expected=expected, found=found, todo=todo)
