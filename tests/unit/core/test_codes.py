"""Vocabularies, codes as files carry them, and syndromes expanded to exact codes."""

import csv
from pathlib import Path

import polars as pl
import pytest

from argos.core.codes import (
    coded,
    expand,
    is_refused,
    label,
    syndrome,
    syndromes,
    vocabularies,
)
from argos.core.errors import UsageError


def test_every_file_is_a_vocabulary_with_labels_in_both_languages() -> None:
    assert set(vocabularies()) >= {"cim10", "loinc", "hub", "result", "ward", "sos"}
    for vocabulary in vocabularies().values():
        assert vocabulary.source
        for code, text in vocabulary.codes.items():
            assert code == code.strip()
            assert text.fr
            assert text.en


def test_covid_is_what_emergency_departments_code() -> None:
    assert {
        code for code in syndrome("covid") if code.startswith("cim10:")
    } == {f"cim10:{code}" for code in (
        "U07.1", "U07.10", "U07.11", "U07.12", "U07.14", "U07.15", "B34.2", "B97.2", "U04.9",
    )}  # fmt: skip


def test_a_respiratory_call_is_not_a_gynaecological_one() -> None:
    hub = {code for code in syndrome("respiratory") if code.startswith("hub:")}
    assert hub == {"hub:M01.03", "hub:M03.12"}


def test_syndromes_hold_exact_codes_with_both_labels() -> None:
    for entry in syndromes().values():
        assert entry.codes
        assert not any("*" in code for code in entry.codes)
        assert entry.label.fr
        assert entry.label.en
    assert syndrome("sars-cov-2-pcr") < syndrome("sars-cov-2-test")
    assert syndrome("bronchiolitis") < syndrome("acute-respiratory-infection")


def test_a_pattern_that_matches_nothing_is_an_error() -> None:
    with pytest.raises(UsageError, match="UNMATCHED_PATTERN") as refusal:
        expand(("cim10:J21*", "cim10:Z99*"), "bronchiolitis")
    assert "bronchiolitis: cim10:Z99*" in str(refusal.value)


def test_an_exact_code_is_not_a_beginning() -> None:
    assert expand(("cim10:J21",), "test") == {"cim10:J21"}
    assert len(expand(("cim10:J21*",), "test")) == 5


def test_an_unknown_syndrome_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="UNKNOWN_SYNDROME") as refusal:
        syndrome("covd")
    assert "covid" in str(refusal.value)


@pytest.mark.parametrize(
    ("system", "raw", "expected"),
    [
        ("cim10", "U0710", "cim10:U07.10"),
        ("cim10", "U07.10", "cim10:U07.10"),
        ("cim10", " u07.1+0 ", "cim10:U07.10"),
        ("cim10", "J21", "cim10:J21"),
        ("cim10", "A09+", "cim10:A09"),
        ("loinc", " 94500-6", "loinc:94500-6"),
        ("ward", "geriatrics", "ward:geriatrics"),
        ("cim10", "", None),
        ("loinc", "  ", None),
        ("loinc", None, None),
    ],
)
def test_codes_are_typed_as_files_carry_them(
    system: str, raw: str | None, expected: str | None
) -> None:
    column = pl.lit(pl.Series([raw], dtype=pl.String))
    assert pl.select(coded(column, system)).item() == expected


def test_only_a_closed_vocabulary_refuses() -> None:
    def refused(system: str, *codes: str | None) -> list[bool]:
        column = pl.Series("code", list(codes), dtype=pl.String).to_frame()
        return column.select(is_refused(pl.col("code"), system)).to_series().to_list()

    assert refused("result", "result:positive", "result:maybe", None) == [False, True, False]
    assert not any(refused("cim10", "cim10:Z00.0"))
    assert not any(refused("unit", "unit:7"))


def test_labels() -> None:
    assert label("ward:geriatrics").fr == "gériatrie"
    assert label("unit:7").en == "unit:7"


@pytest.mark.real
def test_the_hub_vocabulary_is_the_published_one(real_data: Path) -> None:
    path = real_data / "formats/samu_hub_sante/nomenclatures/HubSante.motif.csv"
    with path.open(encoding="utf-8", newline="") as file:
        published = {row["code"] for row in csv.DictReader(file)}
    assert set(vocabularies()["hub"].codes) == published
