"""A client is made from environment variables; an error names the variable."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.errors import InvalidArgumentError
from contract_tests.client.calls import Call, sync_and_async
from contract_tests.client.fake_api import TOKEN, FakeApi, case_id
from contract_tests.client.messages import message
from contract_tests.client.names import CLIENT_ID_HEADER, TOKEN_HEADER
from contract_tests.client.raw_server import raw_server

OTHER_TOKEN = "another-token"
VARIABLES = {
    "BIGCOMMERCE_STORE_HASH": "abc123",
    "BIGCOMMERCE_ACCESS_TOKEN": TOKEN,
    "BIGCOMMERCE_CLIENT_ID": "client-id",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set every variable except the optional base URL."""
    monkeypatch.delenv("BIGCOMMERCE_API_BASE_URL", raising=False)
    for variable, value in VARIABLES.items():
        monkeypatch.setenv(variable, value)


def request_from_env(call: Call, **arguments: Any) -> tuple[httpx.URL, httpx.Headers]:
    """Return the URL and the headers of a call by a client from the environment."""
    api = FakeApi()
    options = {"transport": httpx.MockTransport(api)}
    call(AuthenticatedClient.from_env(httpx_args=options, **arguments))
    return api.requests[0].url, api.requests[0].headers


@pytest.mark.parametrize("client_id", ["client-id", None])
@sync_and_async
def test_a_client_from_the_environment_calls_the_server_of_the_contract(
    call: Call, monkeypatch: pytest.MonkeyPatch, client_id: str | None
) -> None:
    """The client sends the credentials of the environment; the client id is optional."""
    if client_id is None:
        monkeypatch.delenv("BIGCOMMERCE_CLIENT_ID")
    url, headers = request_from_env(call)
    assert str(url).startswith("https://api.bigcommerce.com/stores/abc123/v3/carts/")
    assert (headers[TOKEN_HEADER], headers.get(CLIENT_ID_HEADER)) == (TOKEN, client_id)


@sync_and_async
def test_a_base_url_replaces_the_server_of_the_contract(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a base URL in the environment, the store hash is not needed."""
    with raw_server(message()) as server:
        monkeypatch.setenv("BIGCOMMERCE_API_BASE_URL", server.url)
        monkeypatch.delenv("BIGCOMMERCE_STORE_HASH")
        call(AuthenticatedClient.from_env(httpx_args={"trust_env": False}))
    assert server.requests[0].startswith(b"POST /carts/")


@pytest.mark.parametrize("variable", ["BIGCOMMERCE_STORE_HASH", "BIGCOMMERCE_ACCESS_TOKEN"])
@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_a_missing_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str | None
) -> None:
    """An empty variable counts as missing."""
    monkeypatch.delenv(variable)
    if value is not None:
        monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidArgumentError, match=f"^{variable}: .*not set"):
        AuthenticatedClient.from_env()


def test_all_missing_variables_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller can set them in one step; an optional variable is not among them."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable)
    names = "BIGCOMMERCE_STORE_HASH, BIGCOMMERCE_ACCESS_TOKEN"
    with pytest.raises(InvalidArgumentError, match=f"^{names}: are not set") as caught:
        AuthenticatedClient.from_env()
    assert caught.value.argument == names


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BIGCOMMERCE_ACCESS_TOKEN", f" {TOKEN}"),
        ("BIGCOMMERCE_ACCESS_TOKEN", f"{TOKEN}\x7f"),
        ("BIGCOMMERCE_ACCESS_TOKEN", f"{TOKEN}\xe9"),
        ("BIGCOMMERCE_CLIENT_ID", f"{TOKEN} "),
        ("BIGCOMMERCE_STORE_HASH", ".."),
        ("BIGCOMMERCE_STORE_HASH", "a b\t"),
        ("BIGCOMMERCE_API_BASE_URL", "http://api.test"),
        ("BIGCOMMERCE_API_BASE_URL", f"https://user:{TOKEN}@api.test"),
        ("BIGCOMMERCE_API_BASE_URL", "api.test"),
    ],
    ids=case_id,
)
def test_an_invalid_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """The error names the variable and not the argument, without its value."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidArgumentError, match=f"^{variable}: ") as caught:
        AuthenticatedClient.from_env()
    assert caught.value.argument == variable
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"], ids=ascii)
def test_a_line_break_at_the_end_is_explained(
    monkeypatch: pytest.MonkeyPatch, variable: str, end: str
) -> None:
    """The error mentions `echo`, which usually writes the line break into a file of secrets."""
    monkeypatch.setenv(variable, VARIABLES[variable] + end)
    with pytest.raises(InvalidArgumentError, match=f"^{variable}: .*line break.*echo"):
        AuthenticatedClient.from_env()


@sync_and_async
def test_an_argument_replaces_its_variable(call: Call) -> None:
    """The other settings still come from the environment."""
    url, headers = request_from_env(call, auth_token=OTHER_TOKEN)
    assert headers[TOKEN_HEADER] == OTHER_TOKEN
    assert "/stores/abc123/" in str(url)


def test_other_settings_are_arguments() -> None:
    """Settings without a variable have their defaults, or are given."""
    assert AuthenticatedClient.from_env().total_timeout == 60
    assert AuthenticatedClient.from_env(total_timeout=3).total_timeout == 3


def test_an_argument_needs_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error of an invalid argument names the argument and not the variable."""
    monkeypatch.delenv("BIGCOMMERCE_ACCESS_TOKEN")
    AuthenticatedClient.from_env(auth_token=OTHER_TOKEN)
    with pytest.raises(InvalidArgumentError, match=r"^auth_token: "):
        AuthenticatedClient.from_env(auth_token=f"{OTHER_TOKEN}\n")


def test_an_argument_of_none_is_not_replaced_by_its_variable() -> None:
    """A caller that passes an unset value by mistake gets an error and no other credential."""
    with pytest.raises(InvalidArgumentError, match=r"^auth_token: is missing"):
        AuthenticatedClient.from_env(auth_token=None)  # type: ignore[arg-type]
