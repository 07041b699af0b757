"""A client is made from the environment; what is missing or wrong there is named."""

from __future__ import annotations

import re
from typing import Any

import pytest

import bigcommerce_carts
from bigcommerce_carts import AuthenticatedClient, Client
from bigcommerce_carts.client import ENVIRONMENT, USER_AGENT
from bigcommerce_carts.errors import InvalidArgument
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.fake_api import TOKEN, Api, listening, named

OTHER = "another-key"
FULL = {
    "BIGCOMMERCE_STORE_HASH": "abc123",
    "BIGCOMMERCE_ACCESS_TOKEN": TOKEN,
    "BIGCOMMERCE_CLIENT_ID": "client-id",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with all that is needed."""
    for variable, _ in ENVIRONMENT.values():
        monkeypatch.delenv(variable, raising=False)
    for variable, value in FULL.items():
        monkeypatch.setenv(variable, value)


def test_the_variables_are_these() -> None:
    """Two are needed, two are not, and the store's is not where the base URL is given."""
    assert dict(ENVIRONMENT.values()) == {
        "BIGCOMMERCE_STORE_HASH": "server",
        "BIGCOMMERCE_ACCESS_TOKEN": "required",
        "BIGCOMMERCE_CLIENT_ID": "optional",
        "BIGCOMMERCE_API_BASE_URL": "optional",
    }


@both_ways
def test_the_environment_makes_a_client(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """That calls the contract's server with the keys."""
    api = Api()
    transport = api.client().httpx_args
    call(AuthenticatedClient.from_env(httpx_args=transport))
    request = api.requests[0]
    assert str(request.url).startswith("https://api.bigcommerce.com/stores/abc123/v3/carts/")
    assert (request.headers["X-Auth-Token"], request.headers["X-Auth-Client"]) == (
        TOKEN,
        "client-id",
    )


@both_ways
def test_a_base_url_of_ones_own_is_used(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands for the contract's server and its store."""
    with listening() as wire:
        monkeypatch.setenv("BIGCOMMERCE_API_BASE_URL", wire.url)
        monkeypatch.delenv("BIGCOMMERCE_STORE_HASH")
        call(AuthenticatedClient.from_env(httpx_args={"trust_env": False}))
    assert wire.requests[0].startswith(b"POST /carts/")


@pytest.mark.parametrize("variable", ["BIGCOMMERCE_STORE_HASH", "BIGCOMMERCE_ACCESS_TOKEN"])
@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str | None
) -> None:
    """An empty variable is a missing one."""
    monkeypatch.delenv(variable)
    if value is not None:
        monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidArgument) as caught:
        AuthenticatedClient.from_env()
    assert str(caught.value) == f"{variable}: is not set in the environment"


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
    ids=named,
)
def test_what_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """By its variable, for that is what one has to mend; without its value."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidArgument, match=f"^{variable}: ") as caught:
        AuthenticatedClient.from_env()
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("variable", FULL)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"], ids=ascii)
def test_a_line_break_at_the_end_has_a_hint(
    monkeypatch: pytest.MonkeyPatch, variable: str, end: str
) -> None:
    """It comes from a file that was written with echo."""
    monkeypatch.setenv(variable, FULL[variable] + end)
    with pytest.raises(InvalidArgument, match=f"^{variable}: ends with a line break; .*echo"):
        AuthenticatedClient.from_env()


@pytest.mark.parametrize(
    "arguments", [{"auth_token": "other"}, {"timeout": 3}, {"headers": {"X-Note": "1"}}], ids=named
)
def test_arguments_go_before_the_environment(arguments: dict[str, Any]) -> None:
    """The others still come from there."""
    client = AuthenticatedClient.from_env(**arguments)
    expected = {"auth_token": TOKEN, **arguments}["auth_token"]
    assert (client.auth_token, client.store_hash) == (expected, "abc123")


def test_a_given_argument_needs_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is it the variable's fault where it is wrong."""
    monkeypatch.delenv("BIGCOMMERCE_ACCESS_TOKEN")
    assert AuthenticatedClient.from_env(auth_token=OTHER).auth_token == OTHER
    with pytest.raises(InvalidArgument, match=r"^auth_token: "):
        AuthenticatedClient.from_env(auth_token=f"{OTHER}\n")


def test_a_client_without_keys_asks_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """`Client` reads the server and nothing else."""
    monkeypatch.delenv("BIGCOMMERCE_ACCESS_TOKEN")
    assert Client.from_env().store_hash == "abc123"


@both_ways
def test_the_user_agent_says_name_and_version(call: Call) -> None:
    """The version is the package's, without installed metadata."""
    api = Api()
    call(api.client())
    assert api.requests[0].headers["User-Agent"] == USER_AGENT
    assert re.fullmatch(rf"[a-z-]+/{re.escape(bigcommerce_carts.__version__)}", USER_AGENT)
