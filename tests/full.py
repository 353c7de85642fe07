"""Whether the long check is asked for (`ARGOS_FULL=1`); tests/README.md says what it holds."""

import os

FULL = bool(os.environ.get("ARGOS_FULL"))
