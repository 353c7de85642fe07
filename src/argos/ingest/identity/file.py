"""What the partner runs before a file leaves it: identity goes, a pseudonym takes its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from argos.core.contract import Contract
from argos.core.contract_field import FieldOf, Trait
from argos.core.errors import ContractError, UsageError
from argos.core.files import put_file
from argos.core.language import Text, same
from argos.ingest.checks.typing import typed
from argos.ingest.identity.keys import key_of_file
from argos.ingest.identity.pseudonym import SUBJECT, Source, Sources, pseudonyms
from argos.ingest.readers import read_file
from argos.ingest.readers.raw import PLACE_IN_FILE

# The headers under which the traits are looked for, beside the trait's own name.
HEADERS: Mapping[Trait, tuple[str, ...]] = {
    "ins": ("matricule_ins", "matricule ins"),
    "birth_name": ("nom_naissance", "nom de naissance", "nom"),
    "first_names": ("prenoms", "prénoms", "prenom", "prénom"),
    "birth_date": ("date_naissance", "date de naissance"),
    "sex": ("sexe",),
    "birth_place": ("lieu_naissance", "lieu de naissance"),
}
MAY_BE_ABSENT: tuple[Trait, ...] = ("ins", "birth_place")
DATE_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%Y%m%d")
CODECS = {"utf-8": "utf-8", "utf-16": "utf-16", "latin-1": "latin-1", "latin-9": "iso8859-15"}


@dataclass(frozen=True)
class Pseudonymised:
    """What became of a file, without a value of it.

    Attributes:
        rows: rows written.
        pseudonyms: of these, rows with a pseudonym.
        incomplete: rows whose identity is incomplete: written with an empty pseudonym.
        left_out: rows that could not be cut into columns: not written.
        faults: row, column of each incomplete identity.
        linkage: rows linked by INS (``by_ins``), by traits (``by_traits``), and where an INS was
            there but its control key is wrong (``ins_wrong``).

    """

    rows: int
    pseudonyms: int
    incomplete: int
    left_out: int
    faults: pl.DataFrame
    linkage: dict[str, int]


def pseudonymise_file(
    source: Path,
    target: Path,
    contract: Contract,
    key: Path,
    *,
    columns: Mapping[Trait, str] | None = None,
) -> Pseudonymised:
    """Write a partner's file again as CSV, with its identity columns replaced by the pseudonym.

    Only columns that the contract names, and those of the traits, may be in the file: a column that
    nobody expects could hold a name.

    Args:
        source: the file with names, in a form that the contract allows.
        target: the file to send; it must not exist.
        contract: the feed's, where pseudonyms are made at the partner.
        key: file of the key for the contract's purpose, ``<purpose>.<id>.key``.
        columns: the header of each trait, where it is none of ``HEADERS``.

    Raises:
        ContractError: pseudonyms are not made at the partner for this feed, or not sent as CSV.
        FileRefused: the file cannot be read as the contract says; holds every reason.
        UsageError: the target exists, or the key is not the one for this purpose.

    """
    subject = _subject_field(contract)
    if target.exists():
        raise _target_exists(target)
    secret = key_of_file(key, _purpose(contract))
    raw = read_file(source, _as_held(contract, columns or {}))
    made = pseudonyms(_with_sex(raw.frame, contract), _sources(contract), secret)
    written = raw.frame.with_columns(made[SUBJECT].bin.encode("hex").alias(subject.name))
    names = [field.name for field in contract.fields if field.role != "drop"]
    if not put_file(target, _as_csv(written.select(names), contract), replace=False):
        raise _target_exists(target)
    return _told(raw.frame, made, left_out=raw.rejected.height)


def _told(frame: pl.DataFrame, made: pl.DataFrame, left_out: int) -> Pseudonymised:
    faults = pl.concat([frame.select("row"), made.select(column="fault")], how="horizontal")
    by = made["by"]
    return Pseudonymised(
        rows=frame.height,
        pseudonyms=by.count(),
        incomplete=by.null_count(),
        left_out=left_out,
        faults=faults.drop_nulls("column"),
        linkage={
            "by_ins": int((by == "ins").sum()),
            "by_traits": int((by == "traits").sum()),
            "ins_wrong": int(made["ins_wrong"].sum()),
        },
    )


def _as_held(contract: Contract, columns: Mapping[Trait, str]) -> Contract:
    """Return the contract of the file as the partner holds it: with traits, without pseudonym."""
    kept = [field for field in contract.fields if field.role != "subject"]
    traits = [
        FieldOf(
            name=trait,
            aliases=[columns[trait]] if trait in columns else list(headers),
            role="identity",
            trait=trait,
            optional=trait in MAY_BE_ABSENT,
        )
        for trait, headers in HEADERS.items()
        if trait != "sex" or not contract.with_role("sex")
    ]
    return contract.model_copy(update={"fields": [*kept, *traits]})


def _with_sex(frame: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Read the sex as on arrival, so that both sides make the same pseudonym."""
    fields = contract.with_role("sex")
    if not fields:
        return frame
    return frame.with_columns(typed(pl.col(fields[0].name), fields[0], contract))


def _sources(contract: Contract) -> Sources:
    """Return the column of each trait."""
    sources: dict[Trait, Source] = {trait: Source(trait) for trait in HEADERS}
    sources["birth_date"] = Source("birth_date", DATE_FORMATS)
    if fields := contract.with_role("sex"):
        sources["sex"] = Source(fields[0].name)
    return sources


def _as_csv(frame: pl.DataFrame, contract: Contract) -> bytes:
    """Return the frame in the first delimiter that the contract allows, UTF-8 if it may be."""
    text = frame.drop(PLACE_IN_FILE, strict=False).write_csv(separator=contract.file.delimiters[0])
    allowed = contract.file.encodings
    encoding = "utf-8" if "utf-8" in allowed else allowed[0]
    # A strict codec would put the text that it cannot write into its error.
    return text.encode(CODECS.get(encoding, encoding), errors="replace")


def _subject_field(contract: Contract) -> FieldOf:
    fields = contract.with_role("subject")
    if fields and "csv" in contract.file.formats:
        return fields[0]
    raise ContractError(
        "NOT_AT_PARTNER",
        expected=Text(
            "un contrat qui attend un CSV avec un pseudonyme fait chez le partenaire",
            "a contract that wants a CSV with a pseudonym made at the partner",
        ),
        found=same(contract.feed),
        todo=Text(
            "envoyez le fichier comme son contrat le dit", "send the file as its contract says"
        ),
    )


def _purpose(contract: Contract) -> str:
    return contract.identity.key if contract.identity else ""


def _target_exists(target: Path) -> UsageError:
    return UsageError(
        "TARGET_EXISTS",
        expected=Text("un fichier à créer", "a file to make"),
        found=Text(f"{target} existe", f"{target} exists"),
        todo=Text("choisissez un autre nom", "choose another name"),
    )
