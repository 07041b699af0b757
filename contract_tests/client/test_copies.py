"""A client stays what it was when it was made; a copy changes no original."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import attrs
import httpx
import pytest

from bigcommerce_carts import UNSET, Unset
from bigcommerce_carts.client import USER_AGENT
from bigcommerce_carts.models import RedirectUrls
from contract_tests.client.calls import Call, both_ways
from contract_tests.client.fake_api import TOKEN, URLS, Api


def sent_timeout(api: Api) -> Any:
    return api.requests[-1].extensions["timeout"]


def four(connect: float, rest: float) -> dict[str, float]:
    return {"connect": connect, "read": rest, "write": rest, "pool": rest}


@pytest.mark.parametrize(
    ("settings", "arguments", "expected"),
    [
        ({}, {}, four(5, 10)),
        ({"timeout": 3}, {}, four(3, 3)),
        ({"timeout": httpx.Timeout(3, connect=1)}, {}, four(1, 3)),
        ({}, {"timeout": 2.5}, four(2.5, 2.5)),
        ({"timeout": 3}, {"timeout": httpx.Timeout(9, connect=4)}, four(4, 9)),
        ({"timeout": 3}, {"timeout": UNSET}, four(3, 3)),
        ({}, {"timeout": httpx.Timeout(None)}, dict.fromkeys(four(0, 0))),
    ],
    ids=["default", "client", "client, each", "call", "call, each", "unset", "for ever"],
)
@both_ways
def test_a_timeout_is_the_calls_or_the_clients(
    call: Call, settings: dict[str, Any], arguments: dict[str, Any], expected: dict[str, Any]
) -> None:
    """The default ends; to wait for ever one must say so."""
    api = Api()
    call(api.client(**settings), **arguments)
    assert sent_timeout(api) == expected


@both_ways
def test_a_copy_with_headers_leaves_the_original(call: Call) -> None:
    """A header is replaced whatever its letter case, and sent once."""
    api = Api()
    first = api.client(headers={"X-Note": "1", "X-Other": "2"})
    with first:
        second = first.with_headers({"x-note": "3"})
        call(second)
        call(first)
    notes = [request.headers.get_list("X-Note") for request in api.requests]
    assert notes == [["3"], ["1"]]
    assert [request.headers["X-Other"] for request in api.requests] == ["2", "2"]
    assert [request.headers["X-Auth-Token"] for request in api.requests] == [TOKEN] * 2


@both_ways
def test_a_copy_with_a_timeout_leaves_the_original(call: Call) -> None:
    """Even one whose httpx client is open already."""
    api = Api()
    first = api.client()
    with first:
        call(first)
        call(first.with_timeout(1))
        assert sent_timeout(api) == four(1, 1)
        call(first)
    assert sent_timeout(api) == four(5, 10)


def test_a_copy_has_connections_of_its_own() -> None:
    """To close one does not close the other."""
    first = Api().client()
    with first, first.with_timeout(1) as second:
        assert first.get_httpx_client() is not second.get_httpx_client()
        second.close()
        assert not first.get_httpx_client().is_closed


def test_settings_do_not_change() -> None:
    """A client that threads share stays what it was when it was checked."""
    client = Api().client()
    for name in ("auth_token", "base_url", "headers", "timeout", "store_hash"):
        with pytest.raises(attrs.exceptions.FrozenAttributeError):
            setattr(client, name, "x")


@both_ways
def test_one_user_agent_is_sent(call: Call) -> None:
    """Ours with the version, or the caller's, in any letter case."""
    for headers, expected in (({}, USER_AGENT), ({"user-agent": "mine/1"}, "mine/1")):
        api = Api()
        call(api.client(headers=headers))
        assert api.requests[0].headers.get_list("User-Agent") == [expected]


def test_unset_is_one_object() -> None:
    """After copy, deepcopy and pickle, by itself and in a model."""
    model = RedirectUrls.from_dict(URLS)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(UNSET, protocol)) is UNSET
        assert pickle.loads(pickle.dumps(model, protocol)).to_dict() == URLS
    for twin in (copy.copy(UNSET), copy.deepcopy(UNSET), Unset("UNSET"), copy.deepcopy([UNSET])[0]):
        assert twin is UNSET
    assert copy.deepcopy(model).to_dict() == URLS
    assert (repr(UNSET), bool(UNSET)) == ("UNSET", False)
