"""What models publish, as the pages show it: in both languages, as of a day, and where absent."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from argos.core.language import speaking
from argos.outputs.snapshot import Snapshot
from argos.outputs.store import Outputs
from argos.web.bulletin.content import content
from argos.web.choices import Choices
from tests import modelled as rows
from tests.published import MONDAY, at
from tests.unit.web.conftest import LAST, publish_calls

PARTNER = "samu-44"
WHERE = "samu_calls?place=dep:44"
PAGES = ("signals", "weather", "capacity", "evaluation", f"indicator/{WHERE}", "", "wall")
Text = Callable[[str], str]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calls of `zone`, of which models said nothing."""
    with pytest.MonkeyPatch.context() as patch:
        return publish_calls(tmp_path_factory.mktemp("bare") / "published", patch)


@pytest.fixture(scope="module")
def told(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and all that models may say of them, on the evening of the last day."""
    folder = tmp_path_factory.mktemp("models") / "published"
    shutil.copytree(bare, folder)
    outputs, evening = Outputs(str(folder)), at(LAST, 22)
    weeks = {MONDAY + timedelta(days=4): 117.0, MONDAY + timedelta(days=11): 140.0}  # 140, then 240
    fans = rows.forecasts("samu_calls", "dep:44", PARTNER, {**weeks, LAST: 280.0}, hidden=True)
    rows.commit(
        outputs, evening, forecasts=fans,
        scores=rows.scores("samu_calls", {"ensemble": 0.69, "lone_trend": 1.31, "baseline": 1.0}),
        nowcasts=rows.nowcasts("samu_calls", "dep:44", PARTNER, {LAST: 40.0}),
        reproduction=rows.reproduction("samu_calls", "dep:44", PARTNER, LAST),
        lead_times=[rows.lead_time("samu_calls", "samu_respiratory", "dep:44", LAST)],
        signals=[
            rows.signal("calls", 1, LAST),
            rows.signal("feed", 2, LAST, kind="data-quality", reason_fr="Le SAMU s'est tu.",
                        reason_en="The SAMU fell silent."),
            rows.signal("over", 3, LAST, state="closed", reason_fr="C'est fini.",
                        reason_en="It is over."),
            rows.signal("elsewhere", 4, LAST, place="dep:13", places=["dep:13"],
                        reason_fr="À Marseille.", reason_en="In Marseille."),
        ],
        capacity=rows.capacity("reg:52", LAST, "icu", 100, 70)
        + rows.capacity("reg:52", LAST, "icu", 85, 70, "staff_missing"),
        crossings=[rows.crossing("reg:52", LAST, "icu"),
                   rows.crossing("reg:52", LAST, "icu", threshold=1.0, likely_on=None)],
        weather=rows.weather("reg:52", "covid", LAST, "rain", "orange")
        + rows.weather("reg:52", "influenza", LAST, "sun", "green"),
    )  # fmt: skip
    return folder


@pytest.fixture
def text(told: Path, client: Client, monkeypatch: pytest.MonkeyPatch) -> Text:
    """Give the text of a page of `told`, read two days after the last day."""
    serve(told, monkeypatch)
    return lambda address: plain(client, address)


def serve(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGOS_PUBLISHED", str(folder))
    monkeypatch.setenv("ARGOS_TODAY", (LAST + timedelta(days=2)).isoformat())


def plain(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    said = answer.content.decode().replace("&#x27;", "'").replace("\N{NO-BREAK SPACE}", " ")
    return said.replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_speaks_one_language(text: Text, language: str, page: str) -> None:
    said = text(f"/{language}/{page}")
    french = ("Répondre à un signal", "Météo santé", "Lits", "Prévisions", "appels en 7 jours")
    english = ("Answer a signal", "Health weather", "Beds", "Forecasts", "calls in 7 days")
    own, other = (french, english) if language == "fr" else (english, french)
    assert any(each in said for each in own) or page == "wall"
    assert not any(each in said for each in other)
    assert said.count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_where_models_said_nothing_the_page_says_so(
    client: Client, bare: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    serve(bare, monkeypatch)
    said = plain(client, f"/fr/{page}")
    words = {
        "signals": "Aucun signal ouvert", "weather": "météo santé pas encore publiée",
        "capacity": "ses lits ne sont pas déclarés",
        "evaluation": "Aucune prévision n'a encore été évaluée",
    }  # fmt: skip
    assert words.get(page, "<h1") in said
    assert "9 chances sur 10" not in said


def test_the_overview_begins_with_what_matters(text: Text) -> None:
    said = text("/fr/")
    order = ["1 signal ouvert", "Le SAMU s'est tu.", "nouveau", "vigilance orange (COVID-19)",
             "État de chaque indicateur"]  # fmt: skip
    assert [said.index(each) for each in order] == sorted(said.index(each) for each in order)
    assert "C'est fini." not in said
    assert "À Marseille." not in said
    assert "À Marseille." in text("/fr/signals")


def test_a_fan_says_what_may_come_how_sure_and_against_what(text: Text) -> None:
    said = text(f"/fr/indicator/{WHERE}")
    assert "Dans 5 jours (dim. 29 nov.) : 285 à 396 appels en 7 jours (9 chances sur 10)" in said
    assert ", contre 292 au 22 nov." in said  # 280 told, 40 of the last day will be 52
    assert "Une hausse est probable : 9 chances sur 10." in said


def test_beside_it_stands_what_such_forecasts_were_worth(text: Text) -> None:
    said = text(f"/fr/indicator/{WHERE}")
    assert "La fourchette de 90 % à 7 jours a tenu 1 fois sur 2 ces 2 dernières semaines." in said
    assert (
        "La prévision (départements, sur toutes les prévisions) : erreur 31 % plus faible" in said
    )
    assert 'href="/fr/evaluation?indicator=samu_calls&amp;place=dep:44"' in said


def test_the_last_day_is_told_as_it_will_be_with_its_range(text: Text) -> None:
    assert "le 22 nov. en comptera 44 à 60 (9 chances sur 10)" in text(f"/fr/indicator/{WHERE}")
    csv = text("/fr/chart/series.csv?indicator=samu_calls&place=dep:44")
    last = csv.strip().splitlines()[-1].split(";")
    assert (last[0], last[2]) == (LAST.isoformat(), "52,0")


def test_the_reproduction_number_has_its_verdict_and_its_interval(text: Text) -> None:
    said = text(f"/fr/indicator/{WHERE}")
    assert "R de 1,05 à 1,35 au 22 nov., l'épidémie s'étend" in said
    assert "Intervalle entre deux cas : 4,7 ± 2,9 jours (Nishiura and others, 2020)" in said


def test_what_comes_first_is_told_by_its_days_and_those_of_use(text: Text) -> None:
    said = text(f"/fr/indicator/{WHERE}")
    assert "6 jours d'avance (1 à 14 jours)" in said
    assert "soit 5 jours utiles" in said


def test_a_model_that_loses_is_said_to_lose(text: Text) -> None:
    said = text("/fr/evaluation")
    assert "valent mieux que la règle « comme la semaine dernière » pour 1 indicateur sur 1" in said
    assert "31 % d'erreur en moins" in said
    assert "laissé dehors : il a perdu" in said
    csv = text("/fr/chart/evaluation.csv?indicator=samu_calls&place=dep:44&horizon=7")
    inside = [line.split(";")[7] for line in csv.strip().splitlines()[1:]]
    assert inside == ["true", "false", ""]  # held, missed, not known yet


def test_beds_run_short_by_a_day_and_ask_for_operations(text: Text) -> None:
    said = text("/fr/capacity")
    assert "Réanimation à plus de 80 % vers le ven. 4 déc." in said
    assert "possible dès le 27 nov., 12 à 55 opérations programmées à déplacer." in said
    csv = text("/fr/chart/capacity.csv?place=reg:52&resource=icu").splitlines()
    assert [line.split(";")[-1] for line in csv[1:3]] == [
        "Si tout continue ainsi", "Si du personnel manque",
    ]  # fmt: skip
    assert "ses lits ne sont pas déclarés" in text("/fr/capacity?place=dep:49")


def test_signals_are_kept_to_one_state(text: Text) -> None:
    assert "C'est fini." in text("/fr/signals?state=closed")
    assert "doublent" not in text("/fr/signals?state=closed")
    assert "argos signals" in text("/fr/signals")


def test_a_past_day_knows_nothing_of_what_models_said_later(text: Text) -> None:
    day = f"as_of={LAST - timedelta(days=1)}"
    assert "9 chances sur 10" not in text(f"/fr/indicator/{WHERE}&{day}")
    assert "Aucun signal ouvert" in text(f"/fr/signals?{day}")
    assert "pas encore publiée" in text(f"/fr/weather?{day}")
    assert "doublent" in text(f"/fr/signals?as_of={LAST}")


@pytest.mark.parametrize("name", ["forecast", "evaluation", "calibration", "reproduction"])
def test_each_figure_is_drawn_and_so_is_its_absence(text: Text, client: Client, name: str) -> None:
    for place in ("dep:44", "fra"):
        answer = client.get(f"/fr/chart/{name}.svg?indicator=samu_calls&place={place}")
        assert answer.content.startswith(b"<svg"), place
    assert client.get("/fr/chart/capacity.svg?place=reg:52").content.startswith(b"<svg")
    assert client.get("/fr/chart/capacity.svg?place=dep:49").content.startswith(b"<svg")


def test_a_signal_without_evidence_for_two_weeks_is_gone(told: Path, tmp_path: Path) -> None:
    copy = tmp_path / "published"
    shutil.copytree(told, copy)
    outputs, later = Outputs(str(copy)), LAST + timedelta(days=14)
    assert Snapshot(outputs).signals().height == 4
    rows.commit(outputs, at(later, 22), signals=[rows.signal("other", 1, later)])
    assert Snapshot(outputs).signals()["signal"].to_list() == ["other"]
    assert Snapshot(outputs).signals(at(LAST, 23)).height == 4


def test_the_wall_turns_through_signals_and_what_is_foretold(text: Text) -> None:
    panels = [text(f"/fr/wall/{step}?place=dep:44") for step in range(1, 7)]
    assert any("doublent" in panel and "1 signal ouvert" in panel for panel in panels)
    assert any("chart/forecast.svg" in panel for panel in panels)


def test_the_bulletin_tells_the_first_signals_and_what_is_foretold(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(told, monkeypatch)
    with speaking("fr"):
        said, _ = content(Snapshot(Outputs(str(told))), Choices(place="dep:44"), at(LAST, 23))
    heads = [each["head"] for each in said["told"]]
    assert heads == ["Signal (nouveau)", "Appels au SAMU"]
    assert "9 chances sur 10" in said["told"][1]["text"]


def test_where_every_model_lost_the_naive_rule_is_shown_and_said(
    bare: Path, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = told_of(bare, tmp_path, client, monkeypatch, LAST, 280.0, "baseline")
    assert "Aucun modèle n'a fait mieux que la règle « comme la semaine dernière »" in said


def test_a_forecast_that_saw_nothing_for_two_weeks_is_not_shown(
    bare: Path, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = LAST - timedelta(days=15)
    said = told_of(bare, tmp_path, client, monkeypatch, old, 280.0, "ensemble")
    assert "9 chances sur 10" not in said


def test_what_is_hidden_of_a_forecast_is_said_to_be_fewer_than_11(
    bare: Path, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = told_of(bare, tmp_path, client, monkeypatch, LAST, 10.0, "ensemble")
    assert ": moins de 11 à 14 appels en 7 jours" in said
    assert '<td class="n">&lt;11</td>' in said


def told_of(
    bare: Path, folder: Path, client: Client, monkeypatch: pytest.MonkeyPatch, origin: date,
    level: float, model: str,
) -> str:  # fmt: skip
    """Return the page of calls with one forecast."""
    copy = folder / "published"
    shutil.copytree(bare, copy)
    fan = rows.forecasts("samu_calls", "dep:44", PARTNER, {origin: level}, model=model, hidden=True)
    rows.commit(Outputs(str(copy)), at(LAST, 22), forecasts=fan)
    serve(copy, monkeypatch)
    return plain(client, f"/fr/indicator/{WHERE}")
