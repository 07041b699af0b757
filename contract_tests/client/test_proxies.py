"""Proxies and ~/.netrc of the environment never see a credential that is not for them."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.errors import ApiConnectionError, InvalidArgumentError
from contract_tests.client.fake_api import TOKEN
from contract_tests.client.raw_server import (
    CLOSE,
    Peer,
    both_kinds,
    echo,
    outcomes,
    raw_server,
)

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


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


HOSTS = ("127.0.0.1", "127.1.2.3", *(["::1"] if has_ipv6() else []))


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


def refuse(peer: Peer, request: bytes) -> object:
    """Answer like a proxy that cannot reach the server."""
    peer.send(b"HTTP/1.1 502 -\r\nContent-Length: 0\r\n\r\n")
    return CLOSE


@pytest.mark.parametrize("variable", PROXY_VARIABLES)
@pytest.mark.parametrize("host", HOSTS)
@both_kinds
def test_a_server_on_this_machine_is_called_without_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, is_async: bool, host: str, variable: str
) -> None:
    """No connection reaches the proxy, which would see the credential in clear text."""
    with raw_server(refuse) as proxy, raw_server(echo, host) as server:
        monkeypatch.setenv(variable, proxy.url)
        assert outcomes(server.client(), is_async=is_async) == [True]
        assert (proxy.peers, len(server.requests)) == ([], 1)


@pytest.mark.parametrize("name", ["localhost", "LocalHost"])
@both_kinds
def test_localhost_is_called_without_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, is_async: bool, name: str
) -> None:
    """A host name is compared without its letter case."""
    with raw_server(refuse) as proxy, raw_server(echo) as server:
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        client = server.client(base_url=f"http://{name}:{server.port}")
        assert outcomes(client, is_async=is_async) == [True]
        assert proxy.peers == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@both_kinds
def test_https_on_this_machine_is_called_without_the_proxy(
    monkeypatch: pytest.MonkeyPatch, is_async: bool, host: str
) -> None:
    """The handshake goes to the server itself."""
    with raw_server(refuse) as proxy, socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        url = f"https://{host}:{server.getsockname()[1]}"
        client = AuthenticatedClient(auth_token=TOKEN, base_url=url, timeout=0.1)
        outcomes(client, is_async=is_async)
        with server.accept()[0] as connection:
            assert connection.recv(1) == b"\x16"  # a TLS handshake
        assert proxy.peers == []


@both_kinds
@pytest.mark.parametrize("base", ["127.0.0.1", "localhost"])
def test_a_proxy_of_the_caller_is_used_also_for_this_machine(is_async: bool, base: str) -> None:
    """The argument `proxy` is a decision of the caller."""
    with raw_server(echo) as proxy:
        client = AuthenticatedClient(
            auth_token=TOKEN, base_url=f"http://{base}:9", httpx_args={"proxy": proxy.url}
        )
        assert outcomes(client, is_async=is_async) == [True]
        assert proxy.requests[0].startswith(f"POST http://{base}:9/carts/".encode())


def tunnel(peer: Peer, request: bytes) -> None:
    """Accept CONNECT, keep the first byte that the client sends through the tunnel, and close."""
    peer.send(b"HTTP/1.1 200 -\r\n\r\n")
    peer.server.requests.append(peer.socket.recv(1))
    peer.socket.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@both_kinds
def test_a_remote_server_is_called_through_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, is_async: bool, variable: str
) -> None:
    """A TLS handshake begins in the tunnel, and the proxy sees no credential."""
    with raw_server(tunnel) as proxy:
        monkeypatch.setenv(variable, proxy.url)
        client = AuthenticatedClient(auth_token=TOKEN, base_url=REMOTE)
        (error,) = outcomes(client, is_async=is_async)
        connect, handshake = proxy.requests
    assert connect.startswith(b"CONNECT api.invalid:443 HTTP/1.1\r\n")
    assert TOKEN.encode() not in connect
    assert handshake == b"\x16"
    assert isinstance(error, ApiConnectionError)
    assert not error.sent


@pytest.mark.parametrize("value", ["api.invalid", ".invalid", "*", "other.test, api.invalid"])
@both_kinds
def test_no_proxy_is_respected(monkeypatch: pytest.MonkeyPatch, is_async: bool, value: str) -> None:
    """The host is resolved instead, and does not exist."""
    with raw_server(refuse) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", value)
        client = AuthenticatedClient(auth_token=TOKEN, base_url=REMOTE, timeout=1)
        (error,) = outcomes(client, is_async=is_async)
        assert proxy.peers == []
    assert not error.sent


@both_kinds
def test_an_environment_that_is_not_trusted_has_no_proxy(
    monkeypatch: pytest.MonkeyPatch, is_async: bool
) -> None:
    """The argument `trust_env` also applies to proxies."""
    with raw_server(refuse) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        client = AuthenticatedClient(
            auth_token=TOKEN, base_url=REMOTE, timeout=1, httpx_args={"trust_env": False}
        )
        outcomes(client, is_async=is_async)
        assert proxy.peers == []


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    "value", ["ftp://user:s3cret@proxy.test", "http://user:s3cret@proxy.test:port"]
)
@both_kinds
def test_an_invalid_proxy_of_the_environment_is_named(
    monkeypatch: pytest.MonkeyPatch, is_async: bool, value: str, variable: str
) -> None:
    """The error names the variable, and no part of its value, which may contain a password."""
    monkeypatch.setenv(variable, value)
    client = AuthenticatedClient(auth_token=TOKEN, base_url=REMOTE)
    (error,) = outcomes(client, is_async=is_async)
    assert isinstance(error, InvalidArgumentError)
    assert error.argument == variable
    assert "s3cret" not in str(error)
    assert (error.__context__, error.__cause__) == (None, None)


@both_kinds
def test_a_unix_domain_socket_is_used_without_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_async: bool
) -> None:
    """With a proxy, httpx ignores the path of the socket. The handshake arrives there."""
    path = str(tmp_path / "s")
    with raw_server(refuse) as proxy, socket.socket(socket.AF_UNIX) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        server.bind(path)
        server.listen()
        client = AuthenticatedClient(
            auth_token=TOKEN, base_url=REMOTE, timeout=0.1, httpx_args={"uds": path}
        )
        outcomes(client, is_async=is_async)
        assert proxy.peers == []
        with server.accept()[0] as connection:
            assert connection.recv(1) == b"\x16"  # a TLS handshake


@both_kinds
def test_an_invalid_proxy_does_not_matter_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, is_async: bool
) -> None:
    """A variable that is not used is not checked."""
    monkeypatch.setenv("ALL_PROXY", "ftp://proxy.test")
    with raw_server(echo) as server:
        assert outcomes(server.client(), is_async=is_async) == [True]


@pytest.mark.parametrize("variable", ["NETRC", "HOME"])
@both_kinds
def test_netrc_is_never_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_async: bool, variable: str
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
        assert outcomes(server.client(), is_async=is_async) == [True]
        assert b"authorization" not in server.requests[0].lower()
