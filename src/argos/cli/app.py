"""The `argos` command: its subcommands, and what an error looks like on a terminal."""

import gc
import io
import sys
from importlib import import_module
from types import ModuleType

import typer

from argos.cli.told import tell
from argos.core.language import Text

ABOUT = Text(
    "Argos met en commun ce que voient chaque jour les acteurs de santé d'un territoire.",
    "Argos pools what the health actors of a territory see every day.",
)

# Each is a module of this package. The command line imports the one that is asked for.
COMMANDS = (
    "init", "simulate", "push", "replay", "publish", "evaluate", "series", "serve", "bulletin",
    "status", "signals", "quarantine", "erase", "expire", "compact", "pseudonymise", "anonymise",
    "contract",
)  # fmt: skip


def application(*names: str) -> typer.Typer:
    """Return the command line with some commands, or with all of them."""
    app = typer.Typer(
        help=str(ABOUT), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )
    app.callback()(lambda: None)  # without it, one command alone would lose its name
    for name in names or COMMANDS:
        module = imported(name)
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name, help=str(module.HELP))
        else:
            app.command(name, help=str(module.HELP))(module.command)
    return app


def imported(name: str) -> ModuleType:
    """Return the module of a command.

    Nothing that imports make is garbage, and to look for some would be a fifth of their time.
    """
    gc.disable()
    try:
        return import_module(f"argos.cli.{name}")
    finally:
        gc.enable()


def main() -> None:
    """Run the command and leave with its exit status (`core.errors` lists them)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may know few letters
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status; errors go to standard error."""
    try:
        asked = [name for name in arguments[:1] if name in COMMANDS]  # none: a mistype, or --help
        app = application(*asked)
        return app(args=arguments, prog_name="argos", standalone_mode=False) or 0
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        return 0
    except SystemExit:
        raise
    except BaseException as error:  # the panic of a compiled library is no Exception
        return tell(error, arguments)
