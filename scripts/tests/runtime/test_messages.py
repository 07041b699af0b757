"""Requests are built, credentials are added, and responses are decoded, for every kind."""

from __future__ import annotations

from typing import Any, Literal

import httpx
import pytest

from openapi.runtime._base_errors import (
    InvalidArgument,
    InvalidResponse,
    ResponseError,
    UnexpectedRedirect,
)
from openapi.runtime._parameters import Parameter
from openapi.runtime._request import Operation, build_request
from openapi.runtime._response import Documented, parse_response, require_success
from openapi.runtime._settings import Credential, basic, token
from openapi.runtime._transport import build_httpx_request
from openapi.runtime.errors import StatusError, UnexpectedStatus

OPERATION = Operation(
    "GET /a/{id}",
    "GET",
    "/a/{id}",
    parameters=(
        Parameter("path", "id", {"type": "integer"}, required=True),
        Parameter("query", "q"),
        Parameter("query", "r"),
        Parameter("cookie", "c"),
        Parameter("cookie", "d"),
    ),
    security=(("K",),),
)


def test_a_request_has_its_parameters_in_their_locations() -> None:
    """Pairs of a query are joined by `&`, and cookies by a semicolon."""
    request = build_request(OPERATION, [1, "x y", None, "1", "2"])
    assert request.target == "/a/1?q=x%20y"
    assert request.headers == {"Cookie": "c=1; d=2"}


def test_no_repr_shows_an_argument_or_a_credential() -> None:
    """Either could be in a traceback with local variables."""
    request = build_request(OPERATION, [1, "private", None, "private", None])
    shown = repr([request, Credential("header", "X-Auth-Token", "private")])
    assert "private" not in shown


@pytest.mark.parametrize("value", [None, "1", 1.5, True])
def test_an_invalid_argument_is_refused(value: Any) -> None:
    """The error names the parameter."""
    with pytest.raises(InvalidArgument, match=r"^id: must be integer"):
        build_request(OPERATION, [value, None, None, None, None])


@pytest.mark.parametrize(
    ("location", "url", "cookie"),
    [
        ("header", "https://x.test/a/1?q=2", "c=3"),
        ("query", "https://x.test/a/1?q=2&c=s%20t", "c=3"),
        ("cookie", "https://x.test/a/1?q=2", "c=s%20t"),
    ],
)
def test_a_credential_is_sent_in_its_location(location: str, url: str, cookie: str) -> None:
    """In a cookie it replaces the parameter of the same name."""
    sent = build_httpx_request(
        build_request(OPERATION, [1, "2", None, "3", None]),
        httpx.Headers(),
        {"K": Credential(location, "c", "s t")},
        httpx.Timeout(1),
        base_url="https://x.test",
    )
    assert (str(sent.url), sent.headers["Cookie"]) == (url, cookie)
    assert sent.headers.get("c") == ("s t" if location == "header" else None)


def test_a_basic_credential_is_encoded() -> None:
    """RFC 7617: user, colon and password in base64."""
    credential = basic("auth", "header", "Authorization", ("user", "pass"), "Basic")
    assert credential is not None and credential.value == "Basic dXNlcjpwYXNz"
    with pytest.raises(InvalidArgument, match=r"^auth: must be a user"):
        basic("auth", "header", "Authorization", ("us:er", "pass"), "Basic")
    assert token("auth", "header", "X", None, None) is None


Kind = Literal["json", "text", "bytes", "nothing"]


@pytest.mark.parametrize(
    ("kind", "media_type", "content", "parsed"),
    [
        ("json", "application/json", b'{"a":1}', {"a": 1}),
        ("text", "text/plain; charset=latin-1", b"\xe9", "\xe9"),
        ("bytes", "image/png", b"\x89", b"\x89"),
        ("nothing", "text/html", b"ignored", None),
    ],
)
def test_a_body_is_decoded_by_its_kind(
    kind: Kind, media_type: str, content: bytes, parsed: Any
) -> None:
    """The media type of the response must be the documented one, or in its range."""
    response = httpx.Response(200, headers={"Content-Type": media_type}, content=content)
    for documented in (media_type.partition(";")[0], "*/*", f"{media_type.partition('/')[0]}/*"):
        table = {"2XX": Documented((documented,), kind=kind)}
        assert parse_response(OPERATION, table, response).parsed == parsed


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (200, b"NaN", InvalidResponse),
        (200, b'{"a":1,"a":2}', InvalidResponse),
        (200, b"1e999", InvalidResponse),
        (302, b"", UnexpectedRedirect),
        (404, b"[", StatusError),
        (500, b"", UnexpectedStatus),
    ],
)
def test_an_invalid_response_is_an_error(
    status: int, content: bytes, error: type[ResponseError]
) -> None:
    """The error has the status and the content of the response."""
    table = {"200": Documented(("application/json",)), "404": Documented(("application/json",))}
    with pytest.raises(error) as caught:
        parse_response(OPERATION, table, httpx.Response(status, content=content))
    assert type(caught.value) is error
    assert (caught.value.status, caught.value.content) == (status, content)


def test_a_documented_error_is_no_success() -> None:
    """The error has the parsed body."""
    table = {"4XX": Documented(("application/json",))}
    response = parse_response(OPERATION, table, httpx.Response(404, content=b'["a"]'))
    with pytest.raises(StatusError) as caught:
        require_success(OPERATION, table, response)
    assert caught.value.body == ["a"]
