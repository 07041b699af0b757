"""A client keeps its settings: copies and later changes by the caller do not affect it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bigcommerce_carts import UNSET
from contract_tests.client.calls import CallFunction, sync_and_async
from contract_tests.client.fake_api import TOKEN, FakeApi


def sent_timeout(api: FakeApi) -> Any:
    """Return the timeout of the last request, in seconds by step."""
    return api.requests[-1].extensions["timeout"]


def timeouts(connect: float, others: float) -> dict[str, float]:
    """Return the seconds for each step of a call."""
    return {"connect": connect, "read": others, "write": others, "pool": others}


@pytest.mark.parametrize(
    ("settings", "arguments", "expected"),
    [
        ({}, {}, timeouts(5, 10)),
        ({"timeout": 3}, {}, timeouts(3, 3)),
        ({"timeout": httpx.Timeout(3, connect=1)}, {}, timeouts(1, 3)),
        ({}, {"timeout": 2.5}, timeouts(2.5, 2.5)),
        ({"timeout": 3}, {"timeout": httpx.Timeout(9, connect=4)}, timeouts(4, 9)),
        ({"timeout": 3}, {"timeout": UNSET}, timeouts(3, 3)),
        ({}, {"timeout": httpx.Timeout(None)}, dict.fromkeys(timeouts(0, 0))),
    ],
    ids=["default", "client", "client, each", "call", "call, each", "unset", "unlimited"],
)
@sync_and_async
def test_the_timeout_of_a_call_replaces_that_of_the_client(
    call: CallFunction,
    settings: dict[str, Any],
    arguments: dict[str, Any],
    expected: dict[str, Any],
) -> None:
    """The default is finite; only an `httpx.Timeout` can be unlimited."""
    api = FakeApi()
    call(api.client(**settings), **arguments)
    assert sent_timeout(api) == expected


@sync_and_async
def test_a_copy_with_headers_leaves_the_original(call: CallFunction) -> None:
    """A header replaces one of the same name in any letter case and is sent once."""
    api = FakeApi()
    first = api.client(headers={"X-Note": "1", "X-Other": "2"})
    with first:
        second = first.with_headers({"x-note": "3"})
        call(second)
        call(first)
    notes = [request.headers.get_list("X-Note") for request in api.requests]
    assert notes == [["3"], ["1"]]
    assert [request.headers["X-Other"] for request in api.requests] == ["2", "2"]
    assert [request.headers["X-Auth-Token"] for request in api.requests] == [TOKEN] * 2


@sync_and_async
def test_a_copy_with_a_timeout_leaves_the_original(call: CallFunction) -> None:
    """The original keeps its timeout even if its httpx client is already open."""
    api = FakeApi()
    first = api.client()
    with first:
        call(first)
        call(first.with_timeout(1))
        assert sent_timeout(api) == timeouts(1, 1)
        call(first)
    assert sent_timeout(api) == timeouts(5, 10)


def test_a_copy_has_its_own_connections() -> None:
    """Closing one client does not close the other."""
    first = FakeApi().client()
    with first, first.with_timeout(1) as second:
        assert first.get_httpx_client() is not second.get_httpx_client()
        second.close()
        assert not first.get_httpx_client().is_closed


def test_settings_cannot_be_assigned() -> None:
    """Settings are validated once, so a client that threads share must not change."""
    client = FakeApi().client()
    for name in ("auth_token", "base_url", "headers", "timeout", "store_hash"):
        with pytest.raises(AttributeError):
            setattr(client, name, "x")
    with pytest.raises(TypeError):
        client.headers["X-Auth-Token"] = "x"  # type: ignore[index]


@sync_and_async
def test_a_client_copies_the_headers_of_the_caller(call: CallFunction) -> None:
    """The client adds nothing to the dict of the caller and ignores its later changes."""
    headers = {"X-Note": "1"}
    api = FakeApi()
    client = api.client(headers=headers)
    headers["X-Note"] = "changed"
    call(client)
    assert headers == {"X-Note": "changed"}
    assert api.requests[0].headers["X-Note"] == "1"
