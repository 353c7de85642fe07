"""`argos evaluate`: what forecasts were worth, made only from what was known on their day."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

import polars as pl
import typer

from argos.cli.home import contracts, open_intake
from argos.cli.show import out, print_json, print_table, progress_bar
from argos.core.clock import parse_day
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.outputs.resolve import check_known
from argos.outputs.store import Outputs
from argos.publish.modelled.declared import declared
from argos.publish.modelled.flow import EVALUATION, Evaluated, evaluate
from argos.publish.modelled.foretold.scores import ALL, LATELY

HELP = Text(
    "Note toutes les prévisions, faites seulement de ce qui était connu ce jour-là.",
    "Score every forecast, made only from what was known on its day.",
)
COLUMNS = (
    Text("indicateur", "indicator"), Text("lieux", "places"), Text("modèle", "model"),
    Text("jours", "days"), Text("prévisions", "forecasts"), Text("WIS relatif", "relative WIS"),
    Text("intervalle 90 %", "90 % interval"), Text("dans 50 %", "in 50 %"),
    Text("dans 90 %", "in 90 %"), Text("biais", "bias"), Text("ensemble", "ensemble"),
)  # fmt: skip
LEGEND = Text(
    "WIS relatif : sous 1, mieux que « comme la semaine dernière ». Biais : de -1 (toujours trop "
    "bas) à 1. Ensemble : non = a perdu, n'y est pas.",
    "Relative WIS: under 1, better than “like last week”. Bias: from -1 (always too low) to 1. "
    "Ensemble: no = lost, is not in it.",
)
PERIODS = re.compile(rf"{ALL}|{LATELY}|\d{{4}}-(0[1-9]|1[0-2])")
ORDER = {"fra": 0, "reg": 1, "dep": 2}


def command(
    since: Annotated[
        str | None,
        typer.Option(help=str(Text("première origine, 2020-08-01", "first origin, 2020-08-01"))),
    ] = None,
    every: Annotated[
        int,
        typer.Option(
            min=1, help=str(Text("jours entre deux origines", "days between two origins"))
        ),
    ] = 7,
    indicator: Annotated[
        str | None, typer.Option(help=str(Text("un seul indicateur", "one indicator only")))
    ] = None,
    period: Annotated[
        str, typer.Option(help=str(Text("all, 12 weeks, 2026-11 …", "all, 12 weeks, 2026-11 …")))
    ] = ALL,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> int:
    """Make the forecasts that are missing since a day, then score all of them."""
    first: date | None = None if since is None else parse_day(since)
    _require_known(indicator, period)
    intake = open_intake()
    outputs = Outputs(intake.settings.published)
    known = contracts(intake.settings.partners)
    with progress_bar(len(EVALUATION), quiet=as_json) as steps:
        done = evaluate(
            intake.log, outputs, known, intake.clock, on_step=steps, since=first, every=every
        )
    chosen = pl.DataFrame() if done is None else _chosen(done, indicator, period)
    if as_json:
        print_json(chosen.to_dicts())
    elif chosen.is_empty():
        out().print(str(Text("Rien à noter encore.", "Nothing to score yet.")))
    else:
        print_table("", [str(title) for title in COLUMNS], _shown(chosen))
        out().print(str(LEGEND))
    return 0


def _require_known(indicator: str | None, period: str) -> None:
    """Refuse what can have no score, before anything is made.

    Raises:
        UsageError: ``UNKNOWN_INDICATOR``, ``UNKNOWN_PERIOD``.

    """
    if indicator is not None:
        foretold = [each.indicator for each in declared().series if not each.activity]
        check_known("UNKNOWN_INDICATOR", indicator, foretold)
    if not PERIODS.fullmatch(period):
        raise UsageError(
            "UNKNOWN_PERIOD",
            expected=Text(f"{ALL}, {LATELY} ou un mois", f"{ALL}, {LATELY} or a month"),
            found=same(repr(period)),
            todo=Text("écrivez le mois comme 2026-11", "write the month as 2026-11"),
        )


def _chosen(done: Evaluated, indicator: str | None, period: str) -> pl.DataFrame:
    rows = done.scores.filter(pl.col("period") == period)
    if indicator is not None:
        rows = rows.filter(pl.col("indicator") == indicator)
    level = pl.col("level").replace_strict(ORDER, default=3)
    return rows.drop("known_from").sort("indicator", level, "horizon", "relative")


def _shown(rows: pl.DataFrame) -> Iterator[list[object]]:
    yes, no = str(Text("oui", "yes")), str(Text("non", "no"))
    for row in rows.iter_rows(named=True):
        ends = (row["low"], row["high"])
        own = row["model"] not in ("baseline", "ensemble")
        yield [
            row["indicator"], row["level"], row["model"], row["horizon"], row["figures"],
            _rounded(row["relative"]),
            "" if None in ends else f"{ends[0]:.2f}-{ends[1]:.2f}",
            _share(row["cover_50"]), _share(row["cover_90"]), _rounded(row["bias"]),
            (yes if row["in_ensemble"] else no) if own else "",
        ]  # fmt: skip


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f}"
