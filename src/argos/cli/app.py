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
from argos.cli.told import tell
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
        return tell(error, arguments)
