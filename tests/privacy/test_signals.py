"""Who acts on a signal, and in which words, stays in the register."""

from collections.abc import Callable

import pytest

from argos.outputs.store import Outputs
from tests.home import Home
from tests.signals import SIGNAL, publish

WHO, WORDS = "jeanne-planted", "Vu par Planted-Martin"


def test_the_published_zone_tells_neither_who_acted_nor_in_which_words(
    new_home: Callable[[], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, signal = new_home(), SIGNAL["signal"]
    outputs = Outputs(str(home.folder / "published"))
    publish(outputs, {})
    monkeypatch.setenv("LOGNAME", WHO)
    for act in (
        ("see", signal), ("explain", signal, "--why", WORDS), ("close", signal, "--why", WORDS),
        ("reopen", signal, "--why", WORDS),
    ):  # fmt: skip
        assert home.run("signals", *act).returncode == 0
    assert WHO in home.run("signals", "history", signal).stdout
    rows = outputs.rows("signals").collect()
    assert rows.sort("known_from")["state"].to_list()[1:] == ["seen", "explained", "closed", "seen"]
    assert "planted" not in repr(rows.to_dicts()).lower()
    for file in (home.folder / "published").rglob("*"):
        assert not file.is_file() or b"planted" not in file.read_bytes().lower()
