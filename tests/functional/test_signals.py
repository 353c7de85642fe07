"""`argos signals` as a person uses it: read, see, explain, close, and who did it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from argos.cli import signals as command
from argos.core.errors import FeedBusy
from argos.core.language import same
from argos.outputs.signals import latest
from argos.outputs.store import Outputs
from argos.register.signals import Standing
from tests.home import Home
from tests.signals import NIGHT, SIGNAL, publish

# A test takes a signal of its own; they are one day apart, so that a beginning names one.
LIFE, WRONG, OLD, SHORT, CLOSED = (f"rise-44-{day}" for day in "12345")


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home]) -> Home:
    made = new_home()
    publish(
        Outputs(str(made.folder / "published")),
        {"signal": LIFE},
        {"signal": WRONG, "rank": 3, "place": "reg:52", "places": ["reg:52"]},
        {"signal": OLD, "origin": SIGNAL["origin"] - timedelta(days=30), "place": "dep:49",
         "places": []},
        {"signal": SHORT, "rank": 2, "place": "dep:75", "places": ["dep:75"]},
        {"signal": CLOSED, "rank": 4},
    )  # fmt: skip
    return made


def published_state(home: Home, signal: str) -> str:
    rows = latest(Outputs(str(home.folder / "published")).rows("signals").collect())
    return str(rows.filter(signal=signal)["state"].item())


def listed(home: Home, *options: str) -> list[str]:
    return [row["signal"] for row in home.json("signals", "list", *options)]


def test_without_signals_nothing_is_to_be_looked_at(new_home: Callable[[], Home]) -> None:
    home = new_home()
    assert "No signal" in home.run("signals").stdout
    assert home.json("signals", "list") == []
    done = home.run("signals", "see", "rise")
    assert (done.returncode, "NO_SUCH_SIGNAL" in done.stderr) == (2, True)


def test_the_list_is_by_rank_and_leaves_out_what_is_old(home: Home) -> None:
    assert listed(home) == [LIFE, SHORT, WRONG, CLOSED]
    assert listed(home, "--all") == [LIFE, OLD, SHORT, WRONG, CLOSED]
    assert listed(home, "--place", "75") == [SHORT]
    assert listed(home, "--place", "reg:52") == [LIFE, WRONG, CLOSED]
    shown = home.run("signals").stdout
    assert re.search(rf"1 .*{LIFE}.*2021-03-05.*Loire-Atlantique \(dep:44\).*new.*Visits", shown)
    assert "1 closed, or without evidence" in shown
    assert "No signal" in home.run("signals", "list", "--place", "49").stdout  # old beside others
    assert home.run("signals", "list", "--place", "nowhere").returncode == 2


def test_a_signal_lives_and_every_act_is_published_and_kept(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "jeanne")
    why = "Vague de grippe, confirmée par les laboratoires"
    for act, state in (
        (("see", LIFE), "seen"),
        (("explain", LIFE, "--why", why), "explained"),
        (("close", LIFE, "--why", "Fini"), "closed"),
        (("reopen", LIFE), "seen"),
    ):
        assert home.json("signals", *act) == {"signal": LIFE, "state": state, "published": True}
        assert published_state(home, LIFE) == state
    acts = home.json("signals", "history", LIFE)
    assert [(a["state"], a["who"], a["why"]) for a in acts] == [
        ("seen", "jeanne", ""), ("explained", "jeanne", why), ("closed", "jeanne", "Fini"),
        ("seen", "jeanne", ""),
    ]  # fmt: skip
    shown = home.run("signals", "show", LIFE).stdout
    assert "Fini" in shown
    assert "farrington" in shown
    assert "jeanne" in home.run("signals", "history", LIFE).stdout
    assert home.json("signals", "show", LIFE)["state_on"] > str(NIGHT.date())


def test_an_act_out_of_order_says_what_is_allowed_and_publishes_nothing(home: Home) -> None:
    before = Outputs(str(home.folder / "published")).version()
    done = home.run("signals", "close", WRONG, "--why", "Fini")
    assert done.returncode == 2
    assert "to close, a signal that is seen or explained" in done.stderr
    done = home.run("signals", "explain", WRONG, "--why", "dossier 1 85 05 78 006 084 36")
    assert (done.returncode, "PERSON_IN_TEXT" in done.stderr) == (2, True)
    assert "006" not in done.stderr
    assert Outputs(str(home.folder / "published")).version() == before
    assert home.json("signals", "history", WRONG) == []


def test_an_identifier_may_be_shortened(home: Home) -> None:
    done = home.run("signals", "see", "rise-44")
    assert (done.returncode, f"{LIFE}, {WRONG}" in done.stderr) == (2, True)
    publish(Outputs(str(home.folder / "published")), {"signal": "alone"})
    assert home.json("signals", "see", "al")["signal"] == "alone"


def test_a_closed_signal_leaves_the_list(home: Home) -> None:
    for act in (("see", CLOSED), ("close", CLOSED, "--why", "Doublon")):
        assert home.run("signals", *act).returncode == 0
    assert CLOSED not in listed(home)
    assert CLOSED in listed(home, "--all")


def test_the_list_tells_the_register_s_state_before_the_zone_does(home: Home) -> None:
    assert home.run("signals", "see", OLD).returncode == 0
    stale = {"signal": OLD, "origin": SIGNAL["origin"], "known_from": NIGHT + timedelta(days=9999)}
    publish(Outputs(str(home.folder / "published")), stale)
    assert published_state(home, OLD) == "new"
    assert {row["signal"]: row["state"] for row in home.json("signals", "list")}[OLD] == "seen"


def test_an_act_during_a_publication_is_kept_and_said_to_appear_later(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def busy(*_: object) -> None:
        raise FeedBusy("BUSY", expected=same(""), found=same(""), todo=same(""))

    monkeypatch.setattr(command, "tell", busy)
    monkeypatch.setenv("ARGOS_LANG", "en")
    for as_json, said in ((True, '"published": false'), (False, "a publication is under way")):
        assert command._tell(Outputs("nowhere"), "a", Standing("seen", NIGHT), as_json=as_json) == 0
        assert said in capsys.readouterr().out


def test_the_help_says_that_a_name_is_not_recognised(home: Home) -> None:
    said = re.sub(r"[\s│]+", " ", home.run("signals", "explain", "--help").stdout)
    assert "a name or a date of birth cannot be recognised" in said
