"""The API holds what its OpenAPI document promises, whatever is asked of it (schemathesis)."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings

from tests.unit.web.conftest import publish_calls

EXAMPLES = 60  # of each operation


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The OpenAPI document of the served API."""
    from argos.server.wsgi import application

    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    with pytest.MonkeyPatch.context() as patched:
        publish_calls(tmp_path_factory.mktemp("fuzz") / "published", patched)
        yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


PLAIN = {"Accept-Encoding": "identity"}  # schemathesis reads a WSGI answer as it comes


@pytest.mark.parametrize("known", [False, True], ids=["any-indicator", "known-indicator"])
@pytest.mark.parametrize("path", ["/api/v1/indicators", "/api/v1/series", "/api/v1/series.csv"])
def test_every_answer_is_as_documented(api: Any, path: str, known: bool) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=api[path]["GET"].as_strategy())
    def asked(case: Any) -> None:
        if known and "indicator" in case.query:
            case.query["indicator"] = "samu_calls"
        case.call_and_validate(headers=PLAIN)

    asked()


def test_every_path_is_fuzzed(api: Any) -> None:
    assert sorted(api) == ["/api/v1/indicators", "/api/v1/series", "/api/v1/series.csv"]
