"""A request is repeated only if its operation is safe to repeat."""

from __future__ import annotations

import httpx
import pytest

from openapi.runtime._client import BaseClient
from openapi.runtime._operation import Documented, Operation
from openapi.runtime._request import Request
from openapi.runtime._settings import DEFAULT_TIMEOUT, NOTHING
from openapi.runtime.errors import UnexpectedStatusError
from openapi.runtime.retry import RetryPolicy, retry_after
from openapi.runtime.types import UNSET


class Client(BaseClient):
    """A client of a contract without credentials."""

    _user_agent = "test/1"

    def __init__(self, transport: httpx.MockTransport, max_retries: int) -> None:
        arguments = {
            "self": self,
            "base_url": "https://api.test",
            "allow_http": False,
            "timeout": DEFAULT_TIMEOUT,
            "total_timeout": None,
            "headers": NOTHING,
            "max_retries": max_retries,
            "retry_policy": RetryPolicy(backoff=0),
            "max_response_size": 100,
            "strict": False,
            "httpx_args": {"transport": transport},
            "async_httpx_args": NOTHING,
        }
        assert self._configure(arguments) is None


@pytest.mark.parametrize("method", ["POST", "PATCH", "GET"])
@pytest.mark.parametrize(("is_safe", "attempts"), [(False, 1), (True, 3)])
def test_the_contract_decides_what_is_repeated(method: str, is_safe: bool, attempts: int) -> None:
    """The mark in the contract decides; the method does not."""
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(429)

    operation = Operation("x", method, "/x", safe_to_repeat=is_safe)
    client = Client(httpx.MockTransport(respond), max_retries=2)
    with client, pytest.raises(UnexpectedStatusError):
        client._send(Request(operation), UNSET)
    assert len(seen) == attempts


@pytest.mark.parametrize(
    ("documented", "expected"), [({}, 1), ({"X-Wait-Ms": 0.001}, 2), ({"X-Wait-Min": 60}, 180)]
)
def test_a_header_has_the_unit_of_the_contract(
    documented: dict[str, float], expected: float
) -> None:
    """The longest time of the documented headers and Retry-After counts."""
    headers = httpx.Headers({"retry-after": "1", "x-wait-ms": "2000", "x-wait-min": "3"})
    assert retry_after(headers, documented) == expected


def test_a_header_belongs_to_the_response_that_documents_it() -> None:
    """A header that another response documents is not read."""
    operation = Operation(
        "x", "GET", "/x",
        responses={"429": Documented(waits={"X-Wait": 1.0}), "DEFAULT": Documented()},
    )  # fmt: skip
    assert operation.waits_of(429) == {"X-Wait": 1.0}
    assert operation.waits_of(503) == operation.waits_of(200) == {}
    assert Operation("x", "GET", "/x").waits_of(429) == {}
