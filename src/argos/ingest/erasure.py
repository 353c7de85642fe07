"""A person's rights: erase what the log holds of them, and keep them from coming back."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from argos.core.contract import Contract
from argos.core.contract_field import Trait
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.ingest.identity.identify import PSEUDONYM
from argos.ingest.identity.keys import Key
from argos.ingest.identity.pseudonym import pseudonym_of
from argos.ingest.intake import Intake
from argos.register.audit import audit
from argos.register.key_register import purposes_in_use

Person = Mapping[str, str]
KNOWN = frozenset({"subject", *get_args(Trait)})


def read_persons(lines: bytes) -> list[Person]:
    """Read one JSON object a line: identity traits, ``ins``, or ``subject`` (64 hex digits).

    Null is as good as absent. A name that is none of ``KNOWN`` is refused: a trait that nobody
    reads would leave rows behind.

    Raises:
        UsageError: a line is no such object; the message gives its number, not its content.

    """
    persons: list[Person] = []
    for number, line in enumerate(lines.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            person = json.loads(line.decode("utf-8-sig"))
        except ValueError:
            person = None
        if not isinstance(person, dict) or not KNOWN.issuperset(person):
            names = ", ".join(sorted(KNOWN))
            raise UsageError(
                "BAD_PERSON",
                expected=Text(
                    f"un objet JSON par ligne, en UTF-8, parmi {names}",
                    f"one JSON object a line, in UTF-8, of {names}",
                ),
                found=Text(f"autre chose, ligne {number}", f"something else, line {number}"),
                todo=Text("corrigez la ligne", "correct the line"),
            )
        persons.append({key: str(value) for key, value in person.items() if value is not None})
    return persons


def erase(
    intake: Intake, contracts: Mapping[str, Contract], persons: Iterable[Person]
) -> dict[str, int]:
    """Erase persons from the log, list their opposition, remove the archives that held them.

    Every pseudonym that a person can have under any key of this home is looked for. Only feeds
    whose contract grants erasure hold persons at all. A sealed file cannot be searched, and one
    that only repeated what was known left no row: all archives of the feeds where the persons were
    found go. Returns counts: rows, feeds, archives, pseudonyms; the audit keeps the counts and
    nothing else.
    """
    keys = _every_key(intake, contracts)
    subjects = {subject for person in persons for subject in _pseudonyms(keys, person)}
    intake.oppositions.add(subjects)
    erased = intake.log.erase(subjects)
    archives = sum(intake.archive.remove_feed(feed) for feed in erased.feeds)
    done = {
        "rows": erased.rows,
        "feeds": len(erased.feeds),
        "archives": archives,
        "pseudonyms": len(subjects),
    }
    audit("erase", "persons", done)
    return done


def _pseudonyms(keys: Sequence[Key], person: Person) -> list[bytes]:
    """Return every pseudonym of a person under the keys of this home, and the one given.

    Raises:
        UsageError: a trait or the pseudonym cannot be read, or a purpose has lost its keys: what
            would be found is not all there is.

    """
    given = [_written(person["subject"])] if "subject" in person else []
    traits = {name: value for name, value in person.items() if name != "subject"}
    if given and not traits:
        return given
    made = [s for key in keys for s in pseudonym_of(traits, key)]
    return [*given, *made]


def _written(subject: str) -> bytes:
    if re.fullmatch(PSEUDONYM, subject):
        return bytes.fromhex(subject)
    raise UsageError(
        "BAD_PSEUDONYM",
        expected=Text("64 chiffres hexadécimaux", "64 hexadecimal digits"),
        found=same("…"),
        todo=Text("vérifiez le pseudonyme", "check the pseudonym"),
    )


def _every_key(intake: Intake, contracts: Mapping[str, Contract]) -> list[Key]:
    """Return the keys of every purpose that a contract names or that the home has used.

    Raises:
        UsageError: ``KEY_MISSING``: a purpose has none; pseudonyms under it would not be found.

    """
    named = {c.identity.key for c in contracts.values() if c.identity is not None}
    purposes = sorted(named | purposes_in_use())
    for purpose in purposes:
        intake.keys.pseudonym_key(purpose)
    return [key for purpose in purposes for key in intake.keys.all_keys(purpose)]
