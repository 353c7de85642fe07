"""Every defect of a contract is found, all at once, and none that is not there."""

import tomllib
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import REPOSITORY

from argos.core.contract import Contract
from argos.core.contract_check import contract, defects, load, load_all, path_of, state
from argos.core.contract_defects import sentences
from argos.core.contract_shape import mended, shape_defects
from argos.core.errors import ContractError

SHIPPED = REPOSITORY / "partners"
STAYS, CALLS, TESTS = "chu-nantes.stays", "samu-44.calls", "laboratories.tests"
SURSAUD, STOCK = "sante-publique-france.sursaud", "sante-publique-france.hospital-stock"

# code, feed, what is replaced by what
CASES: list[tuple[str, str, str, str]] = [
    ("FEED_NOT_FOLDER", CALLS, 'feed = "samu-44.calls"', 'feed = "samu-49.calls"'),
    ("MISSING_KEY", CALLS, "version = 1\n", ""),
    ("MISSING_KEY", CALLS, "[cadence]\nevery", "[window.cadence]\nevery"),
    ("MISSING_KEY", CALLS, 'name = "age"\n', ""),
    ("UNKNOWN_KEY", CALLS, "version = 1", "version = 1\nverison = 2"),
    ("UNKNOWN_KEY", CALLS, 'keep_level = "com"', 'keeplevel = "com"'),
    ("UNKNOWN_CHOICE", CALLS, 'kind = "call"', 'kind = "phone"'),
    ("UNKNOWN_CHOICE", SURSAUD, 'period = "day"', 'period = "month"'),
    ("UNKNOWN_CHOICE", CALLS, 'delimiters = [";", ","]', 'delimiters = [";", "!"]'),
    ("UNKNOWN_CHOICE", CALLS, 'role = "code"', 'role = "reason"'),
    ("WRONG_TYPE", SURSAUD, "content_lag_days = [0, 3]", 'content_lag_days = ["0", "x"]'),
    ("WRONG_TYPE", CALLS, "days = 45", 'days = "six weeks"'),
    ("WRONG_TYPE", SURSAUD, '{ "0" = "all"', '{ "0" = 0'),
    ("WRONG_TYPE", CALLS, "in_force_from = 2020-05-13", 'in_force_from = "soon"'),
    ("WRONG_FORM", CALLS, 'key = "epidemic-watch"', 'key = "Epidemic watch"'),
    ("BAD_REGEX", CALLS, "'[A-Za-z0-9._-]+'", "'(?=A)[A-Z]+'"),
    ("OUT_OF_RANGE", CALLS, "days = 45", "days = 0"),
    ("OUT_OF_RANGE", CALLS, "days = 45", "days = 1000000000000000"),
    ("OUT_OF_RANGE", CALLS, "archive_days = 30", "archive_days = 1000000000000000"),
    ("WRONG_LENGTH", CALLS, 'formats = ["csv"]', "formats = []"),
    ("WRONG_TYPE", CALLS, "in_force_from = 2020-05-13", "in_force_from = 2020-05-13T10:00:00"),
    ("WRONG_LENGTH", CALLS, "content_lag_days = [0, 3]", "content_lag_days = [0]"),
    ("WRONG_TYPE", CALLS, "[[moments]]", "[moments]"),
    ("WRONG_TYPE", CALLS, "[title]", "[[title]]"),
    ("INVALID", CALLS, "days = 45", f'days = "{"9" * 5000}"'),
    ("ROLE_MISSING", CALLS, 'role = "key"', 'role = "attribute"'),
    ("ROLE_MISSING", SURSAUD, 'role = "date"', 'role = "attribute"'),
    ("ROLE_FOREIGN", SURSAUD, 'role = "age_band"', 'role = "key"'),
    ("ROLE_FOREIGN", CALLS, 'name = "age"\ntype = "integer"\nrole = "age"',
     'name = "age"\ntype = "integer"\nrole = "value"\nfigure = { measure = "age" }'),
    ("ROLE_TWICE", TESTS, 'role = "key"', 'role = "unit"'),
    ("TYPE_FOR_ROLE", CALLS, 'type = "datetime"', 'type = "string"'),
    ("SETTING_ELSEWHERE", CALLS, 'role = "age"\n', 'role = "age"\nsystem = "hub"\n'),
    ("SETTING_ELSEWHERE", STAYS, 'trait = "sex"', 'trait = "birth_name"'),
    ("SETTING_MISSING", CALLS, 'level = "com"\nkeep_level = "com"\n', ""),
    ("SETTING_MISSING", SURSAUD, 'figure = { measure = "ed_all" }\n', ""),
    ("NAME_TWICE", CALLS, 'aliases = ["code_insee"]', 'aliases = ["SEXE"]'),
    ("NOT_REQUIRED", CALLS, "required = true, pattern = '[A-Za-z0-9._-]+'", "pattern = '[a-z]+'"),
    ("NOT_REQUIRED", SURSAUD, 'role = "date"\nconstraints = { required = true }', 'role = "date"'),
    ("NOT_OPTIONAL", SURSAUD, 'level = "reg"\noptional = true', 'level = "reg"'),
    ("LEVEL_TWICE", SURSAUD, 'level = "reg"', 'level = "dep"'),
    ("KEEP_LEVEL_FINER", CALLS, 'level = "com"\nkeep', 'level = "dep"\nkeep'),
    ("FIGURE_TWICE", SURSAUD, '{ measure = "sos_all" }', '{ measure = "ed_all" }'),
    ("FIGURE_SEX", STOCK, '{ measure = "in_icu" }', '{ measure = "in_icu", sex = "f" }'),
    ("UNKNOWN_SEX", STAYS, '"F" = "f"', '"F" = "femme"'),
    ("UNKNOWN_BAND", SURSAUD, '"A" = "00-14"', '"A" = "0 à 14"'),
    ("UNKNOWN_CODE", STAYS, '"REA" = "intensive-care"', '"REA" = "réanimation"'),
    ("BANDS", CALLS, 'role = "age"\n', 'role = "age"\nkeep = "band"\n'),
    ("BANDS", CALLS, 'role = "age"\n', 'role = "age"\nkeep = "band"\nbands = [15, 0]\n'),
    ("BAD_REGEX", CALLS, "'[0-9a-f]{64}'", "'[0-9a-f{64}'"),
    ("BAD_REGEX", CALLS, r"'(\d{4}-\d{2}-\d{2})'", r"'\d{4}-\d{2}-\d{2}'"),
    ("MOMENTS_MISSING", CALLS, '[[moments]]\nmeasure = "call"\ndate = "called_at"\n', ""),
    ("MOMENT_FOREIGN", SURSAUD, "[[coverage]]",
     '[[moments]]\nmeasure = "visit"\ndate = "date_de_passage"\n\n[[coverage]]'),
    ("MOMENT_TWICE", STAYS, 'measure = "discharge"', 'measure = "admission"'),
    ("MOMENT_FIELD", STAYS, 'date = "discharged_on"', 'date = "birth_name"'),
    ("MOMENT_UNKNOWN", STAYS, 'date = "discharged_on"', 'date = "left_on"'),
    ("MOMENT_OPTIONAL", STAYS, 'date = "discharged_on"\noptional = true', 'date = "discharged_on"'),
    ("DATE_UNUSED", STAYS,
     '[[moments]]\nmeasure = "discharge"\ndate = "discharged_on"\noptional = true\n', ""),
    ("PERIOD_FOREIGN", CALLS, "open = false", 'open = false\nperiod = "week"'),
    ("COVERAGE_MEASURE", SURSAUD, '["sos_covid", "sos_all"]', '["sos_covid", "sos"]'),
    ("COVERAGE_PLACE", SURSAUD, '"dep:972",\n', '"dep:20",\n'),
    ("COVERAGE_LEVEL", SURSAUD, '"dep:972",\n', '"com:44109",\n'),
    ("DATES_REVERSED", SURSAUD, '[[coverage]]\n',
     "[[coverage]]\nsince = 2020-03-01\nuntil = 2020-02-01\n"),
    ("DATES_REVERSED", CALLS, "in_force_from = 2020-05-13",
     "in_force_from = 2020-05-13\nends_on = 2020-05-12"),
    ("UNITS_WITHOUT_FIELD", SURSAUD, 'dates = "span"', 'dates = "span"\nunits = "present"'),
    ("SHEETS_WITHOUT_XLSX", SURSAUD, '"csv", "xlsx"', '"csv"'),
    ("SHEET_TWICE", SURSAUD, "sheets = [", 'ignored_sheets = ["fra"]\nsheets = ['),
    ("LAG_REVERSED", CALLS, "content_lag_days = [0, 3]", "content_lag_days = [3, 0]"),
    ("IDENTITY_MISSING", CALLS, '[identity]\nmade = "at-partner"\nkey = "epidemic-watch"\n', ""),
    ("IDENTITY_UNUSED", CALLS, 'role = "subject"', 'role = "drop"'),
    ("SUBJECT_MISSING", STAYS, 'made = "on-arrival"', 'made = "at-partner"'),
    ("SUBJECT_UNEXPECTED", CALLS, 'made = "at-partner"', 'made = "on-arrival"'),
    ("IDENTITY_UNEXPECTED", STAYS, 'made = "on-arrival"', 'made = "at-partner"'),
    ("TRAITS_MISSING", STAYS, 'role = "identity"\ntrait = "birth_date"', 'role = "drop"'),
    ("TRAIT_TWICE", STAYS, 'trait = "birth_place"', 'trait = "birth_name"'),
    ("OPEN_PERSON", CALLS, "open = false", "open = true"),
    ("RIGHTS_WITHOUT_SUBJECT", SURSAUD, "[[access]]", "[rights]\nerasure = true\n\n[[access]]"),
    ("ACCESS_TWICE", CALLS, 'role = "decision-maker"', 'role = "sender"'),
    ("PUBLIC_EXACT", SURSAUD, "open = true", "open = false"),
    ("RETENTION_SHORT", CALLS, "rows_days = 730", "rows_days = 44"),
    ("RETENTION_SHORT", SURSAUD, "[retention]\n", "[retention]\nrows_days = 3000\n"),
    ("SIGNATURES", CALLS, "signed_by_partner_on = 2020-05-11\n", ""),
]  # fmt: skip
FILE_CASES = {
    "FILE_MISSING": None,
    "NOT_UTF8": "feed = 'é'".encode("latin-1"),
    "NOT_TOML": b"feed = \n",
}


def edited(folder: Path, feed: str, edits: list[tuple[str, str]]) -> Path:
    """A copy of a shipped contract with each first text replaced by the second."""
    text = path_of(SHIPPED, feed).read_text("utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    target = path_of(folder, feed)
    target.parent.mkdir(parents=True)
    target.write_text(text, "utf-8")
    return target


@pytest.mark.parametrize(("code", "feed", "old", "new"), CASES)
def test_each_defect_is_found(code: str, feed: str, old: str, new: str, tmp_path: Path) -> None:
    found = defects(edited(tmp_path, feed, [(old, new)]))

    assert code in [each.code for each in found]


@pytest.mark.parametrize("code", FILE_CASES)
def test_a_file_that_cannot_be_read_is_one_defect(code: str, tmp_path: Path) -> None:
    content = FILE_CASES[code]
    if content is not None:
        (tmp_path / "contract.toml").write_bytes(content)

    assert [each.code for each in defects(tmp_path / "contract.toml")] == [code]


def test_every_known_defect_has_a_case() -> None:
    assert {case[0] for case in CASES} | set(FILE_CASES) == set(sentences())


def test_every_sentence_exists_in_both_languages_and_is_filled(tmp_path: Path) -> None:
    found = [
        each
        for n, (_, feed, old, new) in enumerate(CASES)
        for each in defects(edited(tmp_path / str(n), feed, [(old, new)]))
    ]

    for each in found:
        for text in (each.expected, each.found, each.todo):
            assert text.fr, each.code
            assert text.en, each.code
            assert not {"{key}", "{near}", "{role}"} & set(text.fr.split()), each.code


def test_all_defects_are_told_at_once(tmp_path: Path) -> None:
    """Of the file's words and of their meaning, in one reading."""
    edits = [
        ("version = 1\n", ""),
        ('kind = "stay"', 'kind = "stays"'),
        ("days = 400", 'days = "400"'),
        ('role = "drop"', 'role = "dropped"'),
        ('keep_level = "com"', 'keep_levl = "com"'),
        ('"REA" = "intensive-care"', '"REA" = "rea"'),
        ('date = "discharged_on"', 'date = "left_on"'),
        ("drafted_on = 2020-05-04", "drafted_on = 2021-05-04"),
    ]

    found = {each.code for each in defects(edited(tmp_path, STAYS, edits))}

    assert found == {
        "MISSING_KEY", "UNKNOWN_CHOICE", "UNKNOWN_KEY", "UNKNOWN_CODE", "MOMENT_UNKNOWN",
        "DATE_UNUSED", "DATES_REVERSED",
    }  # fmt: skip


def test_a_defect_of_shape_brings_no_false_defect_of_meaning(tmp_path: Path) -> None:
    """The key's role is misspelt: nothing says that there is no key."""
    found = defects(edited(tmp_path, CALLS, [('role = "key"', 'role = "kye"')]))

    assert [each.code for each in found] == ["UNKNOWN_CHOICE"]


def test_a_defect_tells_its_line(tmp_path: Path) -> None:
    file = edited(tmp_path, CALLS, [("rows_days = 730", "rows_days = 7")])
    line = file.read_text("utf-8").splitlines().index("rows_days = 7") + 1

    assert defects(file)[0].where == f"retention.rows_days (l. {line})"


def test_the_line_of_a_field_is_in_its_own_table(tmp_path: Path) -> None:
    file = edited(tmp_path, CALLS, [('name = "orientation"', 'nom = "orientation"')])
    line = file.read_text("utf-8").splitlines().index('nom = "orientation"') + 1

    unknown = next(each for each in defects(file) if each.code == "UNKNOWN_KEY")

    assert unknown.where == f"fields[8].nom (l. {line})"


def test_loading_a_broken_contract_names_it_and_its_first_defect(tmp_path: Path) -> None:
    file = edited(tmp_path, CALLS, [("version = 1\n", ""), ("days = 45", "days = 0")])

    with pytest.raises(ContractError) as raised:
        load_all(tmp_path)

    assert str(file) in str(raised.value)
    assert "version" in str(raised.value)
    assert "1 other" in raised.value.found.en


def test_the_folder_does_as_well_as_the_file(tmp_path: Path) -> None:
    file = edited(tmp_path, CALLS, [])

    assert load(file.parent) == load(file) == contract(tmp_path, CALLS)


def test_a_feed_that_is_not_there_brings_near_names() -> None:
    with pytest.raises(ContractError) as raised:
        contract(SHIPPED, "chu-nantes.stay")

    assert "chu-nantes.stays" in raised.value.todo.en


DAYS = {
    "drafted": date(2020, 5, 11),  # the partner has signed, the other side not yet
    "signed": date(2020, 5, 12),
    "in force": date(2020, 5, 13),
    "ended": date(2021, 1, 1),
}


@pytest.mark.parametrize("expected", DAYS)
def test_an_agreement_has_a_life(expected: str, tmp_path: Path) -> None:
    ends = ("in_force_from = 2020-05-13", "in_force_from = 2020-05-13\nends_on = 2020-12-31")
    agreement = load(edited(tmp_path, CALLS, [ends]))

    assert state(agreement, DAYS[expected]) == expected


def test_an_agreement_is_in_force_on_its_last_day(tmp_path: Path) -> None:
    ends = ("in_force_from = 2020-05-13", "in_force_from = 2020-05-13\nends_on = 2020-12-31")

    assert state(load(edited(tmp_path, CALLS, [ends])), date(2020, 12, 31)) == "in force"


def test_without_signature_it_is_a_draft() -> None:
    raw = tomllib.loads(path_of(SHIPPED, CALLS).read_text("utf-8"))
    for name in ("signed_by_partner_on", "signed_by_argos_on", "in_force_from"):
        del raw["agreement"][name]

    assert state(Contract.model_validate(raw), date(2026, 1, 1)) == "drafted"


def test_the_contract_tells_its_measures_and_traits() -> None:
    stays, sursaud = contract(SHIPPED, STAYS), contract(SHIPPED, SURSAUD)

    assert stays.measures == ("admission", "discharge")
    assert sursaud.measures == (
        "ed_covid", "ed_all", "ed_covid_admissions", "sos_covid", "sos_all",
    )  # fmt: skip
    assert {"birth_name", "first_names", "birth_date", "sex", "birth_place"} <= set(stays.traits)
    assert stays.traits["sex"].role == "sex"


DAMAGE: list[object] = [5, "x", [], {}, None, ["a", 3], [{}], {"a": 1}]


def test_any_single_damage_is_explained() -> None:
    """Whatever is wrong at any place, the reader gets defects, and the rules can still be run."""
    raw = tomllib.loads(path_of(SHIPPED, STAYS).read_text("utf-8"))

    for path in paths(raw):
        for damage in DAMAGE:
            broken = replaced(raw, path, damage)
            assert mended(broken) is not None, (path, damage)
            shape_defects(broken)


def paths(value: object, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a document, the first items only of its lists."""
    if here:
        yield here
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value[:3])
    for step, each in inner:
        yield from paths(each, (*here, step))


def replaced(raw: dict[str, Any], path: tuple[str | int, ...], damage: object) -> dict[str, Any]:
    """The document with something else at a place, or nothing there if None."""
    copy = deepcopy(raw)
    table: Any = copy
    for step in path[:-1]:
        table = table[step]
    if damage is None:
        del table[path[-1]]
    else:
        table[path[-1]] = damage
    return copy
