import pytest
from pydantic import ValidationError

from argos.core.codes import syndrome
from argos.core.contract import Contract
from argos.publish.indicators import Indicator, Source, indicators, parse

ASKED = [
    "sos_all", "sos_covid", "sos_flu", "sos_bronchiolitis", "sos_gastro", "ed_all", "ed_covid",
    "ed_covid_admissions", "ed_flu", "ed_bronchiolitis", "ed_gastro", "tests", "tests_positive",
    "positivity", "incidence_7d", "in_hospital", "in_icu", "new_admissions", "new_icu_admissions",
    "hospital_deaths", "samu_calls", "samu_respiratory",
]  # fmt: skip
SOURCES = [
    pytest.param(each, source, id=f"{each.id} from {source.partner}")
    for each in indicators().each()
    for source in each.sources
]


def test_all_are_declared() -> None:
    assert [each.id for each in indicators().each()] == ASKED


@pytest.mark.parametrize(("indicator", "source"), SOURCES)
def test_a_source_names_what_its_contracts_give(
    indicator: Indicator, source: Source, contracts: dict[str, Contract]
) -> None:
    for feed in source.feeds:
        contract = contracts[feed]
        figures = {field.figure.measure for field in contract.fields if field.figure}
        measures = figures | {moment.measure for moment in contract.moments}
        assert {source.measure, *filter(None, [source.minus])} <= measures
        assert len(source.feeds) == 1 or not contract.is_count


@pytest.mark.parametrize(("indicator", "source"), SOURCES)
def test_a_source_names_codes_that_its_contracts_keep(
    indicator: Indicator, source: Source, contracts: dict[str, Contract]
) -> None:
    for feed in source.feeds:
        systems = {field.system for field in contracts[feed].with_role("code")}
        named = {*source.codes, *source.any_of}
        assert {code.split(":")[0] for code in named} <= systems
        if source.syndrome:
            assert {code.split(":")[0] for code in syndrome(source.syndrome)} & systems


@pytest.mark.parametrize(("indicator", "source"), SOURCES)
def test_line_level_ages_are_those_of_the_first_published_source(
    indicator: Indicator, source: Source, contracts: dict[str, Contract]
) -> None:
    first = contracts[indicator.sources[0].feeds[0]]
    bands = {b for field in first.with_role("age_band") for b in field.values.values()}
    assert not bands or sorted(bands - {"all"}) == indicator.ages


def declared(**changes: object) -> str:
    values: dict[str, object] = {
        "id": '"a"', "version": 1, "sources": '[{ feeds = ["x.y"], measure = "m" }]',
        **dict.fromkeys(("label", "unit", "definition", "method"), '{ fr = "é", en = "e" }'),
        **changes,
    }  # fmt: skip
    lines = [f"{key} = {value}" for key, value in values.items() if value is not None]
    return "\n".join(["[[indicator]]", *lines, ""])


def test_a_declaration_is_read() -> None:
    assert parse(declared()).indicator[0].sources[0].partner == "x"


@pytest.mark.parametrize(
    "text",
    [
        declared(sources=None),
        declared(rate='{ of = "a", days = 7, per = 1 }'),
        declared(ages='["15-44", "00-14"]'),
        declared(ages='["young"]'),
        declared(part_of='"b"'),
        declared(surprise="1"),
        declared() + declared(),
    ],
)
def test_a_declaration_with_a_defect_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        parse(text)
