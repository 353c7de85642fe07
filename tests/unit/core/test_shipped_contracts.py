"""The contracts that come with Argos: without defect, and true to the files they describe."""

import csv
import gzip
import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook
from tests.conftest import REPOSITORY

from argos.core.codes import known_codes
from argos.core.contract import Contract
from argos.core.contract_check import contract, defects, load_all

PARTNERS = REPOSITORY / "partners"
CONTRACTS = load_all(PARTNERS)
SPF = "sante-publique-france"
LINE_LEVEL = {
    "chu-nantes.biology", "chu-nantes.emergency", "chu-nantes.imaging", "chu-nantes.stays",
    "laboratories.tests", "samu-44.calls", "sos-medecins-nantes.calls",
}  # fmt: skip
PUBLIC = {
    f"{SPF}.{name}"
    for name in ("hospital-flow", "hospital-stock", "sidep", "sursaud", "sursaud-weekly")
}
# The publisher's own files, and the days of their newest content where the name has a date.
REAL = {
    "sursaud": {
        "sursaud/orig_sursaud-covid19-quotidien-2020-03-21-17h21.xlsx": "2020-03-18",
        "sursaud/orig_sursaud-covid19-quotidien-2020-04-11-19h00-departement.csv.gz": "2020-04-10",
        "sursaud/orig_sursaud-covid19-quotidien-2020-04-12-19h00-departement.csv.gz": "2020-04-11",
        "sursaud/orig_sursaud-covid19-quotidien-2020-04-12-19h00-france.csv": "2020-04-11",
        "sursaud/orig_sursaud-covid19-quotidien-2020-04-12-19h00-region.csv": "2020-04-11",
        "sursaud/orig_sursaud-covid19-quotidien-2020-04-12-19h00.xlsx": "2020-04-11",
        "sursaud/orig_sursaud-covid19-quotidien-2020-04-16-10h47-departement.csv.gz": "2020-04-14",
    },
    "sursaud-weekly": {
        "sursaud/orig_sursaud-covid19-hebdomadaire-2020-04-08-19h00.csv": "2020-04-05",
    },
    "sidep": {
        "sidep/sp-pos-quot-dep_paugier_2020-10-25.csv.gz": "2020-10-22",
        "sidep/sp-pos-quot-fra_paugier_2022-03-21.csv": "2022-03-18",
        "sidep/SiDEP-France-by-day-2023-06-30-16h26.csv": "2023-06-27",
    },
    "hospital-stock": {
        "hospital/orig_donnees-hospitalieres-covid19-2020-04-12-19h00.csv": "2020-04-12",
        "hospital/donnees-hospitalieres-covid19_coadata.csv.gz": "2021-03-04",
    },
    "hospital-flow": {
        "hospital/orig_donnees-hospitalieres-nouveaux-covid19-2020-04-12-19h00.csv": "2020-04-12",
        "hospital/donnees-hospitalieres-nouveaux-covid19_to_2021-06-30.csv.gz": "2021-06-30",
    },
}
FILES = [(feed, name) for feed, names in REAL.items() for name in names]


def test_the_twelve_feeds_are_there() -> None:
    assert set(CONTRACTS) == LINE_LEVEL | PUBLIC


@pytest.mark.parametrize("feed", CONTRACTS)
def test_a_shipped_contract_has_no_defect(feed: str) -> None:
    assert defects(PARTNERS.joinpath(*feed.split("."))) == []


@pytest.mark.parametrize("feed", CONTRACTS)
def test_its_sample_has_its_columns(feed: str) -> None:
    """Each column that must be there, and none that the contract does not name."""
    terms = CONTRACTS[feed]
    file = PARTNERS.joinpath(*feed.split("."), "sample.csv")

    fits(terms, header_of(file, terms))


@pytest.mark.parametrize("feed", CONTRACTS)
def test_its_sample_fills_what_it_must(feed: str) -> None:
    terms = CONTRACTS[feed]
    file = PARTNERS.joinpath(*feed.split("."), "sample.csv")
    rows = pl.read_csv(
        file, separator=delimiter(file.read_text("utf-8"), terms), infer_schema=False
    )

    for field in terms.fields:
        if field.name in rows.columns and field.required:
            assert rows[field.name].null_count() == 0
        if field.name in rows.columns and field.constraints.pattern:
            pattern = re.compile(field.constraints.pattern)
            assert all(pattern.fullmatch(value) for value in rows[field.name].drop_nulls())
        if field.name in rows.columns and field.constraints.enum:
            assert set(rows[field.name].drop_nulls()) <= set(field.constraints.enum)


@pytest.mark.parametrize("feed", CONTRACTS)
def test_its_readme_says_that_the_sample_is_synthetic(feed: str) -> None:
    text = PARTNERS.joinpath(*feed.split("."), "README.md").read_text("utf-8")

    assert "**synthétique**" in text
    assert "**synthetic**" in text


@pytest.mark.parametrize("feed", sorted(LINE_LEVEL))
def test_line_level_feeds_protect_the_person(feed: str) -> None:
    """Rights, a pseudonym, places no finer than the commune, codes that Argos knows."""
    terms = CONTRACTS[feed]

    assert terms.rights.opposition
    assert terms.rights.erasure
    assert terms.identity is not None
    assert not terms.open
    assert [field.keep_level for field in terms.with_role("place")] == ["com"]
    assert terms.window.days == (400 if terms.kind == "stay" else 45)
    mapped = {f"{field.system}:{value}" for field in terms.with_role("code")
              for value in field.values.values()}  # fmt: skip
    assert mapped <= known_codes()


def test_sos_medecins_is_in_46_departements_and_in_the_44_alone_around() -> None:
    covered = sos_places(CONTRACTS[f"{SPF}.sursaud"])
    around = {f"dep:{code}" for code in ("44", "49", "53", "72", "85")}

    assert len([place for place in covered if place.startswith("dep:")]) == 46
    assert covered & around == {"dep:44"}


def sos_places(terms: Contract) -> set[str]:
    return {place for table in terms.coverage if "sos_all" in table.measures
            for place in table.places}  # fmt: skip


@pytest.mark.real
@pytest.mark.parametrize(("feed", "name"), FILES)
def test_real_headers_match_the_contract(feed: str, name: str, real_data: Path) -> None:
    terms = contract(PARTNERS, f"{SPF}.{feed}")

    for header in headers(real_data / name, terms):
        fits(terms, header)


@pytest.mark.real
@pytest.mark.parametrize(("feed", "name"), FILES)
def test_real_names_agree_with_their_content(feed: str, name: str, real_data: Path) -> None:
    terms = CONTRACTS[f"{SPF}.{feed}"]
    assert terms.file.date_in_name
    dated = re.search(terms.file.date_in_name, name)
    if dated is None:
        pytest.skip("no date in this name")
    fewest, most = terms.file.content_lag_days

    lag = (date.fromisoformat(dated[1]) - date.fromisoformat(REAL[feed][name])).days

    assert fewest <= lag <= most


@pytest.mark.real
@pytest.mark.parametrize("name", [name for name in REAL["sursaud"] if "departement" in name])
def test_sos_coverage_is_what_the_files_show(name: str, real_data: Path) -> None:
    rows = pl.read_csv(gzip.decompress((real_data / name).read_bytes()), infer_schema=False)

    given = rows.filter(pl.col("nbre_acte_tot").is_not_null())["dep"].unique()

    departements = {p for p in sos_places(CONTRACTS[f"{SPF}.sursaud"]) if p.startswith("dep:")}
    assert {f"dep:{code}" for code in given} == departements


def fits(terms: Contract, header: list[str]) -> None:
    """Every column is named by the contract; of the others, each may be absent."""
    known = {name.casefold(): field for field in terms.fields
             for name in (field.name, *field.aliases)}  # fmt: skip
    assert {name.casefold() for name in header} <= set(known)
    present = {known[name.casefold()].name for name in header}
    assert all(f.name in present or f.may_be_absent for f in terms.fields)
    if terms.is_count:
        assert len([f for f in terms.with_role("place") if f.name in present]) == 1


def headers(file: Path, terms: Contract) -> Iterator[list[str]]:
    if file.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(str(file))
        assert set(book.sheet_names) <= set(terms.file.sheets or [])
        first = (book.get_sheet_by_name(sheet).to_python(nrows=1)[0] for sheet in book.sheet_names)
        yield from ([str(cell) for cell in row] for row in first)
    else:
        yield header_of(file, terms)


def header_of(file: Path, terms: Contract) -> list[str]:
    content = file.read_bytes()
    text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode("utf-8-sig")
    return next(csv.reader(text.splitlines()[:1], delimiter=delimiter(text, terms)))


def delimiter(text: str, terms: Contract) -> str:
    first = text.splitlines()[0]
    return max(terms.file.delimiters, key=first.count)


def test_no_two_shipped_feeds_share_a_title() -> None:
    titles = list(chain.from_iterable((c.title.fr, c.title.en) for c in CONTRACTS.values()))

    assert len(titles) == len(set(titles))
