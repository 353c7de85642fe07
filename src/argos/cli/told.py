"""What is told of an error: sentences for a person, and with ``--json`` a line for a machine."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import pairwise
from typing import Any, get_args

import typer

from argos.cli.show import print_json
from argos.cli.unforeseen import unforeseen
from argos.core.errors import EXIT_USAGE, ArgosError, FileRefused
from argos.core.language import Language, Text, same, speaking

JSON = "--json"
LANG = "--lang"


def tell(error: BaseException, arguments: Sequence[str]) -> int:
    """Tell an error and return the exit status.

    Sentences go to standard error, in the language that ``--lang`` asks for. Where ``--json`` is
    asked for, standard output gets ``{"error": {code, expected, found, todo, exit}}``, one line
    for each reason, after what the command had printed before.

    Args:
        error: that ended the command.
        arguments: of the command line: what went wrong may be that they cannot be read.

    """
    with _in_language(arguments):
        lines, status = told(error)
        typer.echo("\n".join(lines), err=True)
        if JSON in arguments:
            for each in answers(error):
                print_json({"error": {**each, "exit": status}})
    return status


def told(error: BaseException) -> tuple[list[str], int]:
    """Return what a person reads of an error, and the exit status."""
    if isinstance(error, FileRefused):
        lines = [f"{r.code} {r.column or ''} {r.found} → {r.todo}" for r in error.reasons]
        return lines, error.exit_status
    if isinstance(error, typer.TyperException):
        kind = Text("Commande mal écrite : ", "")  # the words after it are those of the library
        return [f"{kind}{error.format_message()} ({_help(error)})"], EXIT_USAGE
    known = _known(error)
    return [str(known)], known.exit_status


def answers(error: BaseException) -> list[dict[str, Any]]:
    """Return the same for a machine: code, expected, found and todo of each reason."""
    if isinstance(error, FileRefused):
        return [{"code": r.code, "column": r.column, "expected": r.expected, "found": r.found,
                 "todo": r.todo} for r in error.reasons]  # fmt: skip
    known = _misspelt(error) if isinstance(error, typer.TyperException) else _known(error)
    return [{"code": known.code, "expected": f"{known.expected}", "found": f"{known.found}",
             "todo": f"{known.todo}"}]  # fmt: skip


def _known(error: BaseException) -> ArgosError:
    return error if isinstance(error, ArgosError) else unforeseen(error)


def _misspelt(error: typer.TyperException) -> ArgosError:
    return ArgosError(
        "USAGE",
        expected=Text("une commande bien écrite", "a command that can be read"),
        found=same(error.format_message()),
        todo=same(_help(error)),
    )


def _help(error: typer.TyperException) -> str:
    where = getattr(getattr(error, "ctx", None), "command_path", "argos")
    return f"{where} --help"


def _in_language(arguments: Sequence[str]) -> AbstractContextManager[None]:
    """Return the language that a command line asks for, or that of the environment."""
    asked = [value for name, value in pairwise(arguments) if name == LANG]
    asked += [each.removeprefix(f"{LANG}=") for each in arguments if each.startswith(f"{LANG}=")]
    spoken: list[Language] = [each for each in get_args(Language) if each in asked]
    return speaking(spoken[0]) if spoken else nullcontext()
