"""Draw docs/picture.svg, the README's picture: what a terminal shows of a real published series.

Run in a home that holds the three snapshots of April 2020 (`make demo` makes demo-home/spring-2020
where the real files are): ``ARGOS_HOME=demo-home/spring-2020 python scripts/make_picture.py``.
"""

import io
import re
from datetime import date
from pathlib import Path

from rich.console import Console

from argos.cli.show import sparkline
from argos.core.clock import end_of_day
from argos.core.settings import Settings
from argos.outputs.store import Outputs

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "picture.svg"
DAYS = (date(2020, 4, 11), date(2020, 4, 12), date(2020, 4, 16))


def main() -> None:
    """Write the picture; its font is the reader's own, nothing is fetched."""
    outputs = Outputs(Settings.from_environment().published)
    console = Console(record=True, width=92, file=io.StringIO())
    console.print("[bold]argos series ed_covid --place dep:44[/bold]  (Loire-Atlantique)\n")
    for day in DAYS:
        frame = outputs.series("ed_covid", place="dep:44", as_of=end_of_day(day))
        values = frame["value"].to_list()
        console.print(f"as known on {day}  [cyan]{sparkline(values, 52)}[/cyan]  {sum(values):.0f}")
    svg = console.export_svg(title="Emergency visits for COVID-19, 24 February to 14 April 2020")
    PICTURE.write_text(re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL))


if __name__ == "__main__":
    main()
