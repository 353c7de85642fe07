"""The step of a batch's life at which a row stops being about a named person."""

from dataclasses import dataclass, field

import polars as pl

from argos.core.contract import Contract
from argos.core.reasons import reason
from argos.core.receipt import Reason
from argos.events.oppositions import Oppositions
from argos.ingest.identity.keys import Key, Keys
from argos.ingest.identity.pseudonym import SUBJECT, pseudonyms, sources_of
from argos.ingest.readers.raw import REJECTED, no_rejects

PSEUDONYM = "^[0-9a-fA-F]{64}$"


@dataclass(frozen=True)
class Identified:
    """The rows once persons are pseudonyms.

    Attributes:
        frame: the rows kept, with ``subject`` (Binary of 32 bytes, or null) and without the
            identity columns.
        rejected: row, sheet, column, code: BAD_IDENTITY, BAD_PSEUDONYM, OPPOSED.
        reasons: the same, counted.
        linkage: by what the rows were linked: ``by_ins``, ``by_traits``, ``by_partner``,
            ``unlinked``, ``ins_wrong`` (an INS was there, its control key is wrong). Empty for
            counts.

    """

    frame: pl.DataFrame
    rejected: pl.DataFrame
    reasons: tuple[Reason, ...] = ()
    linkage: dict[str, int] = field(default_factory=dict)


def identify(
    frame: pl.DataFrame, contract: Contract, keys: Keys, oppositions: Oppositions | None = None
) -> Identified:
    """Make or read the pseudonym of every row, and set aside those that cannot be taken.

    A row without a complete identity is rejected if the contract requires any of its identity
    fields; otherwise it is kept without a pseudonym, because an unknown person's visit still
    counts. Rows of persons who objected are always rejected.

    Args:
        frame: the contract's fields, with ``row`` and ``sheet``.
        contract: says where pseudonyms are made, and under which purpose's key.
        keys: the keys of this home; not asked when pseudonyms come from the partner.
        oppositions: the persons who objected; none known by default.

    Raises:
        UsageError: there is no key for the contract's purpose, or it is exposed.
        ContractError: its fields do not make an identity.

    """
    if contract.is_count:
        return Identified(frame, no_rejects())
    if contract.identity is None:
        return Identified(frame.with_columns(pl.lit(None, pl.Binary).alias(SUBJECT)), no_rejects())
    if contract.identity.made == "at-partner":
        named, faults, linkage = _read(frame, contract)
    else:
        key = keys.pseudonym_key(contract.identity.key)
        named, faults, linkage = _make(frame, contract, key)
    faults = pl.concat([faults, _opposed(named, oppositions)])
    kept = named.join(
        faults, on=["row", "sheet"], how="anti", nulls_equal=True, maintain_order="left"
    )
    return Identified(kept, faults, _counted(faults), linkage)


def _make(
    frame: pl.DataFrame, contract: Contract, key: Key
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, int]]:
    made = pseudonyms(frame, sources_of(contract), key)
    required = any(source.required for source in contract.with_role("identity"))
    faulty = made["fault"].is_not_null() & required
    faults = _faults(frame.filter(faulty), made.filter(faulty)["fault"], "BAD_IDENTITY")
    identity = [source.name for source in contract.with_role("identity")]
    named = frame.drop(identity, strict=False).with_columns(made[SUBJECT])
    by = made["by"]
    return named, faults, {
        "by_ins": int((by == "ins").sum()),
        "by_traits": int((by == "traits").sum()),
        "unlinked": by.null_count(),
        "ins_wrong": int(made["ins_wrong"].sum()),
    }  # fmt: skip


def _read(
    frame: pl.DataFrame, contract: Contract
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, int]]:
    source = contract.with_role("subject")[0].name
    written = frame[source].cast(pl.String)
    right = written.str.contains(PSEUDONYM)
    wrong = right.not_().fill_null(value=False)
    faults = _faults(
        frame.filter(wrong), pl.repeat(source, int(wrong.sum()), eager=True), "BAD_PSEUDONYM"
    )
    subject = pl.when(right).then(written).str.decode("hex", strict=False).alias(SUBJECT)
    named = frame.drop(source).with_columns(pl.select(subject).to_series())
    found = named[SUBJECT]
    return named, faults, {"by_partner": found.count(), "unlinked": found.null_count()}


def _opposed(named: pl.DataFrame, oppositions: Oppositions | None) -> pl.DataFrame:
    if oppositions is None:
        return no_rejects()
    rows = named.filter(oppositions.contains(named[SUBJECT]))
    return _faults(rows, pl.repeat(None, rows.height, dtype=pl.String, eager=True), "OPPOSED")


def _faults(rows: pl.DataFrame, columns: pl.Series, code: str) -> pl.DataFrame:
    return rows.select(
        pl.col("row").cast(REJECTED["row"]),
        pl.col("sheet").cast(pl.String),
        columns.alias("column"),
        pl.lit(code).alias("code"),
    )


def _counted(faults: pl.DataFrame) -> tuple[Reason, ...]:
    counts = faults.group_by("code", "column").len().sort("code", "column")
    return tuple(reason(code, column, rows) for code, column, rows in counts.iter_rows())
