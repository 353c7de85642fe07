"""`argos series`: one published series, as known now or on any past day."""

import sys
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import polars as pl
import typer

from argos.cli.home import open_settings
from argos.cli.show import out, print_json, print_table, sparkline
from argos.core.clock import PARIS, parse_day, parse_instant
from argos.core.language import Text
from argos.core.places import places
from argos.outputs.store import Outputs

HELP = Text(
    "Affiche une série publiée, telle que connue maintenant ou à un instant passé.",
    "Show a published series, as known now or at a past instant.",
)
NOTHING = Text(
    "Rien n'est publié pour ce choix : voyez le lieu, les dates et l'instant (--as-of), si un "
    "fichier est arrivé (`argos status`), puis `argos publish --series`.",
    "Nothing is published for this choice: check the place, the dates and the instant (--as-of), "
    "whether a file came (`argos status`), then `argos publish --series`.",
)
SOURCES_DIFFER = Text(
    "La source change en cours de série, et ce qui est compté avec elle (choisir : --partner) :",
    "The source changes within the series, and what is counted with it (choose: --partner):",
)
COLUMNS = ("date", "place", "age", "sex", "partner", "value", "status", "known_from")


class Format(StrEnum):
    """How the series is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def command(
    indicator: Annotated[str, typer.Argument(help=str(Text("l'indicateur", "the indicator")))],
    place: Annotated[
        str, typer.Option(help=str(Text("44, dep:44, reg:52, fra …", "44, dep:44, reg:52, fra …")))
    ] = "fra",
    age: Annotated[str, typer.Option(help="all, 00-14, 75+ …")] = "all",
    sex: Annotated[str, typer.Option(help="all, f, m")] = "all",
    partner: Annotated[str, typer.Option(help="all, sante-publique-france …")] = "all",
    first: Annotated[
        str | None,
        typer.Option("--from", help=str(Text("premier jour, 2020-03-01", "first day, 2020-03-01"))),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", help=str(Text("dernier jour, 2020-04-30", "last day, 2020-04-30"))),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            help=str(
                Text(
                    "telle que connue ce jour ou à cet instant", "as known on this day, or instant"
                )
            )
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="table, csv, json")] = Format.TABLE,
) -> int:
    """Read the published zone only."""
    settings = open_settings()
    frame = (
        Outputs(settings.published)
        .series(
            indicator,
            place=places().resolve(place),
            age=age,
            sex=sex,
            partner=partner,
            first=_day(first),
            last=_day(last),
            as_of=_instant(as_of),
        )
        .select(COLUMNS)
    )
    WRITERS[form](indicator, frame)
    if frame.is_empty():
        typer.echo(str(NOTHING), err=True)
    if frame["partner"].n_unique() > 1:
        typer.echo(f"{SOURCES_DIFFER} {', '.join(frame['partner'].unique(maintain_order=True))}",
                   err=True)  # fmt: skip
    return 0


def _day(text: str | None) -> date | None:
    return parse_day(text) if text else None


def _instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None


def write_csv(indicator: str, frame: pl.DataFrame) -> None:
    """Write the rows as CSV, counts without decimals; an empty value has its reason in `status`."""
    written = frame.with_columns(
        pl.col("known_from").dt.to_string("iso:strict"),
        pl.col("value").map_elements("{:.10g}".format, return_dtype=pl.String),
    )
    sys.stdout.write(written.write_csv())


def write_json(indicator: str, frame: pl.DataFrame) -> None:
    """Write the rows as one JSON array."""
    print_json([{**row, "known_from": row["known_from"].isoformat()} for row in frame.to_dicts()])


def write_table(indicator: str, frame: pl.DataFrame) -> None:
    """Write the rows as a table, with a sparkline of the whole series under it."""
    rows = [
        [*row[:5], shown(row[5], row[6]), *row[6:7], f"{row[7].astimezone(PARIS):%Y-%m-%d %H:%M}"]
        for row in frame.rows()
    ]
    print_table(indicator, COLUMNS, rows)
    values = frame["value"].to_list()
    if any(value is not None for value in values):
        out().print(f"{frame['date'][0]} {sparkline(values)} {frame['date'][-1]}")


def shown(value: float | None, status: str) -> str:
    """Return a value for a person; a suppressed one reads `<11`."""
    if value is None:
        return "<11" if status == "suppressed" else ""
    return number(value)


def number(value: float) -> str:
    """Write a count without decimals, a rate with at most two."""
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


WRITERS = {Format.TABLE: write_table, Format.CSV: write_csv, Format.JSON: write_json}
