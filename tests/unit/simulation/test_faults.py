"""Each fault is in the files where it was planted, nowhere else, and in the truth."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from argos.core.errors import UsageError
from argos.simulation import faults
from argos.simulation.flow import simulate
from argos.simulation.scenario import Fault, Scenario, load

LAST = date(2021, 3, 31)
SOS, SIDEP = "sos-medecins-nantes.calls", "sante-publique-france.sidep"
SURSAUD = "sante-publique-france.sursaud"
PLANTED = [
    Fault(kind="silent", feed=SOS, first=8, last=6),
    Fault(kind="doubled-file", feed=SOS, first=3, last=3),
    Fault(kind="renamed-column", feed=SIDEP, first=6, last=6, column="T"),
    Fault(kind="level-shift", feed=SURSAUD, first=10, last=5, factor=2.0),
]


def day(back: int) -> date:
    return LAST - timedelta(days=back)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two simulations that differ by their faults alone."""
    sound, faulty = (tmp_path_factory.mktemp(name) for name in ("sound", "faulty"))
    for folder, planted in ((sound, []), (faulty, PLANTED)):
        simulate(folder, load().model_copy(update={"faults": planted}), 40, 4, LAST)
    return sound, faulty


def name(folder: Path, feed: str, back: int) -> Path:
    """Return the file that comes the day after a day of content."""
    return folder / feed / f"simulated-{feed.split('.')[1]}-{day(back - 1)}.csv"


def lines(folder: Path, feed: str) -> pl.DataFrame:
    return pl.concat([pl.read_csv(f, infer_schema=False) for f in (folder / feed).glob("*.csv")])


def test_a_silent_partner_sends_later_what_it_kept(folders: tuple[Path, Path]) -> None:
    sound, faulty = folders
    assert [name(faulty, SOS, back).exists() for back in (9, 8, 7, 6, 5)] == [
        True, False, False, False, True]  # fmt: skip
    kept = lines(faulty, SOS).unique("call_id")
    assert kept.sort("call_id").equals(lines(sound, SOS).sort("call_id"))


def test_a_doubled_file_has_the_same_bytes(folders: tuple[Path, Path]) -> None:
    _, faulty = folders
    [again] = (faulty / SOS).glob("*-again.csv")
    assert again.read_bytes() == name(faulty, SOS, 3).read_bytes()
    manifest = pl.read_csv(faulty / "manifest.csv")
    assert manifest.filter(pl.col("file").str.contains("again")).height == 1


def test_a_column_is_renamed_in_the_files_of_its_days(folders: tuple[Path, Path]) -> None:
    _, faulty = folders
    days = (7 - 2, 6 - 2, 5 - 2)  # a file of tests comes two days later than others
    heads = [name(faulty, SIDEP, back).open().readline().strip() for back in days]
    assert ["T_bis" in head.split(";") for head in heads] == [False, True, False]


def test_a_level_shifts_from_its_first_day_to_its_last(folders: tuple[Path, Path]) -> None:
    columns = ["dep", "date_de_passage", "sursaud_cl_age_corona"]
    read = [pl.read_csv(name(f, SURSAUD, 0)).sort(columns) for f in folders]
    sound, faulty = (frame.drop("nbre_acte_corona", "nbre_acte_tot") for frame in read)
    within = pl.col("date_de_passage").str.to_date().is_between(day(10), day(5))
    value = "nbre_pass_tot"
    assert (faulty.filter(within)[value] == 2 * sound.filter(within)[value]).all()
    assert faulty.filter(~within).equals(sound.filter(~within))


def test_what_is_planted_is_in_the_truth(folders: tuple[Path, Path]) -> None:
    told = pl.read_parquet(folders[1] / "truth" / "faults.parquet")
    assert told.height == len(PLANTED)
    shift = told.row(by_predicate=pl.col("kind") == "level-shift", named=True)
    assert (shift["first_day"], shift["last_day"], shift["factor"]) == (day(10), day(5), 2.0)


ROWS = pl.DataFrame({
    "test_id": [f"T-{n}" for n in range(4000)], "sent": [day(n % 4) for n in range(4000)],
    "laboratory": [f"LAB0{n // 4 % 2}" for n in range(4000)], "diagnoses": "J10.1",
})  # fmt: skip


def planted(**given: object) -> pl.DataFrame:
    one = Fault.model_validate({"feed": "a.b", "first": 2, "last": 1, **given})
    return faults.in_lines(ROWS, [one], LAST, np.random.default_rng(1))


def by_day(frame: pl.DataFrame) -> list[int]:
    return frame.group_by("sent").len().sort("sent")["len"].to_list()


def test_one_laboratory_is_missing() -> None:
    left = planted(kind="missing-laboratory", laboratory="LAB01")
    assert by_day(left) == [1000, 500, 500, 1000]
    assert by_day(left.filter(laboratory="LAB01")) == [500, 500]


def test_fewer_rows_are_coded() -> None:
    left = planted(kind="coding-drop", factor=0.3)
    assert by_day(left) == [1000] * 4
    coded = by_day(left.drop_nulls("diagnoses"))
    assert coded[0] == coded[3] == 1000
    assert coded[1:3] == pytest.approx([300, 300], abs=60)


@pytest.mark.parametrize("factor", [0.5, 1.7])
def test_line_level_rows_shift_in_number_and_keep_their_own_key(factor: float) -> None:
    left = planted(kind="level-shift", factor=factor)
    assert by_day(left)[1:3] == pytest.approx([1000 * factor] * 2, abs=80)
    assert by_day(left)[::3] == [1000, 1000]
    assert left["test_id"].is_unique().all()


@pytest.mark.parametrize(
    "wrong",
    [
        'kind = "level-shift"\nfirst = 3',
        'kind = "coding-drop"\nfirst = 3\nfactor = 1.5',
        'kind = "silent"\nfirst = 3\nlast = 5',
        'kind = "unheard-of"\nfirst = 3',
    ],
)
def test_a_fault_that_makes_no_sense_is_told(wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    shipped = Path(faults.__file__).with_name("data") / "scenario.toml"
    file.write_text(
        shipped.read_text("utf-8") + f'\n[[faults]]\nfeed = "samu-44.calls"\n{wrong}\n', "utf-8"
    )
    with pytest.raises(UsageError, match="faults"):
        load(file)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('calls_departement = "44"', 'calls_departement = "75"', "calls_departement: 75"),
        ('laboratory = "LAB03"', 'laboratory = "LAB09"', "faults.laboratory: LAB09"),
        ('feed = "chu-nantes.imaging"', 'feed = "chu.imaging"', "faults.feed: chu.imaging"),
        ('departement = "85"', 'departement = "29"', "outbreaks.departement: 29"),
    ],
)
def test_a_name_that_is_nowhere_else_is_told(
    right: str, wrong: str, told: str, tmp_path: Path
) -> None:
    shipped = Path(faults.__file__).with_name("data") / "scenario.toml"
    text = shipped.read_text("utf-8")
    assert right in text
    (tmp_path / "scenario.toml").write_text(text.replace(right, wrong), "utf-8")
    with pytest.raises(UsageError, match=told):
        load(tmp_path / "scenario.toml")


def test_a_column_that_no_file_has_is_told(tmp_path: Path) -> None:
    planted = Fault(kind="renamed-column", feed=SIDEP, first=6, column="Q")
    with pytest.raises(UsageError, match=r"faults\.column: Q"):
        simulate(tmp_path, load().model_copy(update={"faults": [planted]}), 25, 4, LAST)


def test_the_shipped_scenario_ends_with_a_silent_feed() -> None:
    shipped: Scenario = load()
    [silent] = [fault for fault in shipped.faults if fault.kind == "silent"]
    assert (silent.feed, silent.last) == ("samu-44.calls", 0)
