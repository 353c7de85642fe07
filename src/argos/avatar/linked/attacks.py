"""The attacks on one-row tables, put to histories: each person laid out as a row.

Whoever attacks knows traits, kinds of events, days and values of a person, in order. Only people
with at least two events are looked at: of one event there is no sequence to know, and they are the
ones who stand out.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from argos.avatar.attacks.inference import inference
from argos.avatar.attacks.linkability import linkability
from argos.avatar.attacks.membership import membership_by_density, membership_by_distance
from argos.avatar.attacks.risk import Risk
from argos.avatar.attacks.singling_out import singling_out_by_profile
from argos.avatar.draws import Generator
from argos.avatar.kinds import Column, Kind
from argos.avatar.linked.declared import Links
from argos.avatar.linked.reading import DAY, EVERY_LEVEL, KIND
from argos.avatar.prepared import Coded, Measured, Prepared, prepare
from argos.avatar.tables import to_polars

Tables = Mapping[str, Any]
KNOWN = 3  # events of a history that are laid out
FEWEST = 2  # events of a history that is attacked
SEQUENCE, EVENTS = "sequence", "events"
RANK, WHAT = "(rank)", "(what)"
LATER = (" 2", " 3")  # how columns of events after the first end


def parted(tables: Tables, links: Links, share: float, random: Generator) -> tuple[Tables, Tables]:
    """Return the tables of a random share of the people, and those of the others."""
    given = {name: to_polars(table) for name, table in tables.items()}
    keys = pl.concat([table[links.key] for table in given.values()]).unique().sort()
    order = random.permutation(len(keys))[: round(share * len(keys))]
    chosen = keys.gather(order).implode()
    used = {name: t.filter(pl.col(links.key).is_in(chosen)) for name, t in given.items()}
    others = {name: t.filter(~pl.col(links.key).is_in(chosen)) for name, t in given.items()}
    return used, others


def attacked(
    released: Tables, people: Tables, held_out: Tables, links: Links, random: Generator
) -> dict[str, Risk]:
    """Return what each attack gets of released histories.

    - linkage: two files know a person's first event, and all that follows; traits are shared out.
    - singling out: a released sequence, with gaps and traits, is met by one person alone.
    - inference: who knows the first event, and the kind and day of the next, reads off its values.
    - membership by distance, by density: the nearest released history names who took part.

    Args:
        released: the tables that are judged.
        people: those of which they were made.
        held_out: those of people of the same kind who had no part.
        links: how all of them hang together.
        random: of targets and guesses.

    """
    views = laid_out([released, people, held_out], links)
    names = [column.name for column in views[0].columns if column.name != WHAT]
    shown = [n for n in names if n in {SEQUENCE, *links.traits} or n.startswith(DAY)]
    before = [n for n in names if n.startswith((DAY, KIND)) or n[-2:] not in LATER]
    whole, profiles, guessed = (
        [_only(view, some) for view in views] for some in (names, shown, [WHAT, *before])
    )
    made, inside, outside = whole
    return {
        "linkage": linkability(made, inside, outside, random, files=_files(names)),
        "singling out": singling_out_by_profile(profiles[0], profiles[1], profiles[2], random),
        "inference": inference(guessed[0], guessed[1], guessed[2], random)[WHAT],
        "membership by distance": membership_by_distance(made, inside, outside, random),
        "membership by density": membership_by_density(made, inside, outside, random),
    }


def laid_out(groups: list[Tables], links: Links) -> list[Prepared]:
    """Return groups of histories with a row a person, all with the same columns and levels."""
    rows = [_rows(group, links) for group in groups]
    every = pl.concat(rows, how="diagonal_relaxed")
    varying = every.select(c for c in every.columns if every[c].n_unique() > 1)
    schema = {c: _kind(dtype) for c, dtype in varying.schema.items()}
    whole = prepare(varying, schema, most_levels=EVERY_LEVEL)
    ends = np.cumsum([len(part) for part in rows])
    return [
        whole.take(np.arange(end - len(part), end)) for part, end in zip(rows, ends, strict=True)
    ]


def _kind(dtype: pl.DataType) -> Column:
    return Column(kind=Kind.INTEGER) if dtype.is_integer() else Column(kind=Kind.CATEGORICAL)


def _rows(tables: Tables, links: Links) -> pl.DataFrame:
    """Return people with two events or more, what they are and what happened first, a row each."""
    events = _in_order({name: to_polars(tables[name]) for name in links.events}, links)
    counted = events.group_by(links.key).agg(
        pl.len().cast(pl.Int64).alias(EVENTS), pl.col(KIND).str.join(">").alias(SEQUENCE)
    )
    people = counted.filter(pl.col(EVENTS) >= FEWEST).sort(links.key)
    people = _with_traits(people, tables, links)
    for rank in range(KNOWN):
        own = events.filter(pl.col(RANK) == rank).drop(RANK, *links.traits, strict=False)
        if rank + 1 == FEWEST:
            own = own.with_columns(_joined(own, links).alias(WHAT))
        own = own.rename({c: f"{c} {rank + 1}" for c in own.columns if c not in {links.key, WHAT}})
        people = people.join(own, on=links.key, how="left", maintain_order="left")
    return people.drop(links.key)


def _joined(events: pl.DataFrame, links: Links) -> pl.Expr:
    """Return all values of an event as one word."""
    values = [c for c in events.columns if c not in {links.key, DAY, KIND}]
    return pl.concat_str(pl.col(values).cast(pl.String), ignore_nulls=True, separator=" ")


def _in_order(tables: Mapping[str, pl.DataFrame], links: Links) -> pl.DataFrame:
    """Return all events with kind, day (after the first, since the one before) and rank."""
    parts = []
    for name, table in tables.items():
        declared = links.events[name]
        kinds = [pl.col(c).cast(pl.String).fill_null("") for c in declared.kinds]
        day = pl.col(declared.day).cast(pl.Date).cast(pl.Int32).cast(pl.Int64)
        parts.append(
            table.with_columns(
                pl.concat_str(pl.lit(name), *kinds, separator="/").alias(KIND), day.alias(DAY)
            ).drop(declared.day, *declared.kinds, *declared.ids, *declared.within)
        )
    every = pl.concat(parts, how="diagonal_relaxed")
    place = {kind: number for number, kind in enumerate(links.order)}
    turn = pl.col(KIND).replace_strict(place, default=len(place), return_dtype=pl.Int64)
    every = every.sort(links.key, DAY, turn, KIND)
    apart = pl.col(DAY) - pl.col(DAY).shift(1).over(links.key)
    dated = [c for c, dtype in every.schema.items() if dtype.is_temporal()]
    return every.with_columns(
        pl.int_range(pl.len()).over(links.key).alias(RANK), apart.fill_null(pl.col(DAY)).alias(DAY)
    ).drop(dated)  # fmt: skip


def _with_traits(people: pl.DataFrame, tables: Tables, links: Links) -> pl.DataFrame:
    for name in [*([links.people] if links.people else []), *links.events]:
        table = to_polars(tables[name])
        own = [c for c in table.columns if c != links.key] if name == links.people else [
            c for c in links.traits if c in table.columns
        ]  # fmt: skip
        new = [c for c in own if c not in people.columns]
        first = table.select(links.key, *new).unique(links.key, keep="first", maintain_order=True)
        people = people.join(first, on=links.key, how="left", maintain_order="left")
    return people


def _files(names: list[str]) -> tuple[list[int], list[int]]:
    """Return the columns of two files: the first event, and what follows; traits shared out."""
    first = [n for n, name in enumerate(names) if name.endswith(" 1")]
    after = [n for n, name in enumerate(names) if name[-2:] in LATER]
    shared = [n for n in range(len(names)) if n not in {*first, *after}]
    shared = [n for n in shared if names[n] not in {SEQUENCE, EVENTS}]
    return [*first, *shared[::2]], [*after, *shared[1::2]]


def _only(view: Prepared, names: list[str]) -> Prepared:
    columns: tuple[Measured | Coded, ...] = tuple(c for c in view.columns if c.name in names)
    return Prepared(view.rows, columns)
