"""Files that are wrong: each has its code and its clear message, and nothing is lost."""

import gzip
import io
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from argos.core.errors import ArgosError
from argos.core.receipt import Receipt
from argos.ingest.catch_up import catch_up
from argos.ingest.flow import push
from argos.ingest.intake import Intake

pytestmark = pytest.mark.django_db(transaction=True)

FEED = "sante-publique-france.sursaud"
HEADER = (
    "dep,date_de_passage,sursaud_cl_age_corona,nbre_pass_corona,nbre_pass_tot,nbre_hospit_corona,"
    "nbre_pass_corona_h,nbre_pass_corona_f,nbre_pass_tot_h,nbre_pass_tot_f,nbre_hospit_corona_h,"
    "nbre_hospit_corona_f,nbre_acte_corona,nbre_acte_tot,nbre_acte_corona_h,nbre_acte_corona_f,"
    "nbre_acte_tot_h,nbre_acte_tot_f"
)
DEPARTMENTS = ("2A", "35", "44", "75", "85", "971")
DAYS = tuple(f"2020-03-{day:02d}" for day in range(1, 11))
ROWS = len(DEPARTMENTS) * len(DAYS)
LARGEST = 20_000_000  # bytes that the contract allows here: a bomb is made at once
AT = datetime(2020, 3, 11, 18, tzinfo=UTC)
LATER = datetime(2020, 3, 12, 18, tzinfo=UTC)


def line(dep: str, day: str, visits: object = 7) -> str:
    return f"{dep},{day},0,{visits},350,2,4,3,180,170,1,1,5,90,2,3,40,50"


def lines() -> list[str]:
    return [HEADER, *(line(dep, day) for dep in DEPARTMENTS for day in DAYS)]


def changed(old: str, new: str, count: int = 1) -> Callable[[], bytes]:
    return lambda: "\n".join(lines()).replace(old, new, count).encode()


def text(rows: list[str]) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def without_column(name: str) -> bytes:
    index = HEADER.split(",").index(name)
    cut = [[c for i, c in enumerate(row.split(",")) if i != index] for row in lines()]
    return text([",".join(row) for row in cut])


def xlsx_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(b"0" * (LARGEST // 2))
    return out.getvalue()


FIRST = line("44", "2020-03-05")
# what is wrong → the file, its status, a code that its receipt must name, rows rejected
REJECTED_ROWS: dict[str, tuple[Callable[[], bytes], str, int]] = {
    "doubled row": (lambda: text([*lines(), FIRST]), "DUPLICATE_ROW", 1),
    "same key, other content": (
        lambda: text([*lines(), line("44", "2020-03-05", 8)]), "KEY_CONFLICT", 2,
    ),
    "impossible date": (changed(FIRST, line("44", "2020-11_11")), "BAD_DATE", 1),
    "30 February": (changed(FIRST, line("44", "2020-02-30")), "BAD_DATE", 1),
    "future date": (changed(FIRST, line("44", "2020-03-12")), "FUTURE_DATE", 1),
    "before the set began": (changed(FIRST, line("44", "2019-03-12")), "OUTSIDE_WINDOW", 1),
    "no such département": (changed(FIRST, line("99", "2020-03-05")), "UNKNOWN_PLACE", 1),
    "no département": (changed(FIRST, line("", "2020-03-05")), "REQUIRED", 1),
    "negative count": (changed(FIRST, line("44", "2020-03-05", -3)), "OUT_OF_RANGE", 1),
    "letters in a number": (changed(FIRST, line("44", "2020-03-05", "sept")), "NOT_A_NUMBER", 1),
    "a comma too many": (changed(FIRST, FIRST + ",9"), "WRONG_WIDTH", 1),
}  # fmt: skip
REFUSED_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "missing column": (lambda: without_column("nbre_pass_tot"), "MISSING_COLUMN"),
    "unknown column": (
        lambda: text([lines()[0] + ",nom", *(row + ",x" for row in lines()[1:])]),
        "UNKNOWN_COLUMN",
    ),
    "empty file": (lambda: b"", "EMPTY"),
    "header alone": (lambda: text(lines()[:1]), "EMPTY"),
    "truncated gzip": (lambda: gzip.compress(text(lines()))[:-90], "TRUNCATED"),
    "random bytes": (lambda: b"\x00\xff" + os.urandom(10_000_000), "UNREADABLE"),
    "zip bomb": (lambda: gzip.compress(gzip_bomb()), "TOO_LARGE"),
    "spreadsheet bomb": (xlsx_bomb, "TOO_LARGE"),
    "half of its départements gone": (
        lambda: text([row for row in lines() if row[:2] not in ("75", "85", "97")]), "SHRUNK",
    ),
    "older than the last": (
        lambda: text([row for row in lines() if "2020-03-10" not in row]), "OLDER_THAN_LAST",
    ),
}  # fmt: skip


def gzip_bomb() -> bytes:
    return HEADER.encode() + b"\n" + b"0" * (2 * LARGEST)


@pytest.fixture
def intake(intake: Intake, tmp_path: Path) -> Intake:
    """The shipped contracts, but for the largest size."""
    partners = shutil.copytree(intake.settings.partners, tmp_path / "contracts")
    contract = partners / FEED.replace(".", "/") / "contract.toml"
    said = re.sub(r"(?m)^max_bytes = [\d_]+", f"max_bytes = {LARGEST}", contract.read_text("utf-8"))
    assert f"max_bytes = {LARGEST}" in said
    contract.write_text(said, "utf-8")
    return replace(intake, settings=replace(intake.settings, partners=partners))


@pytest.fixture
def pushed(intake: Intake, tmp_path: Path) -> Callable[..., Receipt]:
    def run(content: bytes, at: datetime = AT, name: str = "file.csv", **options: bool) -> Receipt:
        file = tmp_path / name
        file.write_bytes(content)
        return push(file, FEED, intake, recorded_at=at, **options)

    return run


def live(intake: Intake) -> int:
    return intake.log.live(FEED).height


@pytest.mark.parametrize("fault", REJECTED_ROWS)
def test_a_wrong_row_is_rejected_and_the_others_kept(
    fault: str, intake: Intake, pushed: Callable[..., Receipt]
) -> None:
    make, code, rejected = REJECTED_ROWS[fault]
    receipt = pushed(make())
    assert receipt.status == "partial"
    assert receipt.rows_rejected == rejected
    assert receipt.rows_read == receipt.rows_accepted + rejected
    named = next(r for r in receipt.reasons if r.code == code)
    assert named.rows == rejected
    assert named.todo
    quarantined = intake.quarantine.of(receipt.batch_id)
    assert code in quarantined["code"].to_list()
    assert set(quarantined.columns) <= {"batch_id", "feed", "sheet", "row", "column", "code"}


@pytest.mark.parametrize("fault", REFUSED_FILES)
def test_a_wrong_file_is_refused_whole(
    fault: str, intake: Intake, pushed: Callable[..., Receipt]
) -> None:
    make, code = REFUSED_FILES[fault]
    assert pushed(text(lines())).status == "accepted"
    before = live(intake)
    receipt = pushed(make(), at=LATER)
    assert receipt.status == "refused"
    assert code in [r.code for r in receipt.reasons]
    assert all(r.todo for r in receipt.reasons)
    assert live(intake) == before
    repaired = text([*lines(), *(line(dep, "2020-03-11") for dep in DEPARTMENTS)])
    assert pushed(repaired, at=LATER).status == "accepted"


def test_every_defect_of_a_file_is_told_at_once(pushed: Callable[..., Receipt]) -> None:
    content = without_column("nbre_pass_tot").replace(b"nbre_acte_tot,", b"actes,", 1)
    codes = {(r.code, r.column) for r in pushed(content).reasons}
    assert ("MISSING_COLUMN", "nbre_pass_tot") in codes
    assert ("MISSING_COLUMN", "nbre_acte_tot") in codes
    assert any(code == "UNKNOWN_COLUMN" for code, _ in codes)


def test_a_rejected_row_withdraws_nothing(intake: Intake, pushed: Callable[..., Receipt]) -> None:
    assert pushed(text(lines())).status == "accepted"
    before = live(intake)
    receipt = pushed(changed(FIRST, line("44", "2020-03-05", "sept"))(), at=LATER)
    assert (receipt.status, receipt.facts_withdrawn) == ("partial", 0)
    assert live(intake) == before
    receipt = pushed(changed(FIRST, line("44", "2020-03_05"))(), at=LATER)
    assert (receipt.status, receipt.facts_withdrawn) == ("partial", 0)
    assert live(intake) == before


def test_yesterdays_file_under_todays_name(intake: Intake, pushed: Callable[..., Receipt]) -> None:
    today = "sursaud-covid19-quotidien-2020-03-{}-19h00-departement.csv"
    assert pushed(text(lines()), name=today.format(11)).status == "accepted"
    again = pushed(text(lines()), at=LATER, name=today.format(12))
    assert again.status == "duplicate"
    stale = text(lines()).replace(b"\n", b"\r\n")
    receipt = pushed(stale, at=datetime(2020, 3, 16, tzinfo=UTC), name=today.format(16))
    assert receipt.status == "refused"
    assert "STALE_CONTENT" in [r.code for r in receipt.reasons]


def test_a_name_that_moved_on_without_its_content_is_told(pushed: Callable[..., Receipt]) -> None:
    today = "sursaud-covid19-quotidien-2020-03-{}-19h00-departement.csv"
    pushed(text(lines()), name=today.format(11))
    receipt = pushed(text(lines()).replace(b"\n", b"\r\n"), at=LATER, name=today.format(12))
    assert (receipt.status, receipt.facts_new) == ("accepted", 0)
    assert "NOTHING_NEWER" in [r.code for r in receipt.reasons]


def test_a_first_file_tells_which_places_it_lacks(pushed: Callable[..., Receipt]) -> None:
    named = next(r for r in pushed(text(lines())).reasons if r.code == "PLACES_ABSENT")
    assert "dep:01" in named.found
    assert "dep:44" not in named.found


def test_a_deliberate_return_to_an_older_file(
    intake: Intake, pushed: Callable[..., Receipt]
) -> None:
    first, second = text(lines()), text(lines()).replace(b",7,350", b",9,351")
    pushed(first)
    assert pushed(second, at=LATER).facts_corrected == 2 * ROWS
    assert pushed(first, at=LATER).status == "duplicate"
    returned = pushed(first, at=LATER, again=True)
    assert (returned.status, returned.facts_corrected) == ("accepted", 2 * ROWS)


def test_nothing_is_recorded_in_the_logs_past(pushed: Callable[..., Receipt]) -> None:
    pushed(text(lines()), at=LATER)
    receipt = pushed(text(lines()).replace(b",7,350", b",9,351"), at=AT)
    assert receipt.status == "refused"
    assert "RECORDED_BEFORE_LAST" in [r.code for r in receipt.reasons]


def test_files_of_one_instant_follow_each_other(pushed: Callable[..., Receipt]) -> None:
    for visits in (1, 2, 3, 4):
        content = text(lines()).replace(b",7,350", f",{visits},350".encode())
        assert pushed(content).status == "accepted"


def test_a_file_that_changes_while_it_is_read(
    intake: Intake, tmp_path: Path, pushed: Callable[..., Receipt]
) -> None:
    file = tmp_path / "growing.csv"
    file.write_bytes(text(lines()[:40]))

    def grow(step: str) -> None:
        if step == "archived":
            file.write_bytes(text(lines()))

    receipt = push(file, FEED, intake, recorded_at=AT, on_step=grow)
    assert (receipt.status, [r.code for r in receipt.reasons]) == ("refused", ["CHANGED_MEANWHILE"])
    assert live(intake) == 0
    assert pushed(text(lines())).status == "accepted"


def test_a_log_that_is_older_than_the_register_is_told(
    intake: Intake, pushed: Callable[..., Receipt]
) -> None:
    pushed(text(lines()))
    pushed(text(lines()).replace(b",7,350", b",9,350"), at=LATER)
    shutil.rmtree(intake.log.root)
    opened_again = Intake.at(intake.settings)
    with pytest.raises(ArgosError, match="LOG_BEHIND"):
        catch_up(opened_again)


def test_the_national_file_may_be_a_day_ahead_of_the_departements(
    pushed: Callable[..., Receipt],
) -> None:
    pushed(text(lines()))
    nation = [HEADER.replace("dep", "fra", 1), *(line("FR", day) for day in (*DAYS, "2020-03-11"))]
    assert pushed(text(nation)).status == "accepted"
    corrected = text(lines()).replace(b",7,350", b",9,351")
    assert pushed(corrected, at=LATER).status == "accepted"
    older = [row for row in lines() if "2020-03-10" not in row]
    assert "OLDER_THAN_LAST" in [r.code for r in pushed(text(older), at=LATER).reasons]


def test_a_contract_that_changes_the_key_of_its_facts_doubles_nothing(
    intake: Intake, tmp_path: Path
) -> None:
    partners = tmp_path / "partners"
    shutil.copytree(intake.settings.partners, partners)
    changed = replace(intake, settings=replace(intake.settings, partners=partners))
    feed = "chu-nantes.stays"
    folder = partners / "chu-nantes" / "stays"
    assert push(folder / "sample.csv", feed, changed).status == "accepted"
    facts = intake.log.live(feed).height
    contract = folder / "contract.toml"
    rank = contract.read_text().index('name = "ward_rank"')
    text_ = contract.read_text()
    contract.write_text(
        text_[:rank] + text_[rank:].replace('role = "key"', 'role = "attribute"', 1)
    )
    again = tmp_path / "again.csv"
    again.write_bytes((folder / "sample.csv").read_bytes() + b"\n")
    receipt = push(again, feed, changed)
    assert [r.code for r in receipt.reasons] == ["KEY_CHANGED"]
    assert intake.log.live(feed).height == facts
