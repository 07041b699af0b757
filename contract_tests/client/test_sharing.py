"""Clients share a TLS context, copies share connections, and calls in flight are not disturbed."""

from __future__ import annotations

import asyncio
import copy
import pickle
import random
import shutil
import socket
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.errors import InvalidArgumentError, InvalidResponseError
from bigcommerce_carts.retry import RetryPolicy
from contract_tests.client.calls import call_sync
from contract_tests.client.fake_api import TOKEN, FakeApi, FakeResponse, error_body
from contract_tests.client.raw_server import (
    PATIENCE,
    Peer,
    async_outcome,
    both_kinds,
    echo,
    message,
    outcome,
    outcomes,
    raw_server,
)

SETTINGS: dict[str, Any] = {"auth_token": TOKEN, "base_url": "https://api.invalid"}


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[ssl.SSLContext]:
    """Return the list of the TLS contexts that httpx creates."""
    created: list[ssl.SSLContext] = []
    create = ssl.create_default_context

    def counted(*arguments: Any, **options: Any) -> ssl.SSLContext:
        created.append(create(*arguments, **options))
        return created[-1]

    monkeypatch.setattr(ssl, "create_default_context", counted)
    # The environment is part of the key of the cache, so no context of another test is found.
    monkeypatch.setenv("SSL_CERT_FILE", shutil.copy(certifi.where(), str(tmp_path)))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    return created


def call_remote(client: AuthenticatedClient, *, is_async: bool) -> None:
    """Call a host that refuses connections, so that the client loads its TLS settings and fails."""
    outcomes(client, is_async=is_async)


@pytest.fixture(autouse=True)
def _no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolve no name but those of this machine."""
    resolve = socket.getaddrinfo

    def local(host: Any, *arguments: Any, **options: Any) -> Any:
        if b"invalid" in (host if isinstance(host, bytes) else host.encode()):
            raise OSError("no such host")
        return resolve(host, *arguments, **options)

    monkeypatch.setattr("socket.getaddrinfo", local)


def test_fifty_clients_share_one_tls_context(contexts: list[ssl.SSLContext]) -> None:
    """Sync and async calls use the same context, whatever the other settings of a client are."""
    for number in range(50):
        client = AuthenticatedClient(**SETTINGS, headers={"X-Number": str(number)})
        call_remote(client, is_async=number % 2 == 0)
        call_remote(client.with_timeout(3), is_async=False)
    for options in ({"verify": True}, {"trust_env": True}, {"limits": httpx.Limits()}):
        call_remote(AuthenticatedClient(**SETTINGS, httpx_args=options), is_async=False)
    assert len(contexts) == 1


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_other_tls_settings_have_other_contexts(is_async: bool) -> None:
    """A client that verifies nothing never weakens the others."""
    seen: dict[str, ssl.SSLContext] = {}
    own = ssl.create_default_context()
    arguments: dict[str, dict[str, Any]] = {
        "default": {},
        "insecure": {"verify": False},
        "own": {"verify": own},
        "again": {},
        "untrusted": {"trust_env": False},
    }
    for name, args in arguments.items():
        client = AuthenticatedClient(**SETTINGS, httpx_args=args)

        def keep(context: ssl.SSLContext, name: str = name) -> None:
            seen[name] = context

        with pytest.MonkeyPatch.context() as patch:
            watch_contexts(patch, keep)
            call_remote(client, is_async=is_async)
    assert seen["default"] is seen["again"]
    assert seen["own"] is own
    assert seen["insecure"].verify_mode is ssl.CERT_NONE
    others = [seen["default"], seen["untrusted"]]
    assert all(each.verify_mode is ssl.CERT_REQUIRED and each.check_hostname for each in others)
    assert len({id(each) for each in seen.values()}) >= 3


def watch_contexts(patch: pytest.MonkeyPatch, keep: Callable[[ssl.SSLContext], None]) -> None:
    """Call *keep* with the TLS context of each transport that httpx opens."""
    for kind in (httpx.HTTPTransport, httpx.AsyncHTTPTransport):
        create = kind.__init__

        def init(self: Any, *arguments: Any, create: Any = create, **options: Any) -> None:
            create(self, *arguments, **options)
            keep(self._pool._ssl_context)

        patch.setattr(kind, "__init__", init)


@both_kinds
def test_copies_share_the_connection(is_async: bool) -> None:
    """Copies of a copy too: the server sees one connection for all of them."""
    with raw_server(echo) as server:
        client = server.client()
        copies = [client, client.with_headers({"X-Own": "a"}), client.with_timeout(5)]
        copies.append(copies[1].with_timeout(3, total=None).with_headers({"X-Own": "b"}))
        if is_async:

            async def run() -> list[Any]:
                async with client:
                    return [await async_outcome(each) for each in copies]

            assert asyncio.run(run()) == [True] * 4
        else:
            with client:
                assert [outcome(each) for each in copies] == [True] * 4
        assert len(server.peers) == 1
    assert [b"X-Own: b" in each for each in server.requests] == [False, False, False, True]


DUPLICATES: dict[str, Callable[[AuthenticatedClient], AuthenticatedClient]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda client: pickle.loads(pickle.dumps(client)),
    "pickle-0": lambda client: pickle.loads(pickle.dumps(client, 0)),
}


@pytest.mark.parametrize("duplicate", DUPLICATES.values(), ids=DUPLICATES)
@both_kinds
def test_duplicates_are_independent(
    is_async: bool, duplicate: Callable[[AuthenticatedClient], AuthenticatedClient]
) -> None:
    """A duplicate has the settings of the original, and connections of its own."""
    with raw_server(echo) as server:
        client = server.client(
            headers={"X-Own": "a"},
            timeout=7,
            strict=True,
            max_retries=2,
            retry_policy=RetryPolicy(backoff=0.25),
            httpx_args={"trust_env": False},
        ).with_headers({"X-More": "b"})
        client = client.with_timeout(8, total=9)
        other = duplicate(client)
        assert (other.timeout, other.total_timeout) == (httpx.Timeout(8), 9)
        assert dict(other.headers) == {"X-Own": "a", "X-More": "b"}
        assert other.strict
        assert outcomes(client, is_async=is_async) == [True]
        assert outcomes(other, is_async=is_async) == [True]
        if not is_async:
            with client:
                assert outcome(client) is True
                with other:
                    assert outcome(other) is True
                assert outcome(client) is True
            assert len(server.peers) == 4
    assert b"X-More: b" in server.requests[1]


@pytest.mark.parametrize("duplicate", DUPLICATES.values(), ids=DUPLICATES)
def test_a_client_with_default_arguments_has_duplicates(
    duplicate: Callable[[AuthenticatedClient], AuthenticatedClient],
) -> None:
    """No default of an argument prevents a copy."""
    client = AuthenticatedClient(store_hash="abc", auth_token=TOKEN)
    assert repr(duplicate(duplicate(client))) == repr(client)


def test_copies_keep_the_other_settings() -> None:
    """The limits, the strictness and the repetitions are those of the original."""
    with raw_server(message(b" " * 5000)) as server:
        client = server.client(strict=True, max_response_size=1000, total_timeout=7)
        for each in (client.with_headers({"X-Own": "a"}), client.with_timeout(5)):
            assert each.strict
            assert each.total_timeout == 7
            (error,) = outcomes(each, is_async=False)
            assert isinstance(error, InvalidResponseError)
            assert "1000 bytes" in error.reason
    assert client.with_timeout(total=3).timeout == client.timeout
    assert client.timeout == httpx.Timeout(10, connect=5)


def test_the_end_of_a_block_leaves_calls_of_other_threads_alone() -> None:
    """The connection of the call is closed when the call has ended."""
    called, go_on = threading.Event(), threading.Event()

    def answer(peer: Peer, request: bytes) -> None:
        if len(server.requests) == 2:
            called.set()
            go_on.wait(PATIENCE)
        echo(peer, request)

    with raw_server(answer) as server, ThreadPoolExecutor(1) as pool:
        client = server.client()
        with client:
            assert outcome(client) is True
            call = pool.submit(outcome, client)
            assert called.wait(PATIENCE)
        assert not server.peers[0].closed.is_set()
        go_on.set()
        assert call.result() is True
        assert server.peers[0].closed.wait(PATIENCE)
        assert len(server.peers) == 1


def test_the_end_of_an_async_block_leaves_calls_of_other_tasks_alone() -> None:
    """The connection of the call is closed when the call has ended."""
    go_on = threading.Event()

    def answer(peer: Peer, request: bytes) -> None:
        go_on.wait(PATIENCE)
        echo(peer, request)

    async def run() -> Any:
        async with client:
            task = asyncio.ensure_future(async_outcome(client))
            while not server.requests:
                await asyncio.sleep(0.001)
        go_on.set()
        return await task

    with raw_server(answer) as server:
        client = server.client()
        assert asyncio.run(run()) is True
        assert server.peers[0].closed.wait(PATIENCE)


@both_kinds
def test_closing_during_calls_disturbs_none(is_async: bool) -> None:
    """A thousand closes and blocks end while threads or tasks call."""
    chance = random.Random(3)

    async def task(client: AuthenticatedClient) -> list[Any]:
        results = []
        for _ in range(10):
            if chance.random() < 0.3:
                await client.aclose()
            async with client:
                results.append(await async_outcome(client))
        return results

    async def run(client: AuthenticatedClient) -> list[Any]:
        found = await asyncio.gather(*(task(client) for _ in range(12)))
        return [each for results in found for each in results]

    def thread(client: AuthenticatedClient) -> list[Any]:
        results = []
        for _ in range(10):
            if chance.random() < 0.3:
                client.close()
            with client:
                results.append(outcome(client))
        return results

    with raw_server(echo) as server:
        client = server.client(timeout=PATIENCE)
        if is_async:
            results = asyncio.run(run(client))
        else:
            with ThreadPoolExecutor(12) as pool:
                found = pool.map(thread, [client] * 12)
                results = [each for results in found for each in results]
        assert results == [True] * 120
        assert all(peer.closed.wait(PATIENCE) for peer in server.peers)


def test_threads_and_event_loops_storm_one_client() -> None:
    """Thirty-two threads and six event loops call and close, and each call gets its response."""

    async def loop(client: AuthenticatedClient) -> list[Any]:
        async with client:
            found = await asyncio.gather(*(async_outcome(client) for _ in range(8)))
            await client.aclose()
            return [*found, await async_outcome(client)]

    def thread(number: int) -> list[Any]:
        if number < 6:
            return asyncio.run(loop(client))
        results = []
        for step in range(4):
            copied = client.with_headers({"X-Thread": str(number)})
            results.append(outcome(copied))
            if (step + number) % 3 == 0:
                client.close()
        return results

    with raw_server(echo) as server, ThreadPoolExecutor(38) as pool:
        client = server.client(timeout=PATIENCE)
        results = [each for found in pool.map(thread, range(38)) for each in found]
        client.close()
    assert results == [True] * (6 * 9 + 32 * 4)


@pytest.mark.parametrize(
    "host", ["xn--bcher-kva.example", "xn--fiqs8s", "api.xn--p1ai", "XN--BCHER-KVA.example"]
)
def test_internationalised_hosts_are_valid(host: str) -> None:
    """The ASCII form of a host name is the one that DNS uses."""
    assert AuthenticatedClient(base_url=f"https://{host}/v3", auth_token=TOKEN)


@pytest.mark.parametrize(
    "url",
    [
        "https://xn--/",
        "https://xn--a-.example\xe4",
        "https://" + "a" * 64 + ".example",
        "https://a..example",
        "https://[::1",
        "https://h:0",
        "https://h:65536",
        "https://h:x",
        "http://api.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "//api.example",
        "https:///v3",
        "https://a b",
        "https://a\n",
        "",
        5,
    ],
    ids=ascii,
)
def test_invalid_urls_are_refused(url: Any) -> None:
    """The error names the argument."""
    with pytest.raises(InvalidArgumentError) as caught:
        AuthenticatedClient(base_url=url, auth_token=TOKEN)
    assert caught.value.argument == "base_url"


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("store_hash", ".."),
        ("store_hash", "a\n"),
        ("store_hash", ""),
        ("store_hash", 5),
        ("auth_token", None),
        ("auth_token", ""),
        ("auth_token", 5),
        ("auth_token", " a"),
        ("auth_token", "a\r\nX-Injected: b"),
        ("auth_client", ""),
        ("auth_client", b"a"),
        ("auth_token_prefix", "a\n"),
        ("headers", {"X-Own": "a\r\nX-Injected: b"}),
        ("headers", {"X-Own\r\nX-Injected": "b"}),
        ("headers", {"X-Own": "a", "x-own": "b"}),
        ("headers", {"Host": "other.test"}),
        ("headers", {"Transfer-Encoding": "chunked"}),
        ("headers", 5),
        ("timeout", "soon"),
        ("timeout", float("nan")),
        ("timeout", 0),
        ("timeout", None),
        ("timeout", True),
        ("total_timeout", "soon"),
        ("total_timeout", float("inf")),
        ("total_timeout", 0),
        ("max_retries", "3"),
        ("max_retries", -1),
        ("max_retries", True),
        ("max_retries", 1.0),
        ("retry_policy", None),
        ("retry_policy", 3),
        ("retry_policy", RetryPolicy),
        ("retry_policy", type("Own", (), {"wait": lambda *_: 0})()),
        ("max_response_size", 0),
        ("max_response_size", None),
        ("strict", 1),
        ("httpx_args", [1]),
        ("httpx_args", {"auth": ("user", "password")}),
        ("httpx_args", {"headers": {"X-Own": "a"}}),
        ("httpx_args", {"follow_redirects": True}),
        ("httpx_args", {"base_url": "https://other.test"}),
        ("httpx_args", {"cookies": {}}),
        ("httpx_args", {"proxy": 5}),
        ("httpx_args", {"verify": 5}),
        ("async_httpx_args", {"timeout": 5}),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_each_argument_is_checked_at_construction(argument: str, value: Any) -> None:
    """The error names the argument, and nothing has to be called to find it."""
    with pytest.raises(InvalidArgumentError) as caught:
        AuthenticatedClient(
            **{"base_url": "https://api.test", "auth_token": TOKEN, argument: value}
        )
    assert caught.value.argument == argument
    assert len(str(caught.value).splitlines()) == 1


class OwnPolicy(RetryPolicy):
    """A policy of the caller, with a constructor of its own."""

    def __init__(self) -> None:
        super().__init__(backoff=0)
        object.__setattr__(self, "calls", [])

    def wait(self, attempt: int, retry_after: float | None, waited: float) -> float | None:
        vars(self)["calls"].append(attempt)
        return super().wait(attempt, retry_after, waited)


def test_a_subclass_of_the_policy_is_accepted() -> None:
    """It is asked before each repetition."""
    api = FakeApi(
        FakeResponse(503, error_body(503)), FakeResponse(503, error_body(503)), FakeResponse()
    )
    policy = OwnPolicy()
    assert call_sync(api.client(max_retries=3, retry_policy=policy)).to_dict()
    assert vars(policy)["calls"] == [0, 1]
