"""docs/how-to/add-a-partner.md, done."""

import re
import shutil
from pathlib import Path

import pytest

from argos.core.contract_check import defects, load, load_all
from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "docs/how-to/add-a-partner.md").read_text("utf-8")
SHIPPED = REPOSITORY / "partners"


@pytest.fixture
def partners(tmp_path: Path) -> Path:
    """A site's own folder of contracts."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "partners"))


def copied(partners: Path) -> Path:
    """The folder that the page's first command makes."""
    copy = re.search(r"^cp -r partners/(\S+) partners/(\S+)$", PAGE, re.MULTILINE)
    assert copy
    return Path(shutil.copytree(partners / copy[1], partners / copy[2]))


def test_a_copied_folder_only_lacks_its_own_name(partners: Path) -> None:
    found = defects(copied(partners))

    assert [each.code for each in found] == ["FEED_NOT_FOLDER"]
    assert "samu-49.calls" in found[0].expected.en


def test_with_its_name_the_new_feed_is_one_of_the_home(partners: Path) -> None:
    feed = copied(partners)
    file = feed / "contract.toml"
    file.write_text(file.read_text("utf-8").replace("samu-44.calls", "samu-49.calls"), "utf-8")

    assert defects(feed) == []
    assert load(feed).partner == "samu-49"
    assert set(load_all(partners)) == set(load_all(SHIPPED)) | {"samu-49.calls"}


def test_the_folders_that_the_page_proposes_exist() -> None:
    proposed = re.findall(r"\| `([a-z0-9/-]+)` \|$", PAGE, re.MULTILINE)

    assert len(proposed) == 5
    assert all((SHIPPED / folder / "contract.toml").is_file() for folder in proposed)
