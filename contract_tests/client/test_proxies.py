"""Proxies and ~/.netrc of the environment never see a credential that is not for them."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from bigcommerce_carts import RetryPolicy
from bigcommerce_carts.errors import ApiConnectionError, InvalidArgumentError
from contract_tests.client.calls import Call, sync_and_async
from contract_tests.client.fake_api import TOKEN, new_client
from contract_tests.client.raw_server import Peer, closing, connections, echo, raw_server

PROXY_VARIABLES = (
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
)
# A host that does not exist (RFC 6761, 6.4), so that only a proxy can be reached.
REMOTE = "https://api.invalid/v3"
#: The answer of a proxy that cannot reach the server.
REFUSE = closing(b"HTTP/1.1 502 -\r\nContent-Length: 0\r\n\r\n")
TLS_HANDSHAKE = b"\x16"


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


HOSTS = ("127.0.0.1", "127.1.2.3", "localhost", "LocalHost", *(["::1"] if has_ipv6() else []))


@pytest.fixture(autouse=True)
def _environment_without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXY_VARIABLES, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    resolve = socket.getaddrinfo

    def resolve_local(host: Any, *arguments: Any, **options: Any) -> Any:
        if b"invalid" in (host if isinstance(host, bytes) else host.encode()):
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        return resolve(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_local)


def keep_first_byte(peer: Peer) -> None:
    """Keep the first byte that the client sends, and close."""
    peer.server.record(peer.socket.recv(1))


@pytest.mark.parametrize("variable", PROXY_VARIABLES)
@pytest.mark.parametrize("host", HOSTS)
@sync_and_async
def test_a_server_on_this_machine_is_called_without_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, call: Call, host: str, variable: str
) -> None:
    """No connection reaches the proxy, which would see the credential in clear text."""
    address = "127.0.0.1" if host.lower() == "localhost" else host
    with raw_server(REFUSE) as proxy, raw_server(echo, host=address) as server:
        monkeypatch.setenv(variable, proxy.url)
        client = server.client(base_url=server.url.replace(address, host))
        assert call.outcomes(client) == [True]
        assert (proxy.peers, len(server.requests)) == ([], 1)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@sync_and_async
def test_https_on_this_machine_is_called_without_the_proxy(
    monkeypatch: pytest.MonkeyPatch, call: Call, host: str
) -> None:
    """The handshake goes to the server itself."""
    with raw_server(REFUSE) as proxy, connections(keep_first_byte) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        url = server.url.replace("http:", "https:").replace("127.0.0.1", host)
        call.outcomes(server.client(base_url=url))
        assert (proxy.peers, server.requests) == ([], [TLS_HANDSHAKE])


@sync_and_async
def test_a_unix_domain_socket_is_used_without_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: Call
) -> None:
    """With a proxy, httpx ignores the path of the socket. The handshake arrives there."""
    path = tmp_path / "s"
    with raw_server(REFUSE) as proxy, connections(keep_first_byte, path) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        call.outcomes(new_client(base_url=REMOTE, httpx_args={"uds": str(path)}))
        assert (proxy.peers, server.requests) == ([], [TLS_HANDSHAKE])


@sync_and_async
@pytest.mark.parametrize("base", ["127.0.0.1", "localhost"])
def test_a_proxy_of_the_caller_is_used_also_for_this_machine(call: Call, base: str) -> None:
    """The argument `proxy` is a decision of the caller, and holds for each attempt."""
    busy = b"HTTP/1.1 503 -\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
    with raw_server(busy, echo) as proxy:
        client = new_client(
            base_url=f"http://{base}:9",
            httpx_args={"proxy": proxy.url},
            max_retries=1,
            retry_policy=RetryPolicy(backoff=0),
        )
        assert call.outcomes(client) == [True]
    start = f"POST http://{base}:9/carts/".encode()
    assert [request.startswith(start) for request in proxy.requests] == [True, True]


def tunnel(peer: Peer, request: bytes) -> None:
    """Accept CONNECT, keep the first byte that the client sends through the tunnel, and close."""
    peer.send(b"HTTP/1.1 200 -\r\n\r\n")
    keep_first_byte(peer)
    peer.socket.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@sync_and_async
def test_a_remote_server_is_called_through_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, call: Call, variable: str
) -> None:
    """A TLS handshake begins in the tunnel, and the proxy sees no credential."""
    with raw_server(tunnel) as proxy:
        monkeypatch.setenv(variable, proxy.url)
        (error,) = call.outcomes(new_client(base_url=REMOTE))
        connect, handshake = proxy.requests
    assert connect.startswith(b"CONNECT api.invalid:443 HTTP/1.1\r\n")
    assert TOKEN.encode() not in connect
    assert handshake == TLS_HANDSHAKE
    assert isinstance(error, ApiConnectionError)
    assert not error.sent


@pytest.mark.parametrize(
    ("no_proxy", "options"),
    [
        ("api.invalid", {}),
        (".invalid", {}),
        ("*", {}),
        ("other.test, api.invalid", {}),
        ("", {"trust_env": False}),
    ],
)
@sync_and_async
def test_no_proxy_and_trust_env_are_respected(
    monkeypatch: pytest.MonkeyPatch, call: Call, no_proxy: str, options: dict[str, Any]
) -> None:
    """The host is resolved instead, and does not exist."""
    with raw_server(REFUSE) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", no_proxy)
        (error,) = call.outcomes(new_client(base_url=REMOTE, httpx_args=options))
        assert proxy.peers == []
    assert not error.sent


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    "value", ["ftp://user:s3cret@proxy.test", "http://user:s3cret@proxy.test:port"]
)
@sync_and_async
def test_an_invalid_proxy_of_the_environment_is_named(
    monkeypatch: pytest.MonkeyPatch, call: Call, value: str, variable: str
) -> None:
    """The error names the variable, and no part of its value, which may contain a password."""
    monkeypatch.setenv(variable, value)
    (error,) = call.outcomes(new_client(base_url=REMOTE))
    assert isinstance(error, InvalidArgumentError)
    assert error.argument == variable
    assert "s3cret" not in str(error)
    assert (error.__context__, error.__cause__) == (None, None)


@sync_and_async
def test_an_invalid_proxy_does_not_matter_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, call: Call
) -> None:
    """A variable that is not used is not checked."""
    monkeypatch.setenv("ALL_PROXY", "ftp://proxy.test")
    with raw_server(echo) as server:
        assert call.outcomes(server.client()) == [True]


@pytest.mark.parametrize("variable", ["NETRC", "HOME"])
@sync_and_async
def test_netrc_is_never_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: Call, variable: str
) -> None:
    """No header Authorization is sent, although the file has an entry for the host."""
    netrc = tmp_path / ".netrc"
    netrc.write_text(
        "machine 127.0.0.1 login user password s3cret\ndefault login user password s3cret\n",
        encoding="utf-8",
    )
    netrc.chmod(0o600)
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv(variable, str(netrc if variable == "NETRC" else tmp_path))
    with raw_server(echo) as server:
        assert call.outcomes(server.client()) == [True]
        assert b"authorization" not in server.requests[0].lower()
