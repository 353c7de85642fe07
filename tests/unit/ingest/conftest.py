"""Small contracts and a way to write the files that partners send under them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from argos.core.contract import Contract

AGREEMENT = {
    "partner": "Essai",
    "purpose": {"fr": "essai", "en": "trial"},
    "legal_basis": "RGPD art. 6.1.e",
    "controller": "independent",
    "drafted_on": date(2020, 1, 1),
}
SURSAUD_COUNTS = [
    "nbre_pass_corona",
    "nbre_pass_tot",
    "nbre_hospit_corona",
    "nbre_pass_corona_h",
    "nbre_pass_corona_f",
    "nbre_pass_tot_h",
    "nbre_pass_tot_f",
    "nbre_hospit_corona_h",
    "nbre_hospit_corona_f",
    "nbre_acte_corona",
    "nbre_acte_tot",
    "nbre_acte_corona_h",
    "nbre_acte_corona_f",
    "nbre_acte_tot_h",
    "nbre_acte_tot_f",
]
MEASURES = {
    "nbre_pass_corona": "ed_covid",
    "nbre_pass_tot": "ed_all",
    "nbre_hospit_corona": "ed_covid_admissions",
    "nbre_acte_corona": "sos_covid",
    "nbre_acte_tot": "sos_all",
}
AGES = {"0": "all", "A": "00-14", "B": "15-44", "C": "45-64", "D": "65-74", "E": "75+"}
NINETY = {"0": "all", "90": "90+"} | {f"{d}9": f"{d}0-{d}9" for d in range(9)}
SOS = [
    "06",
    "10",
    "13",
    "14",
    "18",
    "20",
    "2A",
    "21",
    "22",
    "25",
    "28",
    "29",
    "31",
    "33",
    "34",
    "35",
    "37",
    "38",
    "42",
    "44",
    "45",
    "51",
    "54",
    "56",
    "57",
    "59",
    "60",
    "63",
    "64",
    "66",
    "67",
    "68",
    "69",
    "72",
    "73",
    "74",
    "75",
    "76",
    "77",
    "78",
    "80",
    "83",
    "84",
    "85",
    "86",
    "87",
    "89",
    "90",
    "91",
    "92",
    "93",
    "94",
    "95",
]


def make(feed: str, fields: list[dict[str, Any]], **parts: Any) -> Contract:
    """Make a contract from what matters to a test."""
    file = {"formats": ["csv"], "delimiters": [",", ";"]} | parts.pop("file", {})
    values = {
        "feed": feed,
        "version": 1,
        "title": {"fr": feed, "en": feed},
        "kind": "count",
        "agreement": AGREEMENT,
        "access": [{"role": "public", "detail": "released"}],
        "file": file,
        "window": {"since": date(2020, 1, 1)},
        "cadence": {"every": "day", "lateness_hours": 24},
        "fields": fields,
    }
    return Contract.model_validate(values | parts)


def _sursaud_figure(name: str) -> dict[str, Any]:
    base, _, sex = name.rpartition("_")
    if base not in MEASURES:
        return {"measure": MEASURES[name], "sex": "all"}
    sexed = {"measure": MEASURES[base], "sex": {"h": "m", "f": "f"}[sex]}
    return sexed | {"published_for": {"age": "all"}}


def count_field(name: str, measure: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": "integer",
        "role": "value",
        "constraints": {"minimum": 0},
        "figure": {"measure": measure},
    } | more


def place_field(name: str, level: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "role": "place",
        "level": level,
        "constraints": {"required": True},
    } | more


def date_field(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": "date",
        "role": "date",
        "constraints": {"required": True},
    } | more


@pytest.fixture(scope="session")
def sursaud() -> Contract:
    """SurSaUD by day, at three levels of place."""
    levels = [place_field(level, level, optional=True) for level in ("dep", "reg", "fra")]
    figures = [count_field(name, "", figure=_sursaud_figure(name)) for name in SURSAUD_COUNTS]
    age = {"name": "sursaud_cl_age_corona", "role": "age_band", "values": AGES}
    return make(
        "essai.sursaud",
        [*levels, date_field("date_de_passage"), age, *figures],
        file={
            "formats": ["csv", "xlsx"],
            "sheets": ["dep", "reg", "fra"],
            "encodings": ["utf-8", "utf-16"],
        },
        coverage=[
            {"measures": ["sos_covid", "sos_all"], "places": [f"dep:{code}" for code in SOS]},
            {
                "measures": ["ed_covid", "ed_all", "ed_covid_admissions"],
                "places": [f"dep:{n:02d}" for n in range(1, 96) if n != 20]
                + ["dep:2A", "dep:2B", "dep:971", "dep:973", "dep:974", "dep:976"],
            },
        ],
    )


@pytest.fixture(scope="session")
def tests_by_age() -> Contract:
    """SI-DEP: tests and positives by ten-year class, decimal commas, semicolons."""
    return make(
        "essai.sidep",
        [
            place_field("dep", "dep"),
            date_field("jour"),
            {"name": "cl_age90", "role": "age_band", "values": NINETY, "optional": True},
            count_field("P", "tests_positive"),
            count_field("T", "tests"),
        ],
        file={"delimiters": [",", ";"], "decimal_marks": [".", ","]},
    )


@pytest.fixture(scope="session")
def small() -> Contract:
    """Two columns and a count."""
    return make(
        "essai.petit",
        [
            place_field("dep", "dep"),
            date_field("jour", aliases=["date"], formats=["%d/%m/%Y"]),
            count_field("nb", "visits"),
            {"name": "libellé", "role": "drop"},
        ],
        file={
            "encodings": ["utf-8", "utf-16", "latin-1", "latin-9", "cp1252"],
            "formats": ["csv", "xlsx"],
            "comment_prefix": "#",
            "decimal_marks": [".", ","],
            "missing_values": ["", "NA"],
            "max_bytes": 30_000_000,
        },
    )


@pytest.fixture(scope="session")
def stays() -> Contract:
    """Stays of persons: two moments, a place by commune, coded reasons."""
    required = {"constraints": {"required": True}}
    return make(
        "essai.stays",
        [
            {"name": "stay_id", "role": "key"} | required,
            {"name": "unit", "role": "unit", "values": {"1": "north", "2": "south"}},
            date_field("admitted_on", formats=["%d/%m/%Y"]),
            {"name": "discharged_on", "type": "datetime", "role": "date"},
            place_field("commune", "com", keep_level="dep"),
            {"name": "age", "type": "integer", "role": "age"},
            {"name": "sex", "role": "sex", "values": {"1": "m", "2": "f"}},
            {"name": "diagnoses", "role": "code", "system": "cim10", "separator": "+"},
            {"name": "ward", "role": "attribute", "values": {"GER": "geriatrics"}},
            {"name": "mode", "role": "attribute"},
            {"name": "name", "role": "identity", "trait": "birth_name"},
        ],
        kind="stay",
        window={"since": date(2020, 1, 1), "days": 60},
        moments=[
            {"measure": "admission", "date": "admitted_on"},
            {"measure": "discharge", "date": "discharged_on", "optional": True},
        ],
        identity={"made": "on-arrival", "key": "surveillance"},
    )


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of the given bytes or text and return its path."""

    def write(content: bytes | str, name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
