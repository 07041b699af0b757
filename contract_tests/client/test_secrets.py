"""A client, its objects and the errors of its constructor show no credential."""

from __future__ import annotations

import copy
import sys
from types import FrameType
from typing import Any

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient, Response
from bigcommerce_carts.errors import InvalidArgumentError
from contract_tests.client.calls import SYNC
from contract_tests.client.fake_api import SECRET_URL, SUCCESS, TOKEN, URLS, new_client
from contract_tests.client.leaks import (
    PASSWORD,
    check_error,
    dies_at_once,
    frames_of_the_client,
    shows,
)
from contract_tests.client.names import ERRORS, META, TOKEN_HEADER, ErrorBody, Success, Urls


class Unusable:
    """An argument of the wrong type whose repr has a secret."""

    def __repr__(self) -> str:
        return TOKEN


#: Invalid arguments of the constructor.
SETTINGS: dict[str, dict[str, Any]] = {
    "newline": {"auth_token": f"{TOKEN}\n"},
    "bytes": {"auth_token": TOKEN.encode()},
    "unusable": {"auth_token": Unusable()},
    "surrogate": {"auth_token": f"{TOKEN}\ud800"},
    "list": {"auth_token": [TOKEN]},
    "client": {"auth_client": f"{TOKEN}\0"},
    "header": {"headers": {"X-Own": f"{TOKEN}\r\n"}},
    "header-name": {"headers": {f"X {TOKEN}": "a"}},
    "reserved-header": {"headers": {TOKEN_HEADER: TOKEN}},
    "headers": {"headers": [TOKEN]},
    "base-url": {"base_url": f"https://user:{PASSWORD}@api.test"},
    "base-url-query": {"base_url": f"https://api.test?key={TOKEN}"},
    "proxy": {"httpx_args": {"proxy": f"ftp://user:{PASSWORD}@proxy.test"}},
    "proxy-and-uds": {"httpx_args": {"proxy": f"http://u:{PASSWORD}@proxy.test", "uds": "x"}},
    "auth": {"httpx_args": {"auth": ("user", PASSWORD)}},
    "async-proxy": {"async_httpx_args": {"proxy": f"ftp://user:{PASSWORD}@proxy.test"}},
    "timeout": {"timeout": "soon"},
    "total-timeout": {"total_timeout": 0},
    "retries": {"max_retries": -1},
    "policy": {"retry_policy": 3},
    "store-hash": {"store_hash": ".."},
}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_an_error_of_the_constructor_shows_no_secret(settings: dict[str, Any]) -> None:
    """Valid secrets next to the invalid argument are hidden as well."""

    async def construct() -> None:
        new_client(**{"auth_client": TOKEN, **settings})

    with pytest.raises(InvalidArgumentError) as caught:
        SYNC.run(construct())
    check_error(caught.value)
    assert dies_at_once(SYNC, construct)


def test_an_error_of_the_environment_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the variable."""
    monkeypatch.setenv("BIGCOMMERCE_ACCESS_TOKEN", f"{TOKEN}\n")
    monkeypatch.setenv("BIGCOMMERCE_STORE_HASH", "abc")

    async def construct() -> None:
        AuthenticatedClient.from_env(headers={"X-Own": PASSWORD})

    with pytest.raises(InvalidArgumentError) as caught:
        SYNC.run(construct())
    assert caught.value.argument == "BIGCOMMERCE_ACCESS_TOKEN"
    check_error(caught.value)
    assert dies_at_once(SYNC, construct)


PROXY = {"proxy": f"http://u:{PASSWORD}@proxy.test"}
CLIENT = new_client(auth_client=TOKEN, headers={"X-Own": PASSWORD}, httpx_args=PROXY)
OBJECTS: dict[str, Any] = {
    "client": CLIENT,
    "copy with headers": CLIENT.with_headers({"Authorization": TOKEN}),
    "copy with a timeout": CLIENT.with_timeout(3),
    "credentials": vars(CLIENT)["_credentials"],
    "response": Response(201, TOKEN.encode(), httpx.Headers({"X": TOKEN}), TOKEN),
    "urls": Urls.from_dict({**URLS, "other": SECRET_URL}),
    "success": Success.from_dict({**SUCCESS, META: {"a": SECRET_URL}, "other": SECRET_URL}),
    "error": ErrorBody.from_dict({"other": SECRET_URL, ERRORS: {"a": [SECRET_URL]}}),
}


@pytest.mark.parametrize("value", OBJECTS.values(), ids=OBJECTS)
def test_an_object_shows_no_secret(value: Any) -> None:
    """`repr`, `str` and f-strings contain no secret, also those of the parts of the object."""
    assert not shows(value)
    assert not shows([value])


def test_a_half_made_client_has_a_repr() -> None:
    """Tools print the local variables of a constructor that has failed."""
    assert repr(AuthenticatedClient.__new__(AuthenticatedClient)).startswith("AuthenticatedClient(")
    with pytest.raises(InvalidArgumentError) as caught:
        new_client(auth_token=f"{TOKEN}\n")
    half = next(frames_of_the_client(caught.value)).f_locals["self"]
    assert type(half) is AuthenticatedClient
    assert repr(half).startswith("AuthenticatedClient(")


def test_a_debugger_does_not_change_the_arguments_of_a_client() -> None:
    """A client that was made under a trace function can be copied."""

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        assert frame.f_locals is not None  # reading it writes into the dict of `locals`
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        client = new_client(headers={"X-Own": "a"})
    finally:
        sys.settrace(before)
    assert copy.copy(client).headers == {"X-Own": "a"}
