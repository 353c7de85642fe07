"""Reading contracts, and explaining everything that is wrong in one at once.

A contract that has a defect of shape (a missing word, a wrong type) is mended in memory so that
the rules about its meaning can still be checked: the reader of the defects corrects once.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from argos.core.contract import Contract
from argos.core.contract_defects import Defect, defect, near
from argos.core.contract_rules import broken_rules
from argos.core.contract_shape import line_of, mended, shape_defects
from argos.core.errors import ContractError
from argos.core.language import Text, same

NAME = "contract.toml"
State = Literal["drafted", "signed", "in force", "ended"]


def load(path: Path) -> Contract:
    """Read one contract.

    Args:
        path: the contract.toml, or its folder.

    Raises:
        ContractError: the contract has a defect; `defects` gives them all.

    """
    found, contract = _examined(path)
    if contract is not None and not found:
        return contract
    first, more = found[0], len(found) - 1
    raise ContractError(
        "CONTRACT_BROKEN",
        expected=Text(
            f"un contrat sans défaut ; {first.where} : {first.expected.fr}",
            f"a contract without defect; {first.where}: {first.expected.en}",
        ),
        found=Text(
            f"{first.found.fr} ({first.code}, {_file(path)}, et {more} autres défauts)",
            f"{first.found.en} ({first.code}, {_file(path)}, and {more} other defects)",
        ),
        todo=Text(
            f"{first.todo.fr}, puis lancez `argos contract check {path}`",
            f"{first.todo.en}, then run `argos contract check {path}`",
        ),
    )


def defects(path: Path) -> list[Defect]:
    """Return everything that is wrong in a contract, none if it can be applied.

    Args:
        path: the contract.toml, or its folder.

    """
    return _examined(path)[0]


def _examined(path: Path) -> tuple[list[Defect], Contract | None]:
    file = _file(path)
    if not file.is_file():
        return [defect("FILE_MISSING", str(file))], None
    found, contract = _read(file, file.read_bytes())
    return list(found), contract


@lru_cache(maxsize=64)  # a home that stays open reads the same contracts at every push
def _read(file: Path, content: bytes) -> tuple[Sequence[Defect], Contract | None]:
    try:
        text = content.decode("utf-8")
        raw = tomllib.loads(text)
    except UnicodeDecodeError:
        return [defect("NOT_UTF8", str(file))], None
    except tomllib.TOMLDecodeError as error:
        return [defect("NOT_TOML", str(file), str(error))], None
    found = [*_feed_of_folder(raw, file), *_meaning(raw)]
    return [_with_line(each, text) for each in found], _contract(raw)


def _file(path: Path) -> Path:
    return path / NAME if path.is_dir() else path


def _contract(raw: dict[str, Any]) -> Contract | None:
    try:
        return Contract.model_validate(raw)
    except ValidationError:
        return None


def _meaning(raw: dict[str, Any]) -> list[Defect]:
    """Return the defects of shape, and those of meaning that do not follow from them."""
    shape = shape_defects(raw)
    contract = mended(raw)
    if contract is None:
        return shape
    return [*shape, *(each for each in broken_rules(contract) if not _follows(each, shape))]


def _follows(found: Defect, shape: list[Defect]) -> bool:
    """Whether a defect of meaning may only come from how a defect of shape was mended."""
    table = found.where.split(".")[0]
    read = _READS.get(found.code, "")
    return any(
        table == broken.where.split(".")[0] or (read and re.match(read, broken.where))
        for broken in shape
    )


_FIELD = r"fields(\[\d+\](\.(name|role|level|keep_level|figure|trait|constraints)\b.*)?)?$"
# What rules read outside the table in which they find a defect.
_READS = {
    "RETENTION_SHORT": r"window\b",
    **dict.fromkeys(
        ("ROLE_MISSING", "IDENTITY_UNUSED", "SUBJECT_MISSING", "TRAITS_MISSING", "MOMENT_FIELD",
         "MOMENT_OPTIONAL", "COVERAGE_MEASURE", "COVERAGE_LEVEL",
         "UNITS_WITHOUT_FIELD", "RIGHTS_WITHOUT_SUBJECT"),
        _FIELD,
    ),
    "MOMENT_UNKNOWN": r"fields(\[\d+\](\.name)?)?$",
    "DATE_UNUSED": r"moments\b",
    "IDENTITY_MISSING": r"identity\b",
}  # fmt: skip


def _feed_of_folder(raw: dict[str, Any], file: Path) -> Iterator[Defect]:
    here = file.resolve().parent
    folder = f"{here.parent.name}.{here.name}"
    if isinstance(raw.get("feed"), str) and raw["feed"] != folder:
        yield defect("FEED_NOT_FOLDER", "feed", raw["feed"], folder=folder)


def _with_line(found: Defect, text: str) -> Defect:
    line = line_of(found.where, text)
    if line is None:
        return found
    where = f"{found.where} (l. {line})"
    return Defect(found.code, where, found.expected, found.found, found.todo)


def path_of(folder: Path, feed: str) -> Path:
    """Return where a feed's contract lies in a folder of contracts."""
    partner, _, name = feed.partition(".")
    return folder / partner / name / NAME


def load_all(folder: Path) -> dict[str, Contract]:
    """Read every contract of a folder (``partner/feed/contract.toml``), by feed, sorted.

    Raises:
        ContractError: one of them has a defect; it is named.

    """
    contracts = (load(file) for file in sorted(folder.glob(f"*/*/{NAME}")))
    return {contract.feed: contract for contract in contracts}


def contract(folder: Path, feed: str) -> Contract:
    """Read the contract of one feed.

    Raises:
        ContractError: there is none of that name (near names are given), or it has a defect.

    """
    known = {".".join(file.parts[-3:-1]): file for file in folder.glob(f"*/*/{NAME}")}
    if feed in known:
        return load(known[feed])
    choices = near(feed, known)
    raise ContractError(
        "UNKNOWN_FEED",
        expected=Text(f"un flux décrit dans {folder}", f"a feed described in {folder}"),
        found=same(feed),
        todo=Text(f"choisissez parmi : {choices}", f"choose among: {choices}"),
    )


def state(contract: Contract, today: date) -> State:
    """Return where an agreement stands in its life on a local day.

    In force: signed by both and between its two days, both included. Signed: by both, not yet in
    force. Suspension is an act of a person, kept in the register.
    """
    terms = contract.agreement
    if terms.ends_on is not None and today > terms.ends_on:
        return "ended"
    if terms.signed_by_partner_on is None or terms.signed_by_argos_on is None:
        return "drafted"
    if max(terms.signed_by_partner_on, terms.signed_by_argos_on) > today:
        return "drafted"
    if terms.in_force_from is None or today < terms.in_force_from:
        return "signed"
    return "in force"
