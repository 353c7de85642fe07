"""Pseudonyms: HMAC-SHA-256, under a key for one purpose, of a person's canonical identity.

The bytes that are hashed, in UTF-8, ``␟`` standing for the unit separator U+001F:

    argos-subject-1␟ins␟<15 characters>
    argos-subject-1␟traits␟<birth name>␟<first name>␟<YYYY-MM-DD>␟<M, F or I>␟<INSEE code>

The INS is taken where a row has a right one, the strict traits elsewhere; the last of these is
empty where the place of birth is not known, as on the telephone. So two records of a person get one
pseudonym if they come by the same way, and not otherwise: `argos.ingest.identity.linkage` measures
how often they do not.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from argos.core.contract import Contract
from argos.core.contract_field import Trait
from argos.core.errors import ContractError, UsageError
from argos.core.language import Text, same
from argos.ingest.identity import canonical
from argos.ingest.identity.keys import Key

VERSION = "argos-subject-1"
SEPARATOR = "\x1f"
NEEDED: tuple[Trait, ...] = ("birth_name", "first_names", "birth_date", "sex")
STRICT: tuple[Trait, ...] = (*NEEDED, "birth_place")
SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Source:
    """The column that gives a trait, and how its dates are written."""

    column: str
    formats: tuple[str, ...] = ()


Sources = Mapping[Trait, Source]


def sources_of(contract: Contract) -> dict[Trait, Source]:
    """Return the columns from which a contract has pseudonyms made."""
    return {
        trait: Source(field.name, tuple(field.formats)) for trait, field in contract.traits.items()
    }


def pseudonymise_frame(frame: pl.DataFrame, contract: Contract, key: Key) -> pl.DataFrame:
    """Replace the identity columns of a frame by ``subject``.

    Args:
        frame: the contract's fields, as strings or typed.
        contract: names the traits' fields; those of role ``identity`` go, one that is also the
            event's sex stays.
        key: the key of the contract's purpose.

    Returns:
        The frame, with ``subject`` (Binary, 32 bytes; null where the identity is incomplete).

    Raises:
        ContractError: ``TRAITS_MISSING``: the fields do not make an identity.

    """
    made = pseudonyms(frame, sources_of(contract), key)
    identity = [field.name for field in contract.with_role("identity")]
    return frame.drop(identity, strict=False).with_columns(made[SUBJECT])


def pseudonyms(frame: pl.DataFrame, sources: Sources, key: Key) -> pl.DataFrame:
    """Make the pseudonym of every row.

    Returns:
        One row for each of ``frame``: ``subject`` (Binary or null), ``by`` (``ins``, ``traits`` or
        null), ``fault`` (the first column that leaves the identity incomplete, or null),
        ``ins_wrong`` (whether an INS was there and its key is wrong).

    """
    _check_traits(sources)
    traits = frame.lazy().select(
        canonical.trait(trait, pl.col(source.column).cast(pl.String), list(source.formats))
        .alias(trait)
        for trait, source in sources.items()
    )  # fmt: skip
    made = traits.select(
        by=_by(sources),
        message=_message(sources),
        fault=_fault(sources),
    ).collect(engine="in-memory")
    return made.select(
        _hashed(made["message"], key),
        "by",
        "fault",
        ins_wrong=_ins_wrong(frame, sources, made["by"]),
    )


def pseudonym_of(person: Mapping[str, str], key: Key) -> list[bytes]:
    """Return every pseudonym that a person can have under a key.

    Rows that were linked by INS are found by the INS only: give it with the traits.

    Args:
        person: the traits, by the names of ``core.contract.Trait``; the date in ISO 8601.
        key: the key.

    Raises:
        UsageError: ``PERSON_INCOMPLETE``: neither an INS nor the strict traits are there;
            ``BAD_TRAIT``: one of them cannot be read, so rows that hold it would not be found.

    """
    given: dict[Trait, Source] = {t: Source(t) for t in (*STRICT, "ins") if person.get(t)}
    frame = pl.DataFrame({trait: [person[trait]] for trait in given})
    _check_readable(frame, given)
    made = [
        pseudonyms(frame, {trait: given[trait] for trait in way}, key)[SUBJECT][0]
        for way in (("ins",), STRICT, NEEDED)
        if set(way) <= set(given)
    ]
    found = [subject for subject in made if subject is not None]
    if not found:
        raise UsageError(
            "PERSON_INCOMPLETE",
            expected=same(f"ins | {' + '.join(NEEDED)} (+ birth_place)"),
            found=Text("une identité incomplète", "an incomplete identity"),
            todo=Text("complétez les traits", "complete the traits"),
        )
    return found


def _check_readable(frame: pl.DataFrame, given: Sources) -> None:
    """Raise ``BAD_TRAIT`` for the traits of a person that have no canonical form."""
    if not given:
        return
    read = frame.select(canonical.trait(trait, pl.col(trait)).alias(trait) for trait in given)
    wrong = [name for name, value in read.row(0, named=True).items() if value is None]
    if wrong:
        raise UsageError(
            "BAD_TRAIT",
            expected=Text(
                "des traits lisibles, la date en AAAA-MM-JJ, le lieu en code INSEE",
                "traits that can be read, the date as YYYY-MM-DD, the place as an INSEE code",
            ),
            found=same(", ".join(wrong)),
            todo=Text("corrigez ou retirez ces traits", "correct or remove these traits"),
        )


def _check_traits(sources: Sources) -> None:
    """Raise unless the columns can make an identity: an INS, or the strict traits."""
    missing = [trait for trait in NEEDED if trait not in sources]
    if not missing or ("ins" in sources and len(missing) == len(NEEDED)):
        return
    raise ContractError(
        "TRAITS_MISSING",
        expected=same(f"ins | {' + '.join(NEEDED)}"),
        found=Text(f"sans {', '.join(missing)}", f"without {', '.join(missing)}"),
        todo=Text("indiquez les colonnes qui manquent", "name the columns that are missing"),
    )


def _has_traits(sources: Sources) -> bool:
    return all(trait in sources for trait in NEEDED)


def _complete(sources: Sources) -> pl.Expr:
    """Whether a row has every strict trait that it needs."""
    if not _has_traits(sources):
        return pl.lit(value=False)
    return pl.all_horizontal(pl.col(NEEDED).is_not_null())


def _by(sources: Sources) -> pl.Expr:
    by_traits = pl.when(_complete(sources)).then(pl.lit("traits"))
    if "ins" not in sources:
        return by_traits
    return pl.when(pl.col("ins").is_not_null()).then(pl.lit("ins")).otherwise(by_traits)


def _message(sources: Sources) -> pl.Expr:
    """Return the text that is hashed, null where the identity is incomplete."""
    ways = []
    if "ins" in sources:
        ways.append(pl.concat_str(pl.lit(_prefix("ins")), "ins"))
    if _has_traits(sources):
        last = pl.col("birth_place").fill_null("") if "birth_place" in sources else pl.lit("")
        traits = pl.concat_str(*NEEDED, last, separator=SEPARATOR)
        ways.append(pl.concat_str(pl.lit(_prefix("traits")), traits))
    return pl.coalesce(ways)


def _prefix(way: str) -> str:
    return f"{VERSION}{SEPARATOR}{way}{SEPARATOR}"


def _fault(sources: Sources) -> pl.Expr:
    """Return the first column without which a row has no pseudonym."""
    wanted: tuple[Trait, ...] = NEEDED if _has_traits(sources) else ("ins",)
    first = pl.coalesce(
        pl.when(pl.col(trait).is_null()).then(pl.lit(sources[trait].column)) for trait in wanted
    )
    return pl.when(_message(sources).is_null()).then(first)


def _ins_wrong(frame: pl.DataFrame, sources: Sources, by: pl.Series) -> pl.Series:
    if "ins" not in sources:
        return by.is_null() & False
    written = frame[sources["ins"].column].cast(pl.String).str.strip_chars()
    return (written.fill_null("") != "") & (by.fill_null("") != "ins")


def _hashed(messages: pl.Series, key: Key) -> pl.Series:
    """Hash each message; a person's rows share one computation."""
    secret, digest = key.secret, hmac.digest
    distinct = messages.drop_nulls().unique()
    hashes = [digest(secret, text.encode(), hashlib.sha256) for text in distinct]
    table = pl.DataFrame({"message": distinct, SUBJECT: pl.Series(hashes, dtype=pl.Binary)})
    rows = pl.DataFrame({"message": messages})
    return rows.join(table, on="message", how="left", maintain_order="left")[SUBJECT]
