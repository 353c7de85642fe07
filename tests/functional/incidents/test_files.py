"""Incidents that are in the files: what the partner reads on the receipt, and what is kept."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from argos.core.clock import FixedClock
from argos.core.contract_check import load_all
from argos.core.language import speaking
from argos.core.receipt import Receipt
from argos.ingest.flow import push
from argos.ingest.intake import Intake
from argos.outputs.snapshot import Ask, Snapshot
from argos.outputs.store import Outputs
from argos.publish.flow import publish_series
from argos.web.formats import figure
from tests.functional.test_faults import AT, DAYS, DEPARTMENTS, FEED, LATER, ROWS, line, lines, text

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "sursaud-covid19-quotidien-2020-03-11-19h00-departement.csv"
NOT_A_DAY = "2020-11_11"


@pytest.fixture
def pushed(intake: Intake, tmp_path: Path) -> Callable[..., Receipt]:
    def run(content: bytes, name: str = NAME, into: Intake = intake, later: int = 0) -> Receipt:
        file = tmp_path / name
        file.write_bytes(content)
        with speaking("fr"):
            return push(file, FEED, into, recorded_at=AT + later * (LATER - AT))

    return run


def said(receipt: Receipt, code: str) -> tuple[int, str]:
    """Return of a reason how many rows it rejected, and what is to be done."""
    found = next(each for each in receipt.reasons if each.code == code)
    return found.rows, found.todo


def test_every_row_twice_on_24_march_2020(intake: Intake, pushed: Callable[..., Receipt]) -> None:
    """The copies are set aside and counted, the first of each is kept, and nothing is doubled."""
    receipt = pushed(text([*lines(), *lines()[1:]]))
    assert (receipt.status, receipt.rows_accepted, receipt.rows_rejected) == ("partial", ROWS, ROWS)
    assert said(receipt, "DUPLICATE_ROW") == (
        ROWS, "rien : la première est gardée ; retirez les copies à la source",
    )  # fmt: skip
    visits = intake.log.live(FEED).filter(measure="ed_covid", sex="all")
    assert (visits.height, visits["value"].sum()) == (ROWS, 7 * ROWS)


def test_a_day_that_is_none_twice(intake: Intake, pushed: Callable[..., Receipt]) -> None:
    """Both rows of 2020-11_11 go to the quarantine with their column, and no value is shown."""
    rows = [*lines(), line("44", NOT_A_DAY), line("75", NOT_A_DAY)]
    receipt = pushed(text(rows))
    assert (receipt.status, receipt.rows_accepted) == ("partial", ROWS)
    assert said(receipt, "BAD_DATE") == (
        2, "écrivez la date dans l'un des formats du contrat",
    )  # fmt: skip
    kept = intake.quarantine.of(receipt.batch_id)
    assert kept.select("row", "column").rows() == [
        (ROWS + 2, "date_de_passage"), (ROWS + 3, "date_de_passage"),
    ]  # fmt: skip
    assert NOT_A_DAY not in str(receipt)


def test_files_renamed_on_11_march_2022(intake: Intake, pushed: Callable[..., Receipt]) -> None:
    """A name is no key: the next day under a new name adds that day, and the feed stays whole."""
    pushed(text(lines()))
    new = "2020-03-12"
    receipt = pushed(
        text([*lines(), *(line(dep, new) for dep in DEPARTMENTS)]), "covid-urgences.csv", later=1
    )
    assert (receipt.status, receipt.content_until) == ("accepted", new)
    days = intake.log.live(FEED).filter(measure="ed_covid", sex="all")["occurred_on"]
    assert days.n_unique() == len(DAYS) + 1
    assert days.len() == ROWS + len(DEPARTMENTS)


def test_non_exploitable_is_a_state_and_never_a_zero(
    intake: Intake, tmp_path: Path, pushed: Callable[..., Receipt]
) -> None:
    """Pays de la Loire, week 14 of 2015: the figure is shown as not interpretable."""
    partners = shutil.copytree(intake.settings.partners, tmp_path / "contracts")
    contract = partners / FEED.replace(".", "/") / "contract.toml"
    blank = 'missing_values = ["", "NA"]\n'
    told = contract.read_text("utf-8").replace(
        blank, f'{blank}not_interpretable = ["non exploitable"]\n'
    )
    contract.write_text(told, "utf-8")
    into = replace(intake, settings=replace(intake.settings, partners=partners))
    content = text(lines()).replace(
        line("44", DAYS[-1]).encode(), line("44", DAYS[-1], "Non exploitable").encode()
    )
    receipt = pushed(content, into=into)
    assert (receipt.status, receipt.rows_rejected) == ("accepted", 0)

    outputs = Outputs(str(tmp_path / "published"))
    clock = FixedClock(AT + timedelta(hours=1))
    publish_series(intake.log, outputs, load_all(partners), clock, receipts=[])
    series = Snapshot(outputs).series(Ask("ed_covid", "dep:44"))
    last = series.filter(date=date.fromisoformat(DAYS[-1])).row(0, named=True)
    assert (last["value"], last["status"]) == (None, "not_interpretable")
    with speaking("fr"):
        assert figure(last["value"], last["status"]) == "ininterprétable"


def test_a_day_kept_on_paper_is_typed_and_sent_late(
    intake: Intake, pushed: Callable[..., Receipt]
) -> None:
    """After a cyber-attack a sheet typed by hand is a file as others: late, dated by its days."""
    until = len(DAYS) - 3
    early = [row for row in lines() if row[3:13] not in DAYS[until:]]
    pushed(text(early))
    typed = text(lines()).replace(b",", b";")
    receipt = pushed(typed, "saisie.csv", later=5)
    assert (receipt.status, receipt.facts_corrected) == ("accepted", 0)
    days = intake.log.live(FEED).filter(measure="ed_covid", sex="all", place="dep:44")
    assert days["occurred_on"].n_unique() == len(DAYS)
