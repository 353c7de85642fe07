"""`argos status`: the feeds, their last batch, how late they are, what was rejected."""

from datetime import datetime
from typing import Annotated, Any

import typer

from argos.cli.home import contracts, open_intake
from argos.cli.show import print_json, print_table
from argos.cli.words import AGREEMENT, STATUS
from argos.core.clock import PARIS
from argos.core.language import Text
from argos.ingest.catch_up import catch_up
from argos.ingest.standing import standings

HELP = Text(
    "Les flux : dernier lot, retard sur la cadence, rejets.",
    "The feeds: last batch, lateness against the cadence, rejects.",
)
COLUMNS = {
    "feed": Text("flux", "feed"),
    "agreement": Text("accord", "agreement"),
    "status": Text("dernier lot", "last batch"),
    "recorded_at": Text("reçu le", "recorded"),
    "newest_day": Text("jusqu'au", "up to"),
    "late": Text("retard", "lateness"),
    "rows_rejected": Text("lignes rejetées", "rows rejected"),
    "files_refused": Text("fichiers refusés", "files refused"),
}
NEVER = Text("aucun", "none")


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
        print_table("", [str(title) for title in COLUMNS.values()], map(shown, lines))
    return 0


def shown(line: dict[str, Any]) -> list[object]:
    """Return a feed's line as a person reads it: local minutes, words for states."""
    told = {
        **line,
        "agreement": AGREEMENT[line["agreement"]],
        "status": STATUS[line["status"]] if line["status"] else NEVER,
        "recorded_at": local_minute(line["recorded_at"]) if line["recorded_at"] else "",
        "late": Text("en retard", "late") if line["late"] else "",
    }
    return [told[name] for name in COLUMNS]


def local_minute(instant: str) -> str:
    """Return an instant in the territory's own time, to the minute."""
    return f"{datetime.fromisoformat(instant).astimezone(PARIS):%Y-%m-%d %H:%M}"
