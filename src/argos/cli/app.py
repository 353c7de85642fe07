"""The `argos` command: its subcommands, and what an error looks like on a terminal."""

import sys

import typer

from argos.cli import (
    compact,
    contract,
    erase,
    expire,
    init,
    pseudonymise,
    publish,
    push,
    quarantine,
    series,
    status,
)
from argos.core.errors import EXIT_USAGE, ArgosError, FileRefused
from argos.core.language import Text

ABOUT = Text(
    "Argos met en commun ce que voient chaque jour les acteurs de santé d'un territoire.",
    "Argos pools what the health actors of a territory see every day.",
)

app = typer.Typer(
    help=str(ABOUT), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
for module in (init, push, publish, series, status, quarantine):
    app.command(module.NAME, help=str(module.HELP))(module.command)
for module in (erase, expire, compact, pseudonymise):
    app.command(module.NAME, help=str(module.HELP))(module.command)
app.add_typer(contract.app, name="contract", help=str(contract.HELP))


def main() -> None:
    """Run the command and leave with its exit status (`core.errors` lists them)."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status; errors go to standard error."""
    try:
        return app(args=arguments, prog_name="argos", standalone_mode=False) or 0
    except ArgosError as error:
        typer.echo(str(error), err=True)
        return error.exit_status
    except FileRefused as refusal:
        for each in refusal.reasons:
            typer.echo(f"{each.code} {each.column or ''} {each.found} → {each.todo}", err=True)
        return refusal.exit_status
    except typer.TyperException as error:
        typer.echo(f"{error.format_message()} (argos --help)", err=True)
        return EXIT_USAGE
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        return 0
