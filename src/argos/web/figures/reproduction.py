"""The figure of the reproduction number: each source of a pathology, with its interval."""

from datetime import timedelta

import polars as pl

from argos.core.language import Text
from argos.outputs.modelled import REPRODUCTION
from argos.outputs.snapshot import Snapshot
from argos.outputs.standing import newest
from argos.web import formats
from argos.web.charts.look import Look
from argos.web.charts.ranges import ranges
from argos.web.charts.render import Chart, described
from argos.web.choices import Choices
from argos.web.figures.figure import Figure, words

SHOWN_DAYS = 90
CUT = 3.0  # of the scale: few cases give wide intervals
ONE = 1.0
SERIES = ("indicator", "partner")
NAMES = {"low90": "low_95", "low50": "low_50", "median": "value", "high50": "high_50",
         "high90": "high_95"}  # fmt: skip


def reproduction(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return the reproduction number of the chosen indicator, and of those alike at its place."""
    rows = alike(snapshot, choices)
    where = formats.place(choices.place or "fra")
    subtitle = str(Text(f"Nombre de reproduction R – {where}", f"Reproduction number R – {where}"))
    names = {each: _name(snapshot, each) for each in rows["indicator"].unique(maintain_order=True)}
    drawn = rows.select(
        "date", *(pl.col(old).alias(new) for new, old in NAMES.items()),
        panel=pl.col("indicator").replace(names),
    )  # fmt: skip
    title = titled(rows, names)
    key = str(
        Text(
            "ligne : valeur médiane · bandes : 1 chance sur 2, 19 chances sur 20",
            "line: median · bands: 1 chance in 2, 19 chances in 20",
        )
    )
    unit = str(Text("cas causés par un cas", "cases caused by one case"))

    def draw(look: Look) -> Chart:
        chart = ranges(_gapless(drawn), look, unit=unit, key=key, highest=CUT,
                       rules={name: {"": ONE} for name in names.values()})  # fmt: skip
        return described(chart, title)

    table = rows.select(
        "date", series=pl.col("indicator").replace(names), value="value", low_95="low_95",
        high_95="high_95",
    ).sort("date", maintain_order=True)  # fmt: skip
    return Figure(title, subtitle, title, _source(rows), table, draw)


def alike(snapshot: Snapshot, choices: Choices) -> pl.DataFrame:
    """Return the last days of R of the chosen indicator and of all with its serial interval.

    The chosen one comes first; nothing where it has none.
    """
    told = newest(
        snapshot.modelled("reproduction", choices.instant, place=choices.place or "fra"), SERIES
    )
    own = told.filter(indicator=choices.indicator)
    if own.is_empty():
        return pl.DataFrame(schema=REPRODUCTION)
    kept = told.filter(
        pl.col("serial_interval").is_in(own["serial_interval"].unique().to_list()),
        pl.col("date") > own.select(pl.col("date").max()).item() - timedelta(days=SHOWN_DAYS),
    )
    first = pl.col("indicator") != choices.indicator
    one = kept.filter(pl.col("partner") == pl.col("partner").first().over("indicator"))
    return one.sort(first, "indicator", "date")


def _gapless(drawn: pl.DataFrame) -> pl.DataFrame:
    """Give every day between a panel's first and last a row: a day without R is a gap."""
    parts = drawn.partition_by("panel", maintain_order=True)
    days = [part.sort("date").upsample("date", every="1d") for part in parts]
    return pl.concat([drawn.clear(), *(
        part.with_columns(pl.col("panel").forward_fill()) for part in days
    )])  # fmt: skip


def titled(rows: pl.DataFrame, names: dict[str, str]) -> str:
    """Say whether each case causes more than one, of the first source, and of how many others."""
    if rows.is_empty():
        return str(Text("R n'est pas estimé ici", "R is not estimated here"))
    last = rows.group_by("indicator", maintain_order=True).last()
    row = last.row(0, named=True)
    verdict = _verdict(row["low_95"], row["high_95"])
    reach = formats.between(row["low_95"], row["high_95"])
    on = formats.day(row["date"])
    head = Text(
        f"{names[row['indicator']]} : R de {reach} au {on}, {verdict.fr}",
        f"{names[row['indicator']]}: R of {reach} on {on}, {verdict.en}",
    )
    above = last.filter(pl.col("low_95") > ONE).height
    if last.height < 2:
        return str(head)
    return str(
        Text(
            f"{head.fr} ; au-dessus de 1 pour {above} source{'s' if above > 1 else ''} "
            f"sur {last.height}",
            f"{head.en}; above 1 for {above} of {last.height} sources",
        )
    )


def _verdict(low: float, high: float) -> Text:
    if low > ONE:
        return Text("l'épidémie s'étend", "the epidemic grows")
    if high < ONE:
        return Text("l'épidémie recule", "the epidemic recedes")
    return Text("ni hausse ni baisse certaine", "neither rise nor fall for certain")


def _name(snapshot: Snapshot, indicator: str) -> str:
    known = indicator in snapshot.labels["indicator"]
    return words(snapshot, indicator)["label"] if known else indicator


def _source(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return ""
    days, _, by = str(rows["serial_interval"][0]).partition("; ")
    french, english = days.replace(".", ",").replace(" d", " jours"), days.replace(" d", " days")
    return str(
        Text(
            f"R sur 7 jours (Cori et al. 2013). Intervalle entre deux cas : {french} ({by}).",
            f"R over 7 days (Cori et al. 2013). Serial interval: {english} ({by}).",
        )
    )
