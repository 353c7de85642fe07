"""The wall: one panel at a time, the next one named, held still on demand, without script too."""

import re

import pytest
from django.test import Client

from argos.core.language import speaking
from argos.web import formats, published

pytestmark = pytest.mark.usefixtures("zone")


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_goes_round_by_itself(client: Client) -> None:
    seen, path = [], "/fr/wall"
    for _ in range(12):
        page = text(client, path)
        refresh = re.search(r'<noscript><meta http-equiv="refresh" content="20;url=([^"]+)"', page)
        assert refresh is not None
        path = refresh[1]
        assert f'data-next="{path}"' in page
        seen.append(path)
    panels = len(set(seen))  # in short, a series each, the feeds; then from the start again
    assert panels == 4
    assert seen == (seen[:panels] * 3)


def test_it_stands_still_when_asked(client: Client) -> None:
    page = text(client, "/en/wall/2/still")
    assert "http-equiv" not in page
    assert "data-next" not in page
    assert 'href="/en/wall/3/still"' in page
    assert 'href="/en/wall/2">Resume' in page


def test_each_panel_says_when_it_was_read_and_what_is_late(client: Client) -> None:
    with speaking("en"):
        read = formats.instant(published.now())
    for step in (1, 2, 3, 99):
        page = text(client, f"/en/wall/{step}")
        assert f'screen read on <span class="read">{read}</span>' in page, step
    assert "Argos" in text(client, "/fr/wall/1?place=dep:44")
    assert client.get("/fr/wall/1000").status_code == 404
