"""The page of incidents names tests that exist."""

import re

from tests.conftest import REPOSITORY


def test_every_test_named_on_the_page_exists() -> None:
    page = (REPOSITORY / "docs" / "incidents.md").read_text("utf-8")
    named = re.findall(r"`((?:F|tests)/[\w/]+\.py)(?:::(\w+))?`", page)
    assert len(named) > 20
    for file, test in named:
        code = REPOSITORY / re.sub("^F/", "tests/functional/incidents/", file)
        assert f"def {test}" in code.read_text("utf-8"), (file, test)
    told = {test for file, test in named if file.startswith("F/")}
    for code in (REPOSITORY / "tests/functional/incidents").glob("test_[!p]*.py"):
        assert set(re.findall(r"^def (test_\w+)", code.read_text("utf-8"), re.MULTILINE)) <= told
