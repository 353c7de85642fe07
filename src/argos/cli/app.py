"""The `argos` command: its subcommands, and what an error looks like on a terminal."""

import io
import sys

import typer

from argos.cli import (
    anonymise,
    bulletin,
    compact,
    contract,
    erase,
    expire,
    init,
    pseudonymise,
    publish,
    push,
    quarantine,
    replay,
    series,
    serve,
    simulate,
    status,
)
from argos.cli.unforeseen import unforeseen
from argos.core.errors import EXIT_USAGE, ArgosError, FileRefused
from argos.core.language import Text

ABOUT = Text(
    "Argos met en commun ce que voient chaque jour les acteurs de santé d'un territoire.",
    "Argos pools what the health actors of a territory see every day.",
)

app = typer.Typer(
    help=str(ABOUT), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
for module in (init, simulate, push, replay, publish, series, serve, bulletin, status, quarantine):
    app.command(module.NAME, help=str(module.HELP))(module.command)
for module in (erase, expire, compact, pseudonymise, anonymise):
    app.command(module.NAME, help=str(module.HELP))(module.command)
app.add_typer(contract.app, name="contract", help=str(contract.HELP))


def main() -> None:
    """Run the command and leave with its exit status (`core.errors` lists them)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may know few letters
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status; errors go to standard error."""
    try:
        return app(args=arguments, prog_name="argos", standalone_mode=False) or 0
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        return 0
    except SystemExit:
        raise
    except BaseException as error:  # the panic of a compiled library is no Exception
        lines, status = told(error)
        typer.echo("\n".join(lines), err=True)
        return status


def told(error: BaseException) -> tuple[list[str], int]:
    """Return what a person reads of an error, and the exit status."""
    if isinstance(error, FileRefused):
        lines = [f"{r.code} {r.column or ''} {r.found} → {r.todo}" for r in error.reasons]
        return lines, error.exit_status
    if isinstance(error, typer.TyperException):
        where = getattr(getattr(error, "ctx", None), "command_path", "argos")
        kind = Text("Commande mal écrite : ", "")  # the words after it are those of the library
        return [f"{kind}{error.format_message()} ({where} --help)"], EXIT_USAGE
    known = error if isinstance(error, ArgosError) else unforeseen(error)
    return [str(known)], known.exit_status
