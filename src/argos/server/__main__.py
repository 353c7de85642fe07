"""`python -m argos.server HOST PORT`: what `argos serve` becomes once its address is checked."""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 4  # requests answered at once; more would only wait for the two cores


def main(host: str, port: int) -> None:
    """Serve the pages and the API until interrupted."""
    Granian(
        "argos.server.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
