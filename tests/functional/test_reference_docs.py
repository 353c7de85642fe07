"""The reference pages are what the code says."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def make_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", REPOSITORY / "scripts/make_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_is_current(make_docs: ModuleType) -> None:
    assert make_docs.outdated() == [], "run `make docs` and commit docs/reference"


def test_a_page_that_was_edited_is_noticed(make_docs: ModuleType, tmp_path: Path) -> None:
    for name, write in make_docs.PAGES.items():
        (tmp_path / name).write_text(write(), "utf-8")
    assert make_docs.outdated(tmp_path) == []
    (tmp_path / "events.md").write_text("edited by hand", "utf-8")
    (tmp_path / "places.md").unlink()
    assert make_docs.outdated(tmp_path) == ["events.md", "places.md"]


def test_every_key_of_a_contract_has_a_meaning(make_docs: ModuleType) -> None:
    rows = [line for line in make_docs.contract_page().splitlines() if line.startswith("| `")]
    without = [row for row in rows if row.rstrip(" |").count(" | ") < 2 or row.endswith("|  |")]
    assert without == []
