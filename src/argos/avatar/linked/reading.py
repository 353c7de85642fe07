"""Linked tables as histories: people with traits, and their events in order, all as codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from argos.avatar.errors import bad_column, type_of, unknown_column
from argos.avatar.kinds import Column, Kind
from argos.avatar.linked.classes import Classes, classes_of
from argos.avatar.linked.declared import END, Events, Last, Links
from argos.avatar.linked.laws import Ints
from argos.avatar.prepared import Coded, Measured, Prepared, prepare
from argos.avatar.tables import to_polars
from argos.core.language import Text

PERSON, DAY, KIND, TIME = "(person)", "(day)", "(kind)", "(time)"
EVERY_LEVEL = 1_000_000
SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of events.

    Attributes:
        name: of the table.
        schema: its columns and types as given.
        prepared: what is drawn of it: days told as distances to the row's own, ids left out.
        classes: of each column, None for a category.
        codes: (rows, columns); a gap is a code of its own.
        gaps: that code in each column, or one that does not occur.

    """

    name: str
    schema: pl.Schema
    prepared: Prepared
    classes: tuple[Classes | None, ...]
    codes: Ints
    gaps: Ints


@dataclass(frozen=True, slots=True)
class Histories:
    """People and what happened to them.

    Attributes:
        links: what is declared.
        traits: a row a person.
        kinds: names, in the order of one day.
        sheet_of: the table of each kind.
        sheets: the tables.
        person, kind, day, row: of each event, sorted by person, day and kind; the day counted
            from 1970-01-01, the row in its table.

    """

    links: Links
    traits: Prepared
    kinds: tuple[str, ...]
    sheet_of: tuple[int, ...]
    sheets: tuple[Sheet, ...]
    person: Ints
    kind: Ints
    day: Ints
    row: Ints
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """Return how many people there are."""
        return self.traits.rows

    @property
    def names_of_columns(self) -> list[str]:
        """Return table and column of all columns of all tables, one after the other."""
        return [f"{s.name}.{c.name}" for s in self.sheets for c in s.prepared.columns]

    def columns_of(self, kind: int) -> range:
        """Return the places of the columns of a kind's table among all columns."""
        widths = [sheet.codes.shape[1] for sheet in self.sheets]
        first = sum(widths[: self.sheet_of[kind]])
        return range(first, first + widths[self.sheet_of[kind]])

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Return the kinds of which the second never outnumbers the first, those that occur."""
        place = {kind: number for number, kind in enumerate(self.kinds)}
        pairs = [(each.first, each.then) for each in self.links.before]
        return [(place[a], place[b]) for a, b in pairs if a in place and b in place]


def read(tables: Mapping[str, Any], links: Links, rare: int) -> Histories:
    """Return linked tables as histories.

    Args:
        tables: Polars, pandas or Arrow tables by name.
        links: how they hang together.
        rare: people of whom a class of numbers is made, at least.

    Raises:
        AvatarRefused: a table or column that is not there or cannot be read, a row of nobody.

    """
    given = {name: to_polars(table) for name, table in tables.items()}
    _check(given, links)
    given, links = _with_end(given, links)
    keys = _keys(given, links)
    numbered = {
        name: given[name].join(keys, on=links.key, how="left", maintain_order="left")
        for name in links.events
    }
    events = [_events(name, number, numbered[name], links) for number, name in enumerate(numbered)]
    every = pl.concat(events)
    kinds = _in_order(every[KIND].unique().to_list(), links)
    place = {kind: number for number, kind in enumerate(kinds)}
    every = every.with_columns(
        pl.col(KIND).replace_strict(place, return_dtype=pl.Int64)
    ).sort(PERSON, DAY, KIND, "row")  # fmt: skip
    sheets = tuple(_sheet(name, numbered[name], links, rare) for name in numbered)
    which = every.group_by(KIND).agg(pl.col("sheet").first()).sort(KIND)["sheet"].to_list()
    return Histories(
        links, _traits(given, numbered, keys, links), kinds, tuple(which), sheets,
        every[PERSON].to_numpy(), every[KIND].to_numpy(), every[DAY].to_numpy(),
        every["row"].to_numpy(),
    )  # fmt: skip


def _check(given: Mapping[str, pl.DataFrame], links: Links) -> None:
    for name in [*links.events, *([links.people] if links.people else [])]:
        if name not in given:
            raise unknown_column(name, "tables")
    for name, events in links.events.items():
        _check_columns(name, given[name], [links.key, *_named(events)])
        for column in (links.key, events.day):
            if given[name][column].null_count():
                raise bad_column(
                    column,
                    Text("une valeur par ligne", "a value in each row"),
                    Text("des lignes sans", "rows without"),
                    Text("retirer ces lignes", "leave these rows out"),
                )
        dtype = given[name].schema[events.day]
        if not isinstance(dtype, pl.Date | pl.Datetime):
            raise bad_column(
                events.day,
                Text("une date", "a date"),
                type_of(dtype),
                Text("convertir la colonne", "convert the column"),
            )


def _named(events: Events) -> list[str]:
    """Return the columns that a declaration names."""
    pairs = [column for pair in events.orders for column in pair]
    return [events.day, *events.kinds, *events.ids, *events.within, *events.columns, *pairs]


def _check_columns(name: str, table: pl.DataFrame, needed: list[str]) -> None:
    for column in needed:
        if column not in table.columns:
            raise unknown_column(column, name)


def _with_end(
    given: Mapping[str, pl.DataFrame], links: Links
) -> tuple[dict[str, pl.DataFrame], Links]:
    """Make the last date of people an event, so that it is drawn as one."""
    if links.end is None or links.people is None:
        return dict(given), links
    people = given[links.people]
    if links.end not in people.columns:
        raise unknown_column(links.end, links.people)
    ends = people.select(links.key, links.end).drop_nulls()
    given = {**given, END: ends, links.people: people.drop(links.end)}
    events = {**links.events, END: Events(day=links.end)}
    return given, replace(links, events=events, last=[*links.last, Last(END)])


def _keys(given: Mapping[str, pl.DataFrame], links: Links) -> pl.DataFrame:
    """Return the number of each person; who has no event is a person too."""
    tables = [*links.events, *([links.people] if links.people else [])]
    every = pl.concat([given[name].select(links.key) for name in tables], how="vertical_relaxed")
    return every.unique().sort(links.key).with_row_index(PERSON).cast({PERSON: pl.Int64})


def _events(name: str, number: int, table: pl.DataFrame, links: Links) -> pl.DataFrame:
    declared = links.events[name]
    kind = pl.concat_str(
        pl.lit(name), *(pl.col(c).cast(pl.String).fill_null("") for c in declared.kinds),
        separator="/",
    )  # fmt: skip
    return table.select(
        PERSON,
        pl.col(declared.day).dt.date().cast(pl.Int32).cast(pl.Int64).alias(DAY)
        if isinstance(table.schema[declared.day], pl.Datetime)
        else pl.col(declared.day).cast(pl.Int32).cast(pl.Int64).alias(DAY),
        kind.alias(KIND),
        sheet=pl.lit(number, pl.Int64),
        row=pl.int_range(pl.len(), dtype=pl.Int64),
    )


def _in_order(kinds: list[str], links: Links) -> tuple[str, ...]:
    declared = list(links.order)
    place = {name: number for number, name in enumerate(declared)}
    tables = {name: number for number, name in enumerate(links.events)}

    def rank(kind: str) -> tuple[int, int, str]:
        return (place.get(kind, len(place)), tables[kind.split("/", 1)[0]], kind)

    return tuple(sorted(kinds, key=rank))


def _sheet(name: str, table: pl.DataFrame, links: Links, rare: int) -> Sheet:
    declared = links.events[name]
    drawn = _told_from_the_day(table, declared, links)
    schema = {
        column: declared.columns.get(column, _inferred(drawn[column])) for column in drawn.columns
    }
    person = table[PERSON].to_numpy()
    if drawn.width:
        prepared = prepare(drawn, schema, most_levels=EVERY_LEVEL)
    else:
        prepared = Prepared(table.height, ())
    classes = tuple(_classes(column, person, rare) for column in prepared.columns)
    codes = [_codes(c, k) for c, k in zip(prepared.columns, classes, strict=True)]
    matrix = np.column_stack(codes) if codes else np.empty((table.height, 0), np.int64)
    gaps = [_gap(c, k) for c, k in zip(prepared.columns, classes, strict=True)]
    return Sheet(
        name, table.drop(PERSON).schema, prepared, classes, matrix, np.array(gaps, np.int64)
    )  # fmt: skip


def _gap(column: Measured | Coded, classes: Classes | None) -> int:
    """Return the code of a gap in a column, or one that does not occur."""
    if isinstance(column, Coded):
        last = len(column.levels) - 1
        return last if last >= 0 and column.levels[last] is None else last + 1
    return len(classes.lows) if classes is not None else 0


def _inferred(values: pl.Series) -> Column:
    """Return a category for strings: the kinds of codes are many, and laws drop the rare ones."""
    return Column(kind=Kind.CATEGORICAL) if values.dtype == pl.String else Column()


def _told_from_the_day(table: pl.DataFrame, declared: Events, links: Links) -> pl.DataFrame:
    """Return the columns to draw, every date and time as a distance to the row's day."""
    left_out = {PERSON, links.key, *declared.kinds, *declared.ids, *declared.within, *links.traits}
    day = pl.col(declared.day).dt.date() if _timed(table, declared.day) else pl.col(declared.day)
    columns = []
    for name, dtype in table.schema.items():
        if name in left_out:
            continue
        if name == declared.day:
            columns += [_seconds(name, day).alias(TIME)] if _timed(table, name) else []
        elif dtype == pl.Date:
            columns.append((pl.col(name) - day).dt.total_days().alias(name))
        elif isinstance(dtype, pl.Datetime):
            columns.append(_seconds(name, day))
        else:
            columns.append(pl.col(name))
    return table.select(columns)


def _timed(table: pl.DataFrame, name: str) -> bool:
    return isinstance(table.schema[name], pl.Datetime)


def _seconds(name: str, day: pl.Expr) -> pl.Expr:
    apart = pl.col(name).dt.replace_time_zone(None) - day.cast(pl.Datetime("us"))
    return apart.dt.total_seconds().alias(name)


def _classes(column: Measured | Coded, person: Ints, rare: int) -> Classes | None:
    if isinstance(column, Coded):
        return None
    known = slice(None) if column.missing is None else ~column.missing
    return classes_of(column.values[known], person[known], rare)


def _codes(column: Measured | Coded, classes: Classes | None) -> Ints:
    if isinstance(column, Coded) or classes is None:
        return np.asarray(getattr(column, "codes", ()), np.int64)
    codes = classes.codes(column.values)
    return codes if column.missing is None else np.where(column.missing, len(classes.lows), codes)


def _traits(
    given: Mapping[str, pl.DataFrame],
    numbered: Mapping[str, pl.DataFrame],
    keys: pl.DataFrame,
    links: Links,
) -> Prepared:
    table = keys
    if links.people:
        table = table.join(given[links.people], on=links.key, how="left", maintain_order="left")
    for name, events in numbered.items():
        own = [trait for trait in links.traits if trait in events.columns]
        new = [trait for trait in own if trait not in table.columns]
        if new:
            first = events.sort(PERSON, links.events[name].day).group_by(PERSON).agg(
                pl.col(trait).drop_nulls().first() for trait in new
            )  # fmt: skip
            table = table.join(first, on=PERSON, how="left", maintain_order="left")
    table = table.sort(PERSON).drop(PERSON, links.key)
    for trait in links.traits:
        if trait not in table.columns:
            raise unknown_column(trait, "traits")
    if not table.width:
        return Prepared(keys.height, ())
    schema = {name: links.columns[name] for name in table.columns if name in links.columns}
    return prepare(table, schema, most_levels=EVERY_LEVEL)
