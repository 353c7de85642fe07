"""A person's rights: erase what the log holds of them, and keep them from coming back."""

import json
from collections.abc import Iterable, Mapping

from argos.core.contract import Contract
from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.ingest.identity.pseudonym import pseudonym_of
from argos.ingest.intake import Intake
from argos.register.audit import audit

Person = Mapping[str, str]


def read_persons(lines: str) -> list[Person]:
    """Read one JSON object a line: identity traits, ``ins``, or ``subject`` (64 hex digits).

    Raises:
        UsageError: a line is no JSON object; the message gives its number, not its content.

    """
    persons: list[Person] = []
    for number, line in enumerate(lines.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            person = json.loads(line)
        except ValueError:
            person = None
        if not isinstance(person, dict):
            raise UsageError(
                "BAD_PERSON",
                expected=Text("un objet JSON par ligne", "one JSON object a line"),
                found=Text(f"autre chose, ligne {number}", f"something else, line {number}"),
                todo=Text("corrigez la ligne", "correct the line"),
            )
        persons.append({key: str(value) for key, value in person.items()})
    return persons


def erase(
    intake: Intake, contracts: Mapping[str, Contract], persons: Iterable[Person]
) -> dict[str, int]:
    """Erase persons from the log, list their opposition, remove the archives that held them.

    Every pseudonym that a person can have under any key of this home is looked for. Only feeds
    whose contract grants erasure hold persons at all. Returns counts: rows, feeds, archives,
    pseudonyms; the audit keeps the counts and nothing else.
    """
    subjects = {subject for person in persons for subject in _pseudonyms(intake, contracts, person)}
    intake.oppositions.add(subjects)
    erased = intake.log.erase(subjects)
    archives = intake.archive.remove(erased.batches)
    done = {
        "rows": erased.rows,
        "feeds": len(erased.feeds),
        "archives": archives,
        "pseudonyms": len(subjects),
    }
    audit("erase", "persons", done)
    return done


def _pseudonyms(
    intake: Intake, contracts: Mapping[str, Contract], person: Person
) -> Iterable[bytes]:
    """Return every pseudonym of a person under the keys of this home."""
    if "subject" in person:
        try:
            return [bytes.fromhex(person["subject"])]
        except ValueError:
            raise UsageError(
                "BAD_PSEUDONYM",
                expected=Text("64 chiffres hexadécimaux", "64 hexadecimal digits"),
                found=same("…"),
                todo=Text("vérifiez le pseudonyme", "check the pseudonym"),
            ) from None
    purposes = {c.identity.key for c in contracts.values() if c.identity is not None}
    keys = [key for purpose in sorted(purposes) for key in intake.keys.all_keys(purpose)]
    return [subject for key in keys for subject in pseudonym_of(person, key)]
