"""A client keeps its settings: copies and later changes by the caller do not affect it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bigcommerce_carts import UNSET, AuthenticatedClient, RetryPolicy
from bigcommerce_carts.errors import InvalidResponseError
from contract_tests.client.calls import Call, sync_and_async
from contract_tests.client.fake_api import TOKEN, FakeApi, FakeResponse
from contract_tests.client.messages import message
from contract_tests.client.names import CLIENT_ID_HEADER, TOKEN_HEADER
from contract_tests.client.raw_server import echo, raw_server

Duplicate = Callable[[AuthenticatedClient], AuthenticatedClient]
#: Functions that make an independent client with the same settings, some as in another process.
DUPLICATES: dict[str, Duplicate] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda client: pickle.loads(pickle.dumps(client)),
    "pickle, protocol 0": lambda client: pickle.loads(pickle.dumps(client, 0)),
}
all_duplicates = pytest.mark.parametrize("duplicate", DUPLICATES.values(), ids=DUPLICATES)


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
        (
            {"total_timeout": None},
            {"timeout": httpx.Timeout(None)},
            dict.fromkeys(timeouts(0, 0)),
        ),
    ],
    ids=["default", "client", "client, each", "call", "call, each", "unset", "unlimited"],
)
@sync_and_async
def test_the_timeout_of_a_call_replaces_that_of_the_client(
    call: Call,
    settings: dict[str, Any],
    arguments: dict[str, Any],
    expected: dict[str, Any],
) -> None:
    """The default is finite; only an `httpx.Timeout` can be unlimited."""
    api = FakeApi()
    call(api.client(**settings), **arguments)
    assert sent_timeout(api) == expected


@sync_and_async
def test_a_copy_with_headers_leaves_the_original(call: Call) -> None:
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
    assert [request.headers[TOKEN_HEADER] for request in api.requests] == [TOKEN] * 2


@sync_and_async
def test_a_copy_with_a_timeout_leaves_the_original(call: Call) -> None:
    """The original keeps its timeout even if its connections are already open."""
    api = FakeApi()
    first = api.client()
    with first:
        call(first)
        call(first.with_timeout(1))
        assert sent_timeout(api) == timeouts(1, 1)
        call(first)
    assert sent_timeout(api) == timeouts(5, 10)


def test_each_timeout_is_changed_alone() -> None:
    """`total` is the limit of a whole call; None is no limit."""
    first = FakeApi().client()
    other_step, other_total = first.with_timeout(1), first.with_timeout(total=5)
    unlimited = first.with_timeout(total=None)
    assert (first.timeout.read, first.total_timeout) == (10, 60)
    assert (other_step.timeout.read, other_step.total_timeout) == (1, 60)
    assert (other_total.timeout.read, other_total.total_timeout) == (10, 5)
    assert (unlimited.timeout.read, unlimited.total_timeout) == (10, None)


@sync_and_async
def test_copies_share_the_connections(call: Call) -> None:
    """One connection serves all of them, and the last `with` block closes it."""

    async def call_each() -> None:
        async with call.block(first):
            for client in (first, second, first, first.with_timeout(1)):
                await call.enter_and_call(client)
            assert (len(server.requests), len(server.peers)) == (4, 1)

    with raw_server(echo) as server:
        first = server.client()
        second = first.with_headers({"X-Note": "1"}).with_timeout(3, total=None)
        call.run(call_each())
        assert server.sees_all_closed()
    assert [b"X-Note: 1" in each for each in server.requests] == [False, True, False, False]


@pytest.mark.parametrize(
    "change",
    [lambda client: client.with_headers({"X-Note": "1"}), lambda client: client.with_timeout(5)],
    ids=["with_headers", "with_timeout"],
)
@sync_and_async
def test_a_copy_keeps_the_other_settings(call: Call, change: Duplicate) -> None:
    """The limits, the strictness and the repetitions are those of the original."""
    busy, large = FakeResponse(503), FakeResponse(404, b" " * 5000)
    api = FakeApi(busy, large)
    settings: dict[str, Any] = {"strict": True, "max_response_size": 1000, "total_timeout": 7}
    repeat: dict[str, Any] = {"max_retries": 1, "retry_policy": RetryPolicy(backoff=0)}
    client = change(api.client(**settings, **repeat))
    assert (client.strict, client.total_timeout) == (True, 7)
    with pytest.raises(InvalidResponseError, match="1000 bytes"):
        call(client)
    assert len(api.requests) == 2


@all_duplicates
@sync_and_async
def test_a_duplicate_has_connections_of_its_own(call: Call, duplicate: Duplicate) -> None:
    """Closing the duplicate leaves the connection of the original open."""

    async def call_each() -> None:
        async with call.block(first):
            for client in (first, duplicate(first), first):
                await call.enter_and_call(client)

    with raw_server(echo) as server:
        first = server.client()
        call.run(call_each())
        assert (len(server.requests), len(server.peers)) == (3, 2)


@all_duplicates
@sync_and_async
def test_a_duplicate_keeps_the_settings(call: Call, duplicate: Duplicate) -> None:
    """These are the arguments of the constructor, and what copies have changed since."""
    with raw_server(message(b"", status=503), message(b"<html>", status=404)) as server:
        first = server.client(
            auth_client="id",
            strict=True,
            max_retries=1,
            retry_policy=RetryPolicy(backoff=0),
            httpx_args={"trust_env": False},
            headers={"X-Note": "1"},
        )
        twin = duplicate(first.with_headers({"X-Other": "2"}).with_timeout(3, total=30))
        with pytest.raises(InvalidResponseError):
            call(twin)
    assert (twin.timeout, twin.total_timeout) == (httpx.Timeout(3), 30)
    assert dict(twin.headers) == {"X-Note": "1", "X-Other": "2"}
    assert len(server.requests) == 2
    for request in server.requests:
        lines = request.decode().splitlines()
        assert {f"{TOKEN_HEADER}: {TOKEN}", f"{CLIENT_ID_HEADER}: id", "X-Other: 2"} <= set(lines)


@all_duplicates
def test_a_client_with_default_arguments_has_duplicates(duplicate: Duplicate) -> None:
    """No default of an argument prevents a copy."""
    client = AuthenticatedClient(store_hash="abc", auth_token=TOKEN)
    assert repr(duplicate(duplicate(client))) == repr(client)


def test_settings_cannot_be_assigned() -> None:
    """Settings are validated once, so a client that threads share must not change."""
    first = FakeApi().client(headers={"X-Note": "1"})
    for client in (first, first.with_headers({"X-Other": "2"}), first.with_timeout(1)):
        for name in ("auth_token", "base_url", "headers", "timeout", "strict", "new"):
            with pytest.raises(AttributeError, match="with_headers or with_timeout"):
                setattr(client, name, "x")
        with pytest.raises(TypeError):
            client.headers[TOKEN_HEADER] = "x"  # type: ignore[index]


@sync_and_async
def test_a_client_copies_the_headers_of_the_caller(call: Call) -> None:
    """The client adds nothing to the dict of the caller and ignores its later changes."""
    value = "a: b, \"'%0d%0a"
    headers = {"X-Note": value}
    api = FakeApi()
    client = api.client(headers=headers)
    headers["X-Note"] = "changed"
    call(client)
    assert headers == {"X-Note": "changed"}
    assert api.requests[0].headers["X-Note"] == value
