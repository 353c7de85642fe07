"""Over which facts the absence from a complete file means withdrawal."""

from datetime import date

import polars as pl

from argos.core.contract import Contract
from argos.core.reasons import reason
from argos.core.receipt import Reason
from argos.events.statements import Statements

SHOWN = 10  # places named in a notice


def scope_of(contract: Contract, facts: pl.DataFrame) -> pl.Expr | None:
    """Return the scope of completeness as an expression over the log's columns.

    None where the contract does not say that its files are complete. ``facts`` is what the file
    unfolded into (columns of ``core.schema.FACT_SCHEMA``).
    """
    rule = contract.completeness
    if not rule.complete or facts.is_empty():
        return None
    return _dates(contract, facts) & _places(contract, facts) & _units(contract, facts)


def concerned(contract: Contract, facts: pl.DataFrame) -> pl.Expr | None:
    """Return which rows of the log a file can change: those of its facts, and those in its scope.

    None where these are all rows of the window: the file is the whole series.
    """
    if whole(contract):
        return None
    said = pl.col("event_id").is_in(facts["event_id"].implode())
    scope = scope_of(contract, facts)
    return said if scope is None else said | scope


def whole(contract: Contract) -> bool:
    """Whether each file of the feed is the whole series, published again."""
    rule = contract.completeness
    return rule.complete and rule.dates == "span" and rule.units == "all"


def _dates(contract: Contract, facts: pl.DataFrame) -> pl.Expr:
    days = facts["occurred_on"]
    if contract.completeness.dates == "days":
        return pl.col("occurred_on").is_in(days.unique().implode())
    return pl.col("occurred_on").is_between(pl.lit(days.min()), pl.lit(days.max()))


def _places(contract: Contract, facts: pl.DataFrame) -> pl.Expr:
    rule = contract.completeness.places
    if rule == "all" or not contract.is_count:
        return pl.lit(value=True)
    if rule == "place":
        return pl.col("place").is_in(facts["place"].unique().implode())
    levels = facts["place"].drop_nulls().str.split(":").list.first().unique()
    return pl.col("place").str.split(":").list.first().is_in(levels.implode())


def _units(contract: Contract, facts: pl.DataFrame) -> pl.Expr:
    if contract.completeness.units == "all":
        return pl.lit(value=True)
    codes = facts["codes"].explode().drop_nulls().unique()
    units = codes.filter(codes.str.starts_with("unit:")).to_list()
    return pl.any_horizontal(pl.col("codes").list.contains(unit) for unit in units)


def last_shown(contract: Contract, facts: pl.DataFrame, live: pl.DataFrame) -> date | None:
    """Return the latest day that the log shows of the places that the file is complete for."""
    days: list[date] = live.filter(_places(contract, facts))["occurred_on"].unique().to_list()
    return max(days, default=None)


def shrinkage(contract: Contract, live_in_scope: int, statements: Statements) -> list[Reason]:
    """Tell whether the file is sharply smaller than what the feed last said in its scope."""
    allowed = contract.completeness.max_withdrawn_share
    if not live_in_scope or statements.withdrawn <= allowed * live_in_scope:
        return []
    share = statements.withdrawn / live_in_scope
    return [reason("SHRUNK", expected=f"<= {allowed:.0%}", found=f"{share:.0%}")]


def absent_places(contract: Contract, facts: pl.DataFrame) -> list[Reason]:
    """Tell which part of the coverage a complete file does not speak of, level by level.

    A first file has nothing to be compared with: this is how its gap is seen.
    """
    if not (contract.completeness.complete and contract.is_count):
        return []
    present = set(facts["place"].drop_nulls())
    levels = {level_of(place) for place in present}
    covered = {place for table in contract.coverage for place in table.places}
    expected = {place for place in covered if level_of(place) in levels}
    absent = sorted(expected - present)
    if not absent:
        return []
    shown = ", ".join(absent[:SHOWN]) + (" …" if len(absent) > SHOWN else "")
    return [reason("PLACES_ABSENT", expected=str(len(expected)), found=f"-{len(absent)}: {shown}")]


def level_of(place: str) -> str:
    """Return the level of a typed place: ``dep`` of ``dep:44``, ``fra`` of ``fra``."""
    return place.split(":")[0]
