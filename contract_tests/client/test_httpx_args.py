"""Options of httpx apply to every attempt of a call; those that change a request are refused."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bigcommerce_carts.errors import InvalidArgumentError
from contract_tests.client.calls import ASYNC, SYNC, Call, sync_and_async
from contract_tests.client.fake_api import SUCCESS, FakeApi, case_id, new_client


class SyncTransport(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json=SUCCESS)


class AsyncTransport(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json=SUCCESS)


@sync_and_async
def test_a_transport_of_the_other_kind_is_refused(call: Call) -> None:
    """The error names the argument at construction, not at the first call."""
    wrong = SyncTransport() if call.is_async else AsyncTransport()
    for transport in (wrong, 5, SyncTransport, httpx):
        with pytest.raises(InvalidArgumentError) as caught:
            new_client(**{call.options: {"transport": transport}})
        assert (caught.value.argument, caught.value.pointer) == (call.options, "/transport")


@sync_and_async
def test_each_kind_of_calls_has_its_own_transport(call: Call) -> None:
    """Async calls use `async_httpx_args` in place of `httpx_args`, and sync calls do not."""
    sync_api, async_api = FakeApi(), FakeApi()
    client = sync_api.client(async_httpx_args={"transport": httpx.MockTransport(async_api)})
    call(client)
    assert (len(sync_api.requests), len(async_api.requests)) == (not call.is_async, call.is_async)


@pytest.mark.parametrize(
    "options",
    [
        {"transport": SyncTransport()},
        {"event_hooks": {"request": [print]}},
        {"event_hooks": {"response": [print]}},
    ],
    ids=case_id,
)
def test_an_async_call_does_not_ignore_an_option_for_sync_calls(options: dict[str, Any]) -> None:
    """`httpx_args` apply to async calls too, unless `async_httpx_args` replace them."""
    client = new_client(httpx_args=options)
    with pytest.raises(InvalidArgumentError, match=r"^async_httpx_args/"):
        ASYNC(client)


def test_a_client_copies_the_options() -> None:
    """A later change of the dict of the caller has no effect."""
    api = FakeApi()
    options: dict[str, Any] = {"transport": httpx.MockTransport(api)}
    client = new_client(httpx_args=options)
    options["transport"] = None
    SYNC(client)
    assert len(api.requests) == 1


@pytest.mark.parametrize("argument", ["httpx_args", "async_httpx_args"])
@pytest.mark.parametrize(
    "values",
    [None, [], {"auth": ("u", "p")}, {"base_url": "https://x.test"}, {"cookies": {"a": "b"}},
     {"follow_redirects": True}, {"headers": {"a": "b"}}, {"params": {"a": "b"}}, {"timeout": 1},
     {"nonsense": 1}, {1: 2}],
    ids=case_id,
)  # fmt: skip
def test_httpx_args_cannot_change_a_request(argument: str, values: Any) -> None:
    """Proxies, certificates, pools and hooks are allowed; parts of a request are not."""
    with pytest.raises(InvalidArgumentError, match=f"^{argument}: "):
        new_client(**{argument: values})


@pytest.mark.parametrize("argument", ["httpx_args", "async_httpx_args"])
@pytest.mark.parametrize(
    "values",
    [{"proxy": "nonsense://u:hidden@h"}, {"proxy": 1}, {"verify": 5}, {"limits": 5}],
    ids=case_id,
)
def test_an_option_that_httpx_cannot_use_is_an_error_without_a_password(
    argument: str, values: dict[str, Any]
) -> None:
    """The error of httpx itself may show the password of a proxy."""
    with pytest.raises(InvalidArgumentError, match=f"^{argument}[:/]") as caught:
        new_client(**{argument: values})
    assert "hidden" not in str(caught.value)
    assert caught.value.argument == argument


# Options that have no effect together -> the one that httpx ignores.
IGNORED_OPTIONS: list[tuple[dict[str, Any], str]] = [
    *(
        ({"transport": httpx.MockTransport(FakeApi()), name: value}, name)
        for name, value in {
            "proxy": "http://127.0.0.1:9",
            "limits": httpx.Limits(max_connections=1),
            "cert": "client.pem",
            "http1": True,
            "http2": False,
            "local_address": "127.0.0.1",
            "retries": 1,
            "socket_options": [],
            "uds": "api.sock",
        }.items()
    ),
    ({"proxy": "http://127.0.0.1:9", "local_address": "127.0.0.1"}, "local_address"),
    ({"proxy": "http://127.0.0.1:9", "retries": 1}, "retries"),
    ({"proxy": httpx.URL("http://127.0.0.1:9"), "uds": "api.sock"}, "uds"),
    ({"uds": "api.sock", "local_address": "127.0.0.1"}, "local_address"),
    ({"verify": "ca.pem", "cert": "client.pem"}, "cert"),
    ({"http1": False}, "http1"),
    ({"http1": False, "http2": False}, "http1"),
]


@pytest.mark.parametrize("argument", ["httpx_args", "async_httpx_args"])
@pytest.mark.parametrize(("values", "ignored"), IGNORED_OPTIONS, ids=case_id)
def test_an_option_that_httpx_ignores_is_refused(
    argument: str, values: dict[str, Any], ignored: str
) -> None:
    """Otherwise a call would not use the proxy, or the address, that the caller names."""
    settings: dict[str, Any] = {argument: values}
    with pytest.raises(InvalidArgumentError, match="has no effect") as caught:
        new_client(**settings)
    assert (caught.value.argument, caught.value.pointer) == (argument, f"/{ignored}")


def test_an_option_of_async_calls_that_httpx_ignores_is_refused() -> None:
    """The transport of `httpx_args` is that of async calls too."""
    with pytest.raises(InvalidArgumentError, match=r"^async_httpx_args/proxy: has no effect"):
        FakeApi().client(async_httpx_args={"proxy": "http://127.0.0.1:9"})


@sync_and_async
def test_options_without_an_effect_on_each_other_are_accepted(call: Call) -> None:
    """TLS settings are allowed beside a transport, and async calls may replace an option."""
    api = FakeApi()
    transport = {"transport": httpx.MockTransport(api)}
    proxy = {"proxy": "http://127.0.0.1:9", "retries": None}
    options: list[dict[str, Any]] = [
        {"httpx_args": {**transport, "proxy": None, "verify": False, "trust_env": False}},
        {"httpx_args": transport, "async_httpx_args": {"event_hooks": {}}},
        *([{"httpx_args": proxy, "async_httpx_args": transport}] if call.is_async else []),
    ]
    for each in options:
        client = new_client(**each)
        assert call(client).to_dict() == SUCCESS
