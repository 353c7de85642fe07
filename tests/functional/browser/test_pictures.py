"""Every page looks as it did when somebody last looked at it (`make pictures` takes them anew)."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests import pictures
from tests.served import Served


@pytest.mark.parametrize(("page", "look"), pictures.names())
def test_a_page_looks_as_it_did(
    samples: Served, still: Any, page: str, look: str, tmp_path: Path
) -> None:
    now = pictures.taken(still, samples.address, page, look)
    kept = Image.open(pictures.FOLDER / f"{page}-{look}.png").convert("RGB")
    off = pictures.differing(now, kept)
    if off > pictures.SHARE:
        now.save(tmp_path / "now.png")
    assert off <= pictures.SHARE, f"see {tmp_path / 'now.png'}; if it is right: make pictures"


def test_a_line_more_is_seen() -> None:
    plain = Image.new("RGB", (1440, 900), "white")
    written = plain.copy()
    ImageDraw.Draw(written).rectangle((100, 100, 700, 120), fill="black")
    assert pictures.differing(plain, plain) == 0
    assert pictures.differing(plain, written) > pictures.SHARE
    assert pictures.differing(plain, plain.resize((1440, 901))) == 1
