"""`argos serve`: the pages and the API over the published zone, on this machine."""

import ipaddress
import os
import sys
from typing import Annotated

import typer

from argos.core.clock import parse_instant
from argos.core.errors import UsageError
from argos.core.language import Text, same

HELP = Text(
    "Sert les pages et l'interface de programmation, sur cette machine seulement.",
    "Serve the pages and the API, on this machine only.",
)


def command(
    port: Annotated[int, typer.Option(min=1, max=65535, help="8000")] = 8000,
    host: Annotated[
        str, typer.Option(help=str(Text("adresse de bouclage", "a loopback address")))
    ] = "127.0.0.1",
    today: Annotated[
        str | None,
        typer.Option(
            help=str(
                Text(
                    "montrer les pages comme ce jour-là (rejouer le passé)",
                    "show the pages as on that day (to replay the past)",
                )
            )
        ),
    ] = None,
) -> int:
    """Serve until interrupted; reads the published zone and nothing else."""
    require_loopback(host)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "argos.server.settings"}
    if today is not None:
        parse_instant(today)
        environment["ARGOS_TODAY"] = today
    typer.echo(f"Argos: http://{host}:{port}/")
    # A process of its own: this one is Django's with the register's settings alone.
    command_line = [sys.executable, "-m", "argos.server", host, str(port)]
    sys.stdout.flush()
    os.execve(sys.executable, command_line, environment)  # noqa: S606 - our own program
    return 0


def require_loopback(host: str) -> None:
    """Refuse any address but this machine's own: there are no accounts yet.

    Raises:
        UsageError: ``NOT_LOOPBACK``.

    """
    try:
        own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise UsageError(
            "NOT_LOOPBACK",
            expected=Text(
                "une adresse de bouclage (127.0.0.1, ::1)", "a loopback address (127.0.0.1, ::1)"
            ),
            found=same(repr(host)),
            todo=Text(
                "servez ici seulement : Argos n'a pas encore de comptes qui disent qui lit",
                "serve on this machine: Argos has no accounts yet to tell who may read",
            ),
        )
