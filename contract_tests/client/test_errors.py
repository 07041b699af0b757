"""Every failure of a call is an `ApiError` that names the operation, the status and the place."""

from __future__ import annotations

import copy
import pickle

import attrs
import httpx
import pytest

from bigcommerce_carts import UNSET, Response, errors
from bigcommerce_carts.errors import (
    ApiError,
    ApiStatusError,
    InvalidArgumentError,
    NotFoundError,
    UnexpectedStatusError,
    UnprocessableEntityError,
)
from contract_tests.client.calls import SYNC, Call, error_of, sync_and_async
from contract_tests.client.fake_api import URLS, FakeResponse, case_id, error_body
from contract_tests.client.names import DATA, ERRORS, PATH, STATUS, TYPE, URL

#: The body that BigCommerce sends for an unknown cart; see docs/contract.md.
UNKNOWN_CART = {
    STATUS: 404,
    TYPE: "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes",
}
OPERATION = f"POST {PATH}: "

BASE_CLASSES = {
    "ApiError": Exception,
    "InvalidArgumentError": ApiError,
    "ApiConnectionError": ApiError,
    "ApiTimeoutError": ApiError,
    "InvalidResponseError": ApiError,
    "RedirectError": ApiError,
    "ApiStatusError": ApiError,
    "UnauthorizedError": ApiStatusError,
    "ForbiddenError": ApiStatusError,
    "NotFoundError": ApiStatusError,
    "ConflictError": ApiStatusError,
    "UnprocessableEntityError": ApiStatusError,
    "RateLimitError": ApiStatusError,
    "ServerError": ApiStatusError,
    "UnexpectedStatusError": ApiStatusError,
}

# Status -> error class, and whether the contract documents a body.
STATUSES = {
    401: ("UnauthorizedError", True),
    403: ("ForbiddenError", True),
    404: ("NotFoundError", True),
    409: ("ConflictError", True),
    422: ("UnprocessableEntityError", True),
    429: ("RateLimitError", True),
    500: ("ServerError", True),
    503: ("ServerError", True),
    599: ("ServerError", True),
    200: ("UnexpectedStatusError", False),
    204: ("UnexpectedStatusError", False),
    400: ("UnexpectedStatusError", False),
    499: ("UnexpectedStatusError", False),
    600: ("UnexpectedStatusError", False),
    302: ("RedirectError", False),
}


def test_every_error_has_its_base_class() -> None:
    """No class of a documented status is an `UnexpectedStatusError`."""
    assert set(errors.__all__) == set(BASE_CLASSES)
    for name, base in BASE_CLASSES.items():
        assert issubclass(getattr(errors, name), base)
        assert issubclass(getattr(errors, name), UnexpectedStatusError) == (
            name == "UnexpectedStatusError"
        )
    assert issubclass(InvalidArgumentError, ValueError)


@pytest.mark.parametrize("status", STATUSES)
@sync_and_async
def test_a_status_raises_its_class(call: Call, status: int) -> None:
    """The error has the status, the headers, the bytes and, if documented, the parsed body."""
    name, is_documented = STATUSES[status]
    headers = {"Content-Type": "application/json", "Location": "https://elsewhere.test/?a=b"}
    response = FakeResponse(status, error_body(status), headers)
    error = error_of(call, response)
    assert type(error) is getattr(errors, name)
    assert (error.status_code, error.content) == (status, response.content)
    assert error.headers["location"] == headers["Location"]
    body = error.parsed
    assert (body and body.to_dict()) == (error_body(status) if is_documented else None)


@pytest.mark.parametrize("strict", [False, True])
@sync_and_async
def test_the_error_of_an_unknown_cart_is_parsed(call: Call, strict: bool) -> None:
    """The body of the real API has no `title`; the message does not depend on the body."""
    error = error_of(call, FakeResponse(404, UNKNOWN_CART), settings={"strict": strict})
    assert type(error) is NotFoundError
    assert str(error) == OPERATION + "the server responded with status 404"
    parsed = error.parsed
    assert parsed is not None and parsed.to_dict() == UNKNOWN_CART
    attributes = attrs.asdict(parsed, recurse=False).values()
    assert [value for value in attributes if value] == [*UNKNOWN_CART.values()]
    assert [*attributes].count(UNSET) == 3


@pytest.mark.parametrize("strict", [False, True])
@sync_and_async
def test_the_errors_of_fields_have_any_value(call: Call, strict: bool) -> None:
    """The API does not promise texts; nested values reach the caller, but not the `repr`."""
    details = {"a": [{"reason": "is unknown", "index": 0}, None], "other": "is missing"}
    body = {STATUS: 422, ERRORS: details}
    error = error_of(call, FakeResponse(422, body), settings={"strict": strict})
    assert type(error) is UnprocessableEntityError
    parsed = error.parsed
    assert parsed is not None and parsed.to_dict() == body
    assert getattr(parsed, ERRORS) == details
    assert "is unknown" not in f"{error!r} {parsed!r}"


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (httpx.ReadError("x"), "incomplete response (ReadError)"),
        (httpx.ReadTimeout("x"), "timeout (read)"),
        (FakeResponse(404, error_body(404)), "the server responded with status 404"),
        (
            FakeResponse(404, []),
            "the server responded with status 404 (invalid body: must be object)",
        ),
        (FakeResponse(418), "the server responded with status 418"),
        (FakeResponse(201, b"{"), "invalid body of response 201: is not JSON"),
        (
            FakeResponse(201, {DATA: {**URLS, URL: 1}}),
            f"invalid body of response 201: /{DATA}/{URL} must be string",
        ),
        (
            FakeResponse(302),
            "unexpected redirect (302); check base_url",
        ),
    ],
    ids=case_id,
)
@sync_and_async
def test_a_message_names_the_operation_and_the_reason(
    call: Call, response: FakeResponse | BaseException, message: str
) -> None:
    """The message of each class, in full. Other tests match only the parts that users rely on."""
    assert str(error_of(call, response)) == OPERATION + message


def test_the_name_of_an_argument_is_escaped() -> None:
    """Control characters are escaped, so that a message is one line; letters are not."""
    assert str(InvalidArgumentError("größe", "is missing")) == "größe: is missing"
    assert str(InvalidArgumentError("a\nb", "is missing")) == "a\\nb: is missing"


def test_an_invalid_argument_has_its_parts() -> None:
    """The message is the name, the JSON pointer and the reason."""
    error = InvalidArgumentError("body", "is missing", "/a~1b")
    assert str(error) == "body/a~1b: is missing"
    assert (error.argument, error.pointer, error.reason) == ("body", "/a~1b", "is missing")


@pytest.mark.parametrize("status", [201, 302, 404, 418])
@sync_and_async
def test_an_error_with_a_response_has_its_attributes(call: Call, status: int) -> None:
    """They have the names and the values that a `Response` has."""
    error = error_of(call, FakeResponse(status, b"{", {"Retry-After": "3"}))
    assert {field.name for field in attrs.fields(Response)} <= set(vars(error))
    assert (error.status_code, error.content, error.parsed) == (status, b"{", None)
    assert (error.headers["retry-after"], error.retry_after, error.request_id) == ("3", 3.0, None)


def one_error_of_each_class() -> list[ApiError]:
    """Return one error for each class that a call can raise."""
    responses: list[FakeResponse | BaseException] = [
        *(FakeResponse(status, error_body(status)) for status in STATUSES),
        FakeResponse(201, {}), httpx.ConnectError("x"), httpx.ReadTimeout("x"),
    ]  # fmt: skip
    return [*(error_of(SYNC, each) for each in responses), error_of(SYNC, cart_id="..")]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_errors_survive_pickle_and_copy(protocol: int) -> None:
    """A copy has the same message, attributes and notes; a deep copy has its own headers."""
    found = one_error_of_each_class()
    assert {type(error).__name__ for error in found} == {*BASE_CLASSES} - {
        "ApiError",
        "ApiStatusError",
    }
    for error in found:
        error.add_note("seen in a test")
        pickled = pickle.loads(pickle.dumps(error, protocol))
        for twin in (pickled, copy.copy(error), copy.deepcopy(error)):
            assert type(twin) is type(error)
            assert (twin.args, vars(twin)) == (error.args, vars(error))
        if isinstance(error, ApiStatusError):
            twin = copy.deepcopy(error)
            twin.headers["X-New"] = "1"
            assert "X-New" not in error.headers
