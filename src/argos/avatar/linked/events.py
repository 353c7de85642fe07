"""Argos's own event table as a linked table, and back: one person, dated events of several feeds.

A row's codes become a column a system, its attributes a column a key, so that each is drawn on its
own given the others. A commune of few people is told as its département.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from argos.avatar.draws import Generator
from argos.avatar.errors import bad_column
from argos.avatar.kinds import Column, Kind
from argos.avatar.linked.declared import Before, Events, Last, Links
from argos.core.language import Text
from argos.core.places import places
from argos.core.schema import ATTRIBUTES, EVENT_SCHEMA, KINDS

NAME = "events"
KIND_COLUMNS = ("kind", "feed", "measure")
TRAITS = ("age", "age_band", "sex", "place")
AREA, CODES, ATTRIBUTE = "area", "codes:", "attribute:"
APART = "|"  # between codes of one system
MADE_ANEW = ("event_id", "batch_id", "recorded_at", "sign", "month")
DEATH = "exit:death"


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The event table as a table that can be drawn."""

    table: pl.DataFrame
    links: Links


def unfolded(events: pl.DataFrame) -> Unfolded:
    """Return live rows of the event log with a column for each system of codes and attribute.

    Raises:
        AvatarRefused: rows that are about nobody: published counts are no one's history.

    """
    if events["subject"].null_count():
        raise bad_column(
            "subject",
            Text("une personne par ligne", "a person in each row"),
            Text("des lignes sans", "rows without"),
            Text("ne donner que les événements de personnes", "give events of persons only"),
        )
    plain = events.drop(*MADE_ANEW, "codes", "attributes", strict=False)
    traits = [t for t in TRAITS if plain[t].null_count() < plain.height]
    gone = [t for t in TRAITS if t not in traits]
    table = plain.drop(gone).with_columns(area_of("place").alias(AREA)).hstack(
        [*_codes(events["codes"]), *_attributes(events["attributes"])]
    )  # fmt: skip
    declared = Events(day="occurred_on", kinds=KIND_COLUMNS)
    names = [f"{NAME}/{'/'.join(row)}" for row in table.select(KIND_COLUMNS).unique().iter_rows()]
    stays = sorted(n for n in names if n.endswith("/admission"))
    before = [Before(n, n.removesuffix("admission") + "discharge") for n in stays]
    last = [Last(each.then, f"{CODES}exit", DEATH) for each in before]
    columns = {t: Column(kind=Kind.CATEGORICAL) for t in [*traits, AREA] if t != "age"}
    links = Links("subject", {NAME: declared}, traits=[AREA, *traits], columns=columns,
                  inside={"place": AREA}, before=before, last=last,
                  order=_order(names))  # fmt: skip
    return Unfolded(table, links)


def folded(table: pl.DataFrame, like: pl.DataFrame, random: Generator) -> pl.DataFrame:
    """Return a drawn table with the columns of the event log that another has.

    Args:
        table: as `unfolded` makes it.
        like: an event table.
        random: of the event ids.

    """
    own = table.with_columns(
        pl.coalesce("place", AREA).alias("place"),
        pl.col("sex").fill_null("unknown"),
        _lists(table, CODES).alias("codes"),
        _pairs(table).alias("attributes"),
        pl.col("occurred_on").dt.strftime("%Y-%m").alias("month"),
        pl.Series("event_id", [random.bytes(16) for _ in range(table.height)], dtype=pl.Binary),
        pl.lit("avatars").alias("batch_id"),
        pl.lit(1, pl.Int8).alias("sign"),
        pl.col("occurred_on").max().cast(EVENT_SCHEMA["recorded_at"]).alias("recorded_at"),
    )
    gone = [c for c in like.columns if c not in own.columns]
    own = own.with_columns(pl.lit(None, like.schema[c]).alias(c) for c in gone)
    return own.select(pl.col(c).cast(like.schema[c]) for c in like.columns)


def area_of(place: str) -> pl.Expr:
    """Return the département of a place, or the place where it is in none."""
    known = places().frame.filter(pl.col("dep").is_not_null())
    of = dict(zip(known["place"], known["dep"], strict=True))
    return pl.col(place).replace(of)


def _order(names: Sequence[str]) -> list[str]:
    """Return kinds in the order of a day: a call, a visit, an admission, a discharge, a test."""
    return sorted(names, key=lambda name: (KINDS.index(name.split("/")[1]), name.split("/")[3],
                                           name))  # fmt: skip


def _codes(codes: pl.Series) -> list[pl.Series]:
    long = (
        pl.DataFrame({"row": pl.int_range(len(codes), eager=True), "code": codes})
        .explode("code")
        .drop_nulls()
        .with_columns(system=pl.lit(CODES) + pl.col("code").str.split(":").list.first())
    )
    return _wide(long.group_by("row", "system").agg(pl.col("code").sort().str.join(APART)), codes)


def _attributes(attributes: pl.Series) -> list[pl.Series]:
    long = (
        pl.DataFrame({"row": pl.int_range(len(attributes), eager=True), "pair": attributes})
        .explode("pair")
        .drop_nulls()
        .unnest("pair")
        .select("row", system=pl.lit(ATTRIBUTE) + pl.col("key"), code="value")
    )
    return _wide(long, attributes)


def _wide(long: pl.DataFrame, like: pl.Series) -> list[pl.Series]:
    """Return a column a system, as long as another, null where a row has nothing of it."""
    rows = pl.DataFrame({"row": pl.int_range(len(like), eager=True)})
    found = []
    for (system,), part in sorted(long.partition_by("system", as_dict=True).items()):
        whole = rows.join(part, on="row", how="left", maintain_order="left")
        found.append(whole["code"].alias(str(system)))
    return found


def _lists(table: pl.DataFrame, prefix: str) -> pl.Expr:
    names = [c for c in table.columns if c.startswith(prefix)]
    if not names:
        return pl.lit([], dtype=pl.List(pl.String))
    parts = [pl.col(name).str.split(APART).fill_null([]) for name in names]
    return pl.concat_list(parts).list.sort()


def _pairs(table: pl.DataFrame) -> pl.Expr:
    names = sorted(c for c in table.columns if c.startswith(ATTRIBUTE))
    if not names:
        return pl.lit([], dtype=ATTRIBUTES)
    pairs = [
        pl.when(pl.col(name).is_not_null()).then(
            pl.struct(key=pl.lit(name.removeprefix(ATTRIBUTE)), value=pl.col(name))
        )
        for name in names
    ]
    return pl.concat_list(pairs).list.drop_nulls()
