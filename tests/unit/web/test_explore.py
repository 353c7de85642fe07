"""Explore: several series in one address, their ratio, and a form that works without script."""

from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from django.test import Client

from argos.core.errors import UsageError
from argos.web.choices import Choices
from argos.web.figures.compared import ratio_of
from argos.web.several import from_form, several

FORM = {
    "s_indicator": ["samu_calls", "samu_calls", ""],
    "s_place": ["dep:44", "dep:44", ""],
    "s_age": ["all", "75+", "all"],
    "s_sex": ["all", "all", "all"],
    "s_partner": ["all", "all", "all"],
    "s_side": ["", "right", ""],
    "kind": ["area"],
}


def days(values: list[float | None], provisional: int = 0) -> pl.DataFrame:
    """A series frame of consecutive days."""
    count = len(values)
    return pl.DataFrame(
        {
            "date": [date(2021, 4, 5) + timedelta(days=n) for n in range(count)],
            "value": values,
            "mean": values,
            "status": ["suppressed" if value is None else "ok" for value in values],
            "provisional": [n >= count - provisional for n in range(count)],
        },
        schema_overrides={"value": pl.Float64, "mean": pl.Float64},
    )


def test_a_form_becomes_one_address_and_back() -> None:
    chosen = from_form(FORM)
    assert chosen.query() == (
        "?indicator=samu_calls&place=dep:44&kind=area&more=samu_calls~dep:44~75%2B~all~all~right"
    )
    assert Choices.read(parse_qs(chosen.query()[1:])) == chosen
    assert [(one.choices.age, one.right) for one in several(chosen)] == [
        ("all", False),
        ("75+", True),
    ]


def test_a_place_may_be_written_by_its_name() -> None:
    chosen = from_form({**FORM, "s_place": ["Loire-Atlantique", "pays de la loire", ""]})
    assert [one.choices.place for one in several(chosen)] == ["dep:44", "reg:52"]


def test_a_series_by_week_makes_the_others_weekly() -> None:
    chosen = Choices.read({"indicator": ["a"], "place": ["dep:44"], "more": ["a~epci:244400404"]})
    assert [one.choices.period for one in several(chosen)] == ["week", "week"]
    assert [one.choices.period for one in several(chosen.but(more=()))] == [""]


@pytest.mark.parametrize("text", ["~dep:44", "a~dep:44~all~all~all~up", "a~b~c~d~e~left~g"])
def test_what_is_no_series_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="BAD_CHOICE"):
        several(Choices.read({"indicator": ["a"], "more": [text]}))


def test_a_ratio_divides_nothing_by_zero_nor_by_what_is_hidden() -> None:
    found = ratio_of(days([5, 5, None, 5], 1), days([20, 0, 20, None]))
    assert found["value"].to_list() == [25.0, None, None, None]
    assert found["status"].to_list() == ["ok", "not_interpretable", "suppressed", "suppressed"]
    assert found["provisional"].to_list() == [False, False, False, True]


@pytest.mark.usefixtures("zone")
def test_a_filled_form_leads_to_its_link(client: Client) -> None:
    answer = client.get("/fr/explore", FORM)
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query)["more"] == [
        "samu_calls~dep:44~75+~all~all~right"
    ]
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.usefixtures("zone")
def test_several_series_are_named_drawn_and_downloaded(client: Client) -> None:
    query = "?indicator=samu_calls&place=dep:44&more=samu_calls~fra&name=Deux%20lieux"
    page = client.get(f"/en/explore{query}").content.decode()
    assert '<h1 class="finding">Deux lieux</h1>' in page
    assert page.count("<fieldset>") == 4  # two series, a new one, all together
    text = client.get(f"/en/chart/compared.csv{query}").content.decode("utf-8-sig")
    frame = pl.read_csv(text.encode())
    assert set(frame["series"]) == {"Loire-Atlantique", "France"}
    ratio = client.get(f"/en/chart/compared.csv{query}&ratio=1").content.decode("utf-8-sig")
    last = pl.read_csv(ratio.encode()).drop_nulls("value").tail(1)
    both = frame.filter(pl.col("date") == last["date"][0]).sort("series")["value"]
    assert last["value"][0] == pytest.approx(100 * both[1] / both[0])


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_explore_shows_something_before_anything_is_chosen(client: Client, lang: str) -> None:
    answer = client.get(f"/{lang}/explore")
    assert answer.status_code == 200
    assert b"/chart/compared.svg?" in answer.content


def test_a_name_is_text_never_markup(client: Client, zone: Path) -> None:
    page = client.get("/fr/explore", {"name": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
