"""`argos status`: the feeds, their last batch, how late they are, what was rejected."""

from typing import Annotated

import typer

from argos.cli.home import contracts, open_intake
from argos.cli.show import as_rows, print_json, print_table
from argos.core.language import Text
from argos.ingest.catch_up import catch_up
from argos.ingest.standing import standings

NAME = "status"
HELP = Text(
    "Les flux : dernier lot, retard sur la cadence, rejets.",
    "The feeds: last batch, lateness against the cadence, rejects.",
)
COLUMNS = (
    "feed", "agreement", "last_batch", "status", "recorded_at", "newest_day", "late",
    "rows_rejected",
)  # fmt: skip


def command(
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Print one line a feed; the late ones first."""
    intake = open_intake()
    catch_up(intake)
    lines = standings(intake, contracts(intake.settings.partners))
    if as_json:
        print_json(lines)
    else:
        print_table("", COLUMNS, as_rows(lines, COLUMNS))
    return 0
