"""Clients share a TLS context, because creating one takes longer than a call."""

from __future__ import annotations

import shutil
import socket
import ssl
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest

from bigcommerce_carts.errors import InvalidArgumentError
from contract_tests.client.calls import ASYNC, SYNC, Call, sync_and_async
from contract_tests.client.fake_api import new_client

REMOTE = "https://api.invalid"


@pytest.fixture(autouse=True)
def _no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolve no name, so that a call opens a transport and fails."""

    def fail(*arguments: Any, **options: Any) -> Any:
        raise OSError("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", fail)


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


def test_fifty_clients_share_one_tls_context(contexts: list[ssl.SSLContext]) -> None:
    """Sync and async calls use the same context, whatever the other settings of a client are."""
    for number in range(50):
        client = new_client(base_url=REMOTE, headers={"X-Number": str(number)})
        (SYNC if number % 2 else ASYNC).outcomes(client)
        SYNC.outcomes(client.with_timeout(3))
    for options in ({"verify": True}, {"trust_env": True}, {"limits": httpx.Limits()}):
        SYNC.outcomes(new_client(base_url=REMOTE, httpx_args=options))
    assert len(contexts) == 1


@sync_and_async
def test_other_tls_settings_have_other_contexts(
    monkeypatch: pytest.MonkeyPatch, call: Call
) -> None:
    """A client that verifies nothing never weakens the others."""
    used: list[ssl.SSLContext] = []
    kind: Any = httpx.AsyncHTTPTransport if call.is_async else httpx.HTTPTransport
    create = kind.__init__

    def watch(self: Any, **options: Any) -> None:
        create(self, **options)
        used.append(self._pool._ssl_context)

    monkeypatch.setattr(kind, "__init__", watch)
    own = ssl.create_default_context()

    def context(**options: Any) -> ssl.SSLContext:
        call.outcomes(new_client(base_url=REMOTE, httpx_args=options))
        return used[-1]

    default, insecure, untrusted = context(), context(verify=False), context(trust_env=False)
    assert context() is default
    assert context(verify=own) is own
    assert insecure.verify_mode is ssl.CERT_NONE
    assert len({id(default), id(insecure), id(own)}) == 3
    for each in (default, untrusted):
        assert each.verify_mode is ssl.CERT_REQUIRED and each.check_hostname


@sync_and_async
def test_a_missing_certificate_file_names_its_variable(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of the file is in the environment, which httpx reads."""
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    with pytest.raises(InvalidArgumentError, match=r"^SSL_CERT_FILE or SSL_CERT_DIR: "):
        call(new_client())
