"""The API holds what its OpenAPI document promises, whatever is asked of it (schemathesis)."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from tests.unit.web.conftest import publish_calls

EXAMPLES = 60  # of each operation


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The OpenAPI document of the served API."""
    from argos.server.wsgi import application

    with pytest.MonkeyPatch.context() as patched:
        publish_calls(tmp_path_factory.mktemp("fuzz") / "published", patched)
        yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
def test_every_answer_is_as_documented(case: Any) -> None:
    case.call_and_validate()
