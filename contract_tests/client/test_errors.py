"""Every failure of a call is an `ApiError` that names the operation, the status and the place."""

from __future__ import annotations

import copy
import pickle

import httpx
import pytest

from bigcommerce_carts import errors
from bigcommerce_carts.errors import ApiError, InvalidArgument, StatusError, UnexpectedStatus
from contract_tests.client.calls import CallFunction, call_sync, error_of, sync_and_async
from contract_tests.client.fake_api import URLS, FakeResponse, case_id, error_body

BASE_CLASSES = {
    "ApiError": Exception,
    "InvalidArgument": ApiError,
    "ConnectionFailed": ApiError,
    "Timeout": ApiError,
    "InvalidResponse": ApiError,
    "UnexpectedRedirect": ApiError,
    "StatusError": ApiError,
    "Unauthorized": StatusError,
    "Forbidden": StatusError,
    "NotFound": StatusError,
    "Conflict": StatusError,
    "UnprocessableEntity": StatusError,
    "RateLimited": StatusError,
    "ServerError": StatusError,
    "UnexpectedStatus": StatusError,
}

# Status -> error class, and whether the contract documents a body.
STATUSES = {
    401: ("Unauthorized", True),
    403: ("Forbidden", True),
    404: ("NotFound", True),
    409: ("Conflict", True),
    422: ("UnprocessableEntity", True),
    429: ("RateLimited", True),
    500: ("ServerError", True),
    503: ("ServerError", True),
    599: ("ServerError", True),
    200: ("UnexpectedStatus", False),
    204: ("UnexpectedStatus", False),
    400: ("UnexpectedStatus", False),
    499: ("UnexpectedStatus", False),
    600: ("UnexpectedStatus", False),
    302: ("UnexpectedRedirect", False),
}


def test_every_error_has_its_base_class() -> None:
    """These are all; `except UnexpectedStatus` catches no status that the contract documents."""
    assert set(errors.__all__) == set(BASE_CLASSES)
    for name, base in BASE_CLASSES.items():
        assert issubclass(getattr(errors, name), base)
        assert issubclass(getattr(errors, name), UnexpectedStatus) == (name == "UnexpectedStatus")
    assert issubclass(InvalidArgument, ValueError)


@pytest.mark.parametrize("status", STATUSES)
@sync_and_async
def test_a_status_raises_its_class(call: CallFunction, status: int) -> None:
    """The error has the status, the headers, the bytes and, if documented, the parsed body."""
    name, is_documented = STATUSES[status]
    headers = {"Content-Type": "application/json", "Location": "https://elsewhere.test/?a=b"}
    response = FakeResponse(status, error_body(status), headers)
    error = error_of(call, response)
    assert type(error) is getattr(errors, name)
    assert (error.status, error.content) == (status, response.content)
    assert error.headers["location"] == headers["Location"]
    body = getattr(error, "body", None)
    assert (body and body.to_dict()) == (error_body(status) if is_documented else None)


OPERATION = "POST /carts/{cartId}/redirect_urls: "


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
            FakeResponse(201, {"data": {**URLS, "cart_url": 1}}),
            "invalid body of response 201: /data/cart_url must be string",
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
    call: CallFunction, response: FakeResponse | BaseException, message: str
) -> None:
    """The message of each class, in full. Other tests match only the parts that users rely on."""
    assert str(error_of(call, response)) == OPERATION + message


def test_the_name_of_an_argument_is_escaped() -> None:
    """Control characters are escaped, so that a message is one line; letters are not."""
    assert str(InvalidArgument("größe", "is missing")) == "größe: is missing"
    assert str(InvalidArgument("a\nb", "is missing")) == "a\\nb: is missing"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"X-Retry-After": "7"}, 7.0),
        ({"x-rate-limit-time-reset-ms": "1500"}, 1.5),
        ({"X-Retry-After": "7", "X-Rate-Limit-Time-Reset-Ms": "1500"}, 7.0),
        ({"X-Retry-After": "1", "X-Rate-Limit-Time-Reset-Ms": "1500"}, 1.5),
        ({"X-Retry-After": "0"}, 0.0),
        ({"X-Retry-After": " 3 "}, 3.0),
        ({"X-Retry-After": "-1"}, None),
        ({"X-Retry-After": "soon", "X-Rate-Limit-Time-Reset-Ms": "9"}, 0.009),
        ({"X-Retry-After": "nan"}, None),
        ({"X-Retry-After": "1e9"}, None),
        ({"X-Retry-After": "9" * 5000}, None),
        ({"X-Retry-After": "\xb2"}, None),
        ({"X-Retry-After": "1, 2"}, None),
    ],
    ids=case_id,
)
@sync_and_async
def test_a_rate_limit_has_the_longest_time_to_wait(
    call: CallFunction, headers: dict[str, str], seconds: float | None
) -> None:
    """The time is in seconds; a header with an invalid number is ignored."""
    error = error_of(call, FakeResponse(429, b"", headers))
    assert error.retry_after == pytest.approx(seconds)


def one_error_of_each_class() -> list[ApiError]:
    """Return one error for each class that a call can raise."""
    responses: list[FakeResponse | BaseException] = [
        *(FakeResponse(status, error_body(status)) for status in STATUSES),
        FakeResponse(201, {}), httpx.ConnectError("x"), httpx.ReadTimeout("x"),
    ]  # fmt: skip
    return [*(error_of(call_sync, each) for each in responses), error_of(call_sync, cart_id="..")]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_errors_survive_pickle_and_copy(protocol: int) -> None:
    """A copy has the same message, attributes and notes; a deep copy has its own headers."""
    found = one_error_of_each_class()
    assert {type(error).__name__ for error in found} == {*BASE_CLASSES} - {
        "ApiError",
        "StatusError",
    }
    for error in found:
        error.add_note("seen in a test")
        pickled = pickle.loads(pickle.dumps(error, protocol))
        for twin in (pickled, copy.copy(error), copy.deepcopy(error)):
            assert type(twin) is type(error)
            assert (twin.args, vars(twin)) == (error.args, vars(error))
        if isinstance(error, StatusError):
            twin = copy.deepcopy(error)
            twin.headers["X-New"] = "1"
            assert "X-New" not in error.headers
