"""Options of httpx apply to every attempt of a call; those that change a request are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient, RetryPolicy
from bigcommerce_carts.errors import InvalidArgumentError
from contract_tests.client.calls import CallFunction, call_async, call_sync, sync_and_async
from contract_tests.client.fake_api import (
    SUCCESS,
    TOKEN,
    FakeApi,
    FakeResponse,
    case_id,
    encode,
    serving,
)

BUSY = FakeResponse(503)
# Settings of a client that repeats a call at once.
REPEAT: dict[str, Any] = {"max_retries": 1, "retry_policy": RetryPolicy(backoff=0)}


def hooked(call: CallFunction, event: str, hook: Callable[[Any], Any]) -> dict[str, Any]:
    """Return settings of a client whose calls by *call* run *hook*."""
    if call is call_sync:
        return {"httpx_args": {"event_hooks": {event: [hook]}}}

    async def async_hook(value: Any) -> None:
        hook(value)

    return {"async_httpx_args": {"event_hooks": {event: [async_hook]}}}


async def an_async_hook(value: Any) -> None:
    """Do nothing."""


@sync_and_async
def test_a_repeat_uses_the_proxy_of_the_caller(call: CallFunction) -> None:
    """Both attempts are sent to the proxy, with the URL of the API as the target."""
    with serving(encode(BUSY), encode()) as proxy:
        options = {"trust_env": False, "proxy": proxy.url}
        client = proxy.client(base_url="http://localhost:9", httpx_args=options, **REPEAT)
        assert call(client).to_dict() == SUCCESS
    targets = [request.split(b" ")[1] for request in proxy.requests]
    assert [target.startswith(b"http://localhost:9/carts/") for target in targets] == [True] * 2


@pytest.mark.parametrize("event", ["request", "response"])
@sync_and_async
def test_the_hooks_of_the_caller_see_every_attempt(call: CallFunction, event: str) -> None:
    """A hook gets the objects of httpx, before sending or before the body is read."""
    seen: list[Any] = []
    api = FakeApi(BUSY, FakeResponse())
    call(api.client(**hooked(call, event, seen.append), **REPEAT))
    assert len(seen) == 2
    assert {type(each).__name__.lower() for each in seen} == {event}


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), RuntimeError("x"), OSError("x"), httpx.ReadTimeout("x"), TimeoutError()],
    ids=repr,
)
@pytest.mark.parametrize("event", ["request", "response"])
@sync_and_async
def test_an_error_of_a_hook_reaches_the_caller_unchanged(
    call: CallFunction, event: str, error: Exception
) -> None:
    """It is not mistaken for a failure of the call, also if it is of httpx, and not repeated."""
    api = FakeApi()

    def hook(_: Any) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        call(api.client(**hooked(call, event, hook), **REPEAT))
    assert caught.value is error
    assert len(api.requests) == (event == "response")


def test_a_hook_may_read_the_response() -> None:
    """The call then returns the bytes that httpx has read."""
    hook = {"event_hooks": {"response": [lambda response: response.read()]}}
    assert call_sync(FakeApi().client(httpx_args=hook)).to_dict() == SUCCESS

    async def read(response: httpx.Response) -> None:
        await response.aread()

    async_hook = {"event_hooks": {"response": [read]}}
    assert call_async(FakeApi().client(async_httpx_args=async_hook)).to_dict() == SUCCESS


SYNC_ONLY: list[dict[str, Any]] = [
    {"transport": httpx.HTTPTransport()},
    {"event_hooks": {"request": [print]}},
    {"event_hooks": {"response": [lambda response: None]}},
]
ASYNC_ONLY: list[dict[str, Any]] = [
    {"transport": httpx.AsyncHTTPTransport()},
    {"event_hooks": {"request": [an_async_hook]}},
    {"event_hooks": {"response": [an_async_hook]}},
]


@pytest.mark.parametrize(
    ("argument", "values"),
    [
        *(("httpx_args", values) for values in ASYNC_ONLY),
        *(("async_httpx_args", values) for values in SYNC_ONLY),
    ],
    ids=case_id,
)
def test_an_object_for_the_other_kind_of_calls_is_refused(
    argument: str, values: dict[str, Any]
) -> None:
    """A client refuses it when it is made; the pointer names the option."""
    settings: dict[str, Any] = {argument: values}
    with pytest.raises(InvalidArgumentError, match=f"^{argument}/") as caught:
        AuthenticatedClient(base_url="https://api.test", auth_token=TOKEN, **settings)
    (option,) = values
    assert caught.value.argument == argument
    assert caught.value.pointer in {f"/{option}", "/transport"}


@pytest.mark.parametrize("values", SYNC_ONLY, ids=case_id)
def test_an_async_call_refuses_what_only_sync_calls_can_use(values: dict[str, Any]) -> None:
    """`httpx_args` apply to async calls too, unless `async_httpx_args` replace them."""
    with pytest.raises(InvalidArgumentError, match=r"^async_httpx_args/"):
        call_async(
            AuthenticatedClient(base_url="https://api.test", auth_token=TOKEN, httpx_args=values)
        )


def test_async_calls_have_options_of_their_own() -> None:
    """Sync calls do not use them, and async calls use them in place of the others."""
    sync_api, async_api = FakeApi(), FakeApi()
    transport = {"transport": httpx.MockTransport(async_api)}
    client = sync_api.client(async_httpx_args=transport)
    call_sync(client)
    assert (len(sync_api.requests), len(async_api.requests)) == (1, 0)
    call_async(client)
    assert (len(sync_api.requests), len(async_api.requests)) == (1, 1)


def test_a_client_copies_the_options() -> None:
    """A later change of the dict of the caller has no effect."""
    api = FakeApi()
    options: dict[str, Any] = {"transport": httpx.MockTransport(api)}
    client = AuthenticatedClient(base_url="https://api.test", auth_token=TOKEN, httpx_args=options)
    options["transport"] = None
    call_sync(client)
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
        AuthenticatedClient(base_url="https://api.test", auth_token=TOKEN, **{argument: values})


@pytest.mark.parametrize("argument", ["httpx_args", "async_httpx_args"])
@pytest.mark.parametrize("others", [{}, {"transport": httpx.MockTransport(FakeApi())}], ids=len)
@pytest.mark.parametrize(
    "values",
    [{"proxy": "nonsense://u:hidden@h"}, {"proxy": 1}, {"event_hooks": 1},
     {"event_hooks": {"nonsense": []}}, {"event_hooks": {"request": [1]}},
     {"event_hooks": {"request": 1}}, {"transport": 1}],
    ids=case_id,
)  # fmt: skip
def test_invalid_httpx_args_are_an_error_without_a_password(
    argument: str, others: dict[str, Any], values: dict[str, Any]
) -> None:
    """The error of httpx itself may show the password of a proxy."""
    settings: dict[str, Any] = {argument: {**others, **values}}
    with pytest.raises(InvalidArgumentError, match=f"^{argument}[:/]") as caught:
        AuthenticatedClient(base_url="https://api.test", auth_token=TOKEN, **settings)
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
        AuthenticatedClient(base_url="https://api.test", auth_token=TOKEN, **settings)
    assert (caught.value.argument, caught.value.pointer) == (argument, f"/{ignored}")


def test_an_option_of_async_calls_that_httpx_ignores_is_refused() -> None:
    """The transport of `httpx_args` is that of async calls too."""
    with pytest.raises(InvalidArgumentError, match=r"^async_httpx_args/proxy: has no effect"):
        FakeApi().client(async_httpx_args={"proxy": "http://127.0.0.1:9"})


@sync_and_async
def test_options_without_an_effect_on_each_other_are_accepted(call: CallFunction) -> None:
    """TLS settings are allowed beside a transport, and async calls may replace an option."""
    api = FakeApi()
    transport = {"transport": httpx.MockTransport(api), "proxy": None}
    proxy = {"proxy": "http://127.0.0.1:9", "retries": None}
    options: list[dict[str, Any]] = [
        {"httpx_args": {**transport, "verify": False, "trust_env": False}},
        {"httpx_args": transport, "async_httpx_args": {"event_hooks": {}}},
        *([{"httpx_args": proxy, "async_httpx_args": transport}] if call is call_async else []),
    ]
    for each in options:
        client = AuthenticatedClient(base_url="https://api.test", auth_token=TOKEN, **each)
        assert call(client).to_dict() == SUCCESS


@sync_and_async
def test_a_missing_certificate_file_names_its_variable(
    call: CallFunction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of the file is in the environment, which httpx reads."""
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    with pytest.raises(InvalidArgumentError, match=r"^SSL_CERT_FILE or SSL_CERT_DIR: "):
        call(AuthenticatedClient(base_url="https://api.test", auth_token=TOKEN))
