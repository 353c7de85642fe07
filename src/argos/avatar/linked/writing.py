"""Drawn histories as tables of the same names, columns and types as those of the people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from argos.avatar.draws import Generator
from argos.avatar.linked.declared import END, Events
from argos.avatar.linked.drawing import Drawn
from argos.avatar.linked.laws import NOTHING, Ints
from argos.avatar.linked.reading import DAY, KIND, PERSON, TIME, Histories, Sheet
from argos.avatar.prepared import Coded, Measured, Prepared, restore

ID_BYTES = 16
FREE, SHIFT = "(id)", "(shift)"


@dataclass(frozen=True, slots=True)
class Written:
    """Tables of invented people, still with the number of the person and the day.

    Attributes:
        people: the traits of each, in order.
        events: table → rows with `PERSON`, `DAY`, `KIND` and the columns of the table.

    """

    people: pl.DataFrame
    events: Mapping[str, pl.DataFrame]


def written(drawn: Drawn, traits: Prepared, histories: Histories, random: Generator) -> Written:
    """Return what was drawn as tables."""
    sheet_of = np.array(histories.sheet_of, np.int64)[drawn.kind]
    tables = {}
    for number, sheet in enumerate(histories.sheets):
        here = np.flatnonzero(sheet_of == number)
        rows = pl.DataFrame(
            {PERSON: drawn.person[here], DAY: drawn.day[here], KIND: drawn.kind[here]}
        )
        values = _values(sheet, drawn.codes[here], random)
        tables[sheet.name] = _as_given(rows, values, sheet, histories)
    tables = {
        name: _by_the_end(table, tables, histories.links.events, name)
        for name, table in tables.items()
    }
    people = pl.DataFrame({PERSON: np.arange(traits.rows)})
    if traits.columns:
        people = people.hstack(restore(traits))
    return Written(people, tables)


def _by_the_end(
    table: pl.DataFrame,
    others: Mapping[str, pl.DataFrame],
    declared: Mapping[str, Events],
    name: str,
) -> pl.DataFrame:
    """Return rows dated by the end of the row of another table that they are within."""
    for other in declared[name].within.values():
        end = declared[other].ends
        if end is None:
            continue
        over = others[other].select(PERSON, DAY, over=_number(end)).sort(DAY)
        inside = _joined_by_day(table, over)
        back = pl.min_horizontal(pl.col("over") - pl.col(DAY), pl.lit(0)).fill_null(0)
        table = _later(inside.with_columns(back.alias(SHIFT))).drop("over")
    return table


def _number(date: str) -> pl.Expr:
    return pl.col(date).cast(pl.Date).cast(pl.Int32).cast(pl.Int64)


def _joined_by_day(table: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Add the columns of each person's last row of another table that began by the day."""
    return (
        table.with_row_index(FREE)
        .sort(DAY)
        .join_asof(others, on=DAY, by=PERSON, check_sortedness=False)
        .sort(FREE)
        .drop(FREE)
    )


def _later(table: pl.DataFrame) -> pl.DataFrame:
    """Return rows with every date moved by the days of `SHIFT`."""
    days = [c for c, dtype in table.schema.items() if dtype.is_temporal()]
    moved = [pl.col(c) + pl.duration(days=pl.col(SHIFT)) for c in days]
    return table.with_columns(pl.col(DAY) + pl.col(SHIFT), *moved).drop(SHIFT)


def _values(sheet: Sheet, codes: Ints, random: Generator) -> pl.DataFrame:
    """Return the drawn columns of a table, with values for codes."""
    columns: list[Measured | Coded] = []
    for number, column in enumerate(sheet.prepared.columns):
        own, classes = codes[:, number], sheet.classes[number]
        if isinstance(column, Coded):
            columns.append(_category(column, own))
        elif classes is not None:
            missing = (own == NOTHING) | (own >= len(classes.lows))
            known = np.where(missing, 0, own)
            values = classes.drawn(known, column.decimals, random)
            columns.append(
                replace(column, values=values, missing=missing if missing.any() else None)
            )
    return restore(Prepared(len(codes), tuple(columns))) if columns else pl.DataFrame()


def _category(column: Coded, codes: Ints) -> Coded:
    levels = pl.concat([column.levels, pl.Series(column.name, [None], dtype=column.levels.dtype)])
    filled = np.where(codes == NOTHING, len(levels) - 1, codes)
    return replace(column, codes=filled.astype(np.int32), levels=levels)


def _as_given(
    rows: pl.DataFrame, values: pl.DataFrame, sheet: Sheet, histories: Histories
) -> pl.DataFrame:
    """Return rows with the columns and types of the table, but for key and ids."""
    declared = histories.links.events[sheet.name]
    table = rows.hstack(values) if values.width else rows
    day = pl.col(DAY).cast(pl.Int32).cast(pl.Date)
    columns = [pl.col(PERSON), pl.col(DAY), pl.col(KIND)]
    parts = dict(zip(declared.kinds, _parts(declared, histories), strict=True))
    for name, dtype in sheet.schema.items():
        if name == declared.day:
            columns.append(_moment(day, TIME if TIME in table.columns else None, dtype).alias(name))
        elif name in parts:
            columns.append(pl.col(KIND).replace_strict(parts[name]).cast(dtype).alias(name))
        elif dtype == pl.Date:
            columns.append((day + pl.duration(days=pl.col(name))).alias(name))
        elif isinstance(dtype, pl.Datetime):
            columns.append(_moment(day, name, dtype).alias(name))
        elif name in table.columns:
            columns.append(pl.col(name).cast(dtype))
    return _ordered(table.select(columns), declared)


def _parts(declared: Events, histories: Histories) -> list[dict[int, str]]:
    """Return for each column of kinds what each kind's number says in it."""
    split = [kind.split("/")[1:] for kind in histories.kinds]
    return [
        {number: part[place] if place < len(part) else "" for number, part in enumerate(split)}
        for place in range(len(declared.kinds))
    ]


def _moment(day: pl.Expr, seconds: str | None, dtype: pl.DataType) -> pl.Expr:
    if not isinstance(dtype, pl.Datetime):
        return day
    moment = day.cast(pl.Datetime("us"))
    if seconds is not None:
        moment = moment + pl.duration(seconds=pl.col(seconds))
    return moment.dt.replace_time_zone(dtype.time_zone, ambiguous="earliest",
                                       non_existent="null").cast(dtype)  # fmt: skip


def _ordered(table: pl.DataFrame, declared: Events) -> pl.DataFrame:
    for first, last in declared.orders:
        later = pl.max_horizontal(first, last)
        known = pl.col(first).is_not_null() & pl.col(last).is_not_null()
        table = table.with_columns(pl.when(known).then(later).otherwise(last).alias(last))
    return table


def moved(made: Written, shift: Ints, kept: np.ndarray, last: Ints) -> Written:
    """Return the people that are kept, every date of each moved by the same number of days.

    Args:
        made: tables.
        shift: days, of each person.
        kept: whether each is.
        last: day of each kind after which events are yet to come, and left out.

    """
    moves = pl.DataFrame({PERSON: np.arange(len(shift)), SHIFT: shift}).filter(pl.Series(kept))
    ends = pl.DataFrame({KIND: np.arange(len(last)), "last": last})
    events = {
        name: _later(table.join(moves, on=PERSON, maintain_order="left"))
        .join(ends, on=KIND, maintain_order="left")
        .filter(pl.col(DAY) <= pl.col("last"))
        .drop("last")
        for name, table in made.events.items()
    }
    return Written(made.people.filter(pl.Series(kept)), events)


def finished(
    made: Written, tables: Mapping[str, pl.DataFrame], histories: Histories, random: Generator
) -> dict[str, pl.DataFrame]:
    """Return the tables as they were given: new keys and ids, the rows shuffled.

    Args:
        made: tables with the numbers of people.
        tables: those of the people, for names, order and types of columns.
        histories: for what is declared.
        random: of keys, ids and orders.

    """
    links = histories.links
    numbers = made.people[PERSON]
    keys = pl.DataFrame({PERSON: numbers, links.key: _fresh(
        len(numbers), tables[next(iter(links.events))].schema[links.key], random)})  # fmt: skip
    traits = made.people.select(PERSON, *(c for c in links.traits if c in made.people.columns))
    events = {
        name: table.join(keys, on=PERSON, maintain_order="left")
        for name, table in made.events.items()
    }
    ids = {name: _with_ids(events[name], tables[name], links.events[name], random)
           for name in events if name in tables}  # fmt: skip
    whole = {}
    for name, table in ids.items():
        inside = _within(table, ids, links.events[name]).join(
            traits, on=PERSON, maintain_order="left"
        )
        whole[name] = inside.select(tables[name].columns).sample(
            fraction=1, shuffle=True, seed=int(random.integers(2**32))
        )
    if links.people:
        people = made.people.join(keys, on=PERSON, maintain_order="left")
        if links.end:
            ends = events[END].select(PERSON, links.end)
            people = people.join(ends, on=PERSON, how="left", maintain_order="left")
        like = tables[links.people]
        whole[links.people] = people.select(like.columns).sample(
            fraction=1, shuffle=True, seed=int(random.integers(2**32))
        )
    return whole


def _with_ids(
    table: pl.DataFrame, like: pl.DataFrame, declared: Events, random: Generator
) -> pl.DataFrame:
    return table.with_columns(
        _fresh(table.height, like.schema[name], random).alias(name) for name in declared.ids
    )


def _within(
    table: pl.DataFrame, others: Mapping[str, pl.DataFrame], declared: Events
) -> pl.DataFrame:
    """Add the id of the person's last row of another table that began by the day."""
    for column, other in declared.within.items():
        rows = others[other].select(PERSON, DAY, column).sort(DAY)
        table = _joined_by_day(table, rows)
    return table


def _fresh(number: int, dtype: pl.DataType, random: Generator) -> pl.Series:
    """Return new names that say nothing: shuffled numbers, or random bytes."""
    if dtype.is_numeric():
        return pl.Series(random.permutation(number) + 1).cast(dtype)
    drawn = random.bytes(ID_BYTES * number)
    names = [drawn[at : at + ID_BYTES] for at in range(0, len(drawn), ID_BYTES)]
    if dtype == pl.Binary:
        return pl.Series(names, dtype=pl.Binary)
    return pl.Series([name.hex() for name in names], dtype=pl.String).cast(dtype)
