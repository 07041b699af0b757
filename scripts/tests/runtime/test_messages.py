"""Requests are built, credentials are added, and responses are decoded, for every kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import httpx
import pytest

from openapi.runtime._base_errors import (
    ApiError,
    InvalidArgumentError,
    InvalidResponseError,
    RedirectError,
    ResponseError,
)
from openapi.runtime._content import Received
from openapi.runtime._operation import Documented, Operation
from openapi.runtime._parameters import Parameter
from openapi.runtime._request import build_request
from openapi.runtime._response import parse_response, require_success
from openapi.runtime._settings import Credential, Scheme, credentials
from openapi.runtime._transport import build_httpx_request
from openapi.runtime.errors import ApiStatusError, UnexpectedStatusError
from openapi.runtime.types import Response

OPERATION = Operation(
    "GET /a/{id}",
    "GET",
    "/a/{id}",
    parameters=(
        Parameter("path", "id", {"type": "integer"}, required=True, argument="id_"),
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


def test_an_empty_list_or_object_is_not_sent() -> None:
    """No style defines its text; JSON does."""
    parameters = (
        Parameter("query", "q"),
        Parameter("header", "H"),
        Parameter("cookie", "c"),
        Parameter("header", "J", style="json"),
    )
    operation = Operation("GET /a", "GET", "/a", parameters=parameters)
    for empty in (list[str](), dict[str, str]()):
        request = build_request(operation, [empty] * 4)
        assert (request.target, request.headers) == ("/a", {"J": str(empty)})


def test_no_repr_shows_an_argument_or_a_credential() -> None:
    """Either could be in a traceback with local variables."""
    request = build_request(OPERATION, [1, "private", None, "private", None])
    shown = repr([request, Credential("header", "X-Auth-Token", "private")])
    assert "private" not in shown


@pytest.mark.parametrize("value", [None, "1", 1.5, True])
def test_an_invalid_argument_is_refused(value: Any) -> None:
    """The error has the name of the argument in Python."""
    with pytest.raises(InvalidArgumentError, match=r"^id_: must be integer"):
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
        (),
        {"K": Credential(location, "c", "s t")},
        httpx.Timeout(1),
        base_url="https://x.test",
    )
    assert (str(sent.url), sent.headers["Cookie"]) == (url, cookie)
    assert sent.headers.get("c") == ("s t" if location == "header" else None)


def test_a_missing_credential_is_named() -> None:
    """A request is not built without the credentials that its operation needs."""
    with pytest.raises(InvalidArgumentError, match=r"^client: GET /a/{id} needs .* K$"):
        build_httpx_request(
            build_request(OPERATION, [1, None, None, None, None]),
            (),
            {},
            httpx.Timeout(1),
            base_url="https://x.test",
        )


BASIC = {"B": Scheme("auth", "header", "Authorization", required=True, is_basic=True)}


def test_a_basic_credential_is_encoded() -> None:
    """RFC 7617: user, colon and password in base64, after the prefix."""
    found = credentials(BASIC, {"auth": ("user", "pass"), "auth_prefix": "Basic"})
    assert found["B"].value == "Basic dXNlcjpwYXNz"


@pytest.mark.parametrize("value", [("us:er", "pass"), "user:pass", ("user",), 1])
def test_a_basic_credential_is_a_user_and_a_password(value: Any) -> None:
    """RFC 7617: a user contains no colon."""
    with pytest.raises(InvalidArgumentError, match=r"^auth: must be a user"):
        credentials(BASIC, {"auth": value, "auth_prefix": "Basic"})


@pytest.mark.parametrize("is_basic", [True, False])
def test_only_an_optional_credential_may_be_missing(is_basic: bool) -> None:
    """None means that there is no credential."""
    given = {"auth": None, "auth_prefix": None}
    scheme = Scheme("auth", "header", "X", is_basic=is_basic)
    assert credentials({"S": scheme}, given) == {}
    with pytest.raises(InvalidArgumentError, match=r"^auth: is missing"):
        credentials({"S": scheme._replace(required=True)}, given)


def received_with(status: int, content: bytes, media_type: str = "application/json") -> Received:
    """Return a response whose body was read."""
    headers = {"Content-Type": media_type}
    return Received(httpx.Response(status, headers=headers), content, None)


def parse(responses: Mapping[str, Documented], received: Received) -> Response[Any] | ApiError:
    """Return the outcome of *received* for an operation that documents *responses*."""
    return parse_response(OPERATION._replace(responses=responses), received, strict=False)


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
    received = received_with(200, content, media_type)
    for documented in (media_type.partition(";")[0], "*/*", f"{media_type.partition('/')[0]}/*"):
        outcome = parse({"2XX": Documented((documented,), kind=kind)}, received)
        assert isinstance(outcome, Response)
        assert outcome.parsed == parsed


JSON = Documented(("application/json",))


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (200, b"NaN", InvalidResponseError),
        (200, b'{"a":1,"a":2}', InvalidResponseError),
        (200, b"1e999", InvalidResponseError),
        (200, b"1e-999", InvalidResponseError),
        (200, b'"\xff"', InvalidResponseError),
        (200, b"[" * 200_000, InvalidResponseError),
        (302, b"", RedirectError),
        (404, b"[", ApiStatusError),
        (500, b"", UnexpectedStatusError),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_invalid_response_is_an_error(
    status: int, content: bytes, error: type[ResponseError]
) -> None:
    """The error has the status and the content of the response."""
    outcome = parse({"200": JSON, "404": JSON}, received_with(status, content))
    assert isinstance(outcome, ResponseError)
    assert (type(outcome), outcome.status_code, outcome.content) == (error, status, content)


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), AttributeError("x")], ids=repr)
def test_a_body_that_its_model_cannot_read_is_an_error(error: Exception) -> None:
    """This would be a fault of the generator, and still is an `ApiError` for the caller."""

    def fail(_: Any) -> Any:
        raise error

    outcome = parse({"200": JSON._replace(parse=fail)}, received_with(200, b"1"))
    assert isinstance(outcome, InvalidResponseError)
    assert outcome.reason == "cannot be read as its model"


def test_a_documented_error_is_not_a_success() -> None:
    """The error has the parsed body."""
    operation = OPERATION._replace(responses={"4XX": JSON})
    response = parse_response(operation, received_with(404, b'["a"]'), strict=False)
    assert isinstance(response, Response)
    with pytest.raises(ApiStatusError) as caught:
        require_success(operation, response)
    assert caught.value.parsed == ["a"]


@pytest.mark.parametrize(
    ("status", "pattern"), [(404, "404"), (400, "4XX"), (500, "DEFAULT"), (200, "DEFAULT")]
)
def test_the_most_specific_pattern_documents_a_status(status: int, pattern: str) -> None:
    """The order is the status, its range, and the default."""
    responses = {"DEFAULT": JSON, "4XX": JSON, "404": JSON}
    assert OPERATION._replace(responses=responses).pattern_of(status) == pattern
