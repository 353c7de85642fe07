"""A person leaves the sensitive zone: searched for in every byte of both roots and the register."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from argos.ingest.identity.keys import Keys
from argos.ingest.identity.pseudonym import pseudonym_of
from tests.home import Home

FEED = "chu-nantes.emergency"
PERSON = {
    "birth_name": "Zwingelstein-Aubépine",
    "first_names": "Philomène",
    "birth_date": "1931-12-05",
    "sex": "f",
    "birth_place": "44109",
}


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home]) -> Home:
    return new_home()


def file_of(home: Home, *, more: str = "") -> Path:
    """The shipped sample, with one more visit by the person to forget."""
    sample = home.folder / "partners" / "chu-nantes" / "emergency" / "sample.csv"
    text = sample.read_text("utf-8").rstrip("\n")
    header, *rows = text.split("\n")
    mark = ";" if ";" in header else ","
    names = header.split(mark)
    visit = dict(zip(names, rows[-1].split(mark), strict=True))
    visit |= {
        name: PERSON[name] for name in ("birth_name", "first_names", "birth_date", "birth_place")
    }
    visit |= {"sex": "F", "visit_id": "VISIT-OF-THE-FORGOTTEN"}
    assert set(visit) == set(names)
    file = home.folder / "visits.csv"
    file.write_text("\n".join([text, mark.join(visit[name] for name in names)]) + "\n" + more)
    return file


def secrets(home: Home) -> list[bytes]:
    """Everything that could point at the person, as it might be written."""
    keys = Keys(home.folder / "keys")
    subjects = [s for key in keys.all_keys("epidemic-watch") for s in pseudonym_of(PERSON, key)]
    plain = [PERSON["birth_name"], PERSON["birth_name"].upper(), "VISIT-OF-THE-FORGOTTEN"]
    forms = [text.encode() for text in plain]
    for subject in [*subjects, *event_ids(home)]:
        forms += [subject, subject.hex().encode(), subject.hex().upper().encode()]
        forms += [base64.b64encode(subject), base64.urlsafe_b64encode(subject).rstrip(b"=")]
    return forms


def event_ids(home: Home) -> list[bytes]:
    secret = Keys(home.folder / "keys").event_id_secret(must_exist=True)
    name = "\x1f".join([FEED, "VISIT-OF-THE-FORGOTTEN", "visit"]).encode()
    return [hashlib.blake2b(name, key=secret, digest_size=16).digest()]


def contents(home: Home) -> Iterator[tuple[Path, bytes]]:
    """Every file of both roots and the register: raw, and Parquet unpacked."""
    skipped = ("keys", "partners", "visits.csv")
    for path in sorted(home.folder.rglob("*")):
        if not path.is_file() or path.relative_to(home.folder).parts[0] in skipped:
            continue
        yield path, path.read_bytes()
        if ".parquet" in path.name:
            frame = pl.read_parquet(path, hive_partitioning=False)
            for name, dtype in frame.schema.items():
                if dtype == pl.Binary:
                    yield path, b"\0".join(v for v in frame[name].to_list() if v is not None)
            yield path, repr(frame.drop(pl.selectors.binary()).to_dicts()).encode()


def found(home: Home) -> set[str]:
    looked_for = secrets(home)
    return {
        str(path.relative_to(home.folder))
        for path, content in contents(home)
        if any(secret in content for secret in looked_for)
    }


def test_the_person_leaves_and_does_not_come_back(home: Home) -> None:
    file = file_of(home)
    receipt = home.push(FEED, file)
    assert receipt["status"] == "accepted"
    repeated = home.push(FEED, file_of(home, more="\n\n"))
    assert (repeated["facts_new"], repeated["facts_unchanged"]) == (0, receipt["facts_new"])
    home.json("publish")
    before = found(home)
    assert any("sensitive/events" in path for path in before), "the search finds nothing"
    archives = list((home.folder / "sensitive" / "archive").rglob("*.sealed"))
    assert archives

    person = json.dumps(PERSON)
    done = home.run("erase", "--json", stdin=person)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows"] == 1
    assert told["archives"] == 2
    assert not list((home.folder / "sensitive" / "archive").rglob("*.sealed"))
    assert PERSON["birth_name"] not in done.stdout + done.stderr
    assert found(home) == set()

    again = home.push(FEED, file_of(home, more="\n"))
    assert again["status"] == "partial"
    assert [r["code"] for r in again["reasons"] if r["rows"]] == ["OPPOSED"]
    assert again["facts_new"] == 0
    home.json("publish")
    home.json("compact")
    assert found(home) == set()
