"""What a file says against what the log says."""

import polars as pl

from argos.core.schema import EVENT_SCHEMA
from argos.events.statements import STATEMENT_SCHEMA, compare, state
from tests.facts import EVERYTHING, FEED, event_id, facts, instant


def live(said: dict) -> pl.DataFrame:
    return (
        facts(FEED, said)
        .with_columns(
            batch_id=pl.lit("b"),
            recorded_at=pl.lit(instant(0), EVENT_SCHEMA["recorded_at"]),
            sign=pl.lit(1, pl.Int8),
        )
        .select(EVENT_SCHEMA.names())
    )


def test_what_is_absent_is_withdrawn_only_within_the_scope() -> None:
    held = live({"a": {"value": 1.0}, "b": {"value": 2.0}})
    nothing = facts(FEED, {})
    assert compare(held, nothing, in_scope=None).withdrawn == 0
    assert compare(held, nothing, in_scope=EVERYTHING).withdrawn == 2
    some = compare(held, nothing, in_scope=pl.col("value") > 1)
    assert some.rows["event_id"].to_list() == [event_id(FEED, "b")]


def test_a_scope_that_cannot_tell_withdraws_nothing() -> None:
    held = live({"a": {"value": None}})
    assert compare(held, facts(FEED, {}), in_scope=pl.col("value") > 1).withdrawn == 0


def test_keys_of_rejected_rows_are_kept() -> None:
    held = live({"a": {}, "b": {}})
    done = compare(held, facts(FEED, {}), in_scope=EVERYTHING, keep=[event_id(FEED, "a")])
    assert done.rows["event_id"].to_list() == [event_id(FEED, "b")]


def test_unsaying_repeats_what_was_said() -> None:
    held = live({"a": {"value": 1.0, "who": "x"}})
    rows = compare(held, facts(FEED, {"a": {"value": None, "who": "x"}}), in_scope=None).rows
    assert rows.schema == STATEMENT_SCHEMA
    assert rows.sort("sign").select("sign", "value", "status").rows() == [
        (-1, 1.0, "ok"),
        (1, None, "not_reported"),
    ]


def test_order_of_the_rows_does_not_matter() -> None:
    said = {key: {"value": float(n)} for n, key in enumerate("abcdef")}
    done = compare(live(said), facts(FEED, dict(reversed(said.items()))), in_scope=EVERYTHING)
    assert (done.unchanged, done.rows.height) == (6, 0)


def test_a_null_in_a_list_is_not_an_empty_list() -> None:
    held = live({"a": {}}).with_columns(attributes=pl.lit([], EVENT_SCHEMA["attributes"]))
    done = compare(held, facts(FEED, {"a": {}}), in_scope=None)
    assert done.corrected == 1


def test_of_a_key_the_last_statement_stays() -> None:
    rows = live({"a": {"value": 1.0}})
    later = pl.lit(instant(1), EVENT_SCHEMA["recorded_at"])
    again = rows.with_columns(value=pl.lit(2.0), recorded_at=later)
    history = pl.concat([again, rows.with_columns(sign=pl.lit(-1, pl.Int8)), rows])
    assert state(history)["value"].to_list() == [2.0]
    gone = pl.concat([rows, rows.with_columns(sign=pl.lit(-1, pl.Int8))])
    assert state(gone).is_empty()


def test_a_key_said_again_beyond_the_window_of_comparison_keeps_its_last_word() -> None:
    """A push cannot see a fact older than its window: such a key may have two +1 rows."""
    first = live({"a": {"value": 1.0}})

    def said(hour: int, sign: int, value: float) -> pl.DataFrame:
        return first.with_columns(
            sign=pl.lit(sign, pl.Int8),
            value=pl.lit(value),
            recorded_at=pl.lit(instant(hour), EVENT_SCHEMA["recorded_at"]),
        )

    history = pl.concat([first, said(1, 1, 2.0), said(2, -1, 2.0), said(2, 1, 3.0)])
    assert state(history)["value"].to_list() == [3.0]
