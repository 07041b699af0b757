"""Whatever goes wrong is one error of one tree, and says enough to act on."""

from __future__ import annotations

import copy
import pickle
import re

import httpx
import pytest

from bigcommerce_carts import errors
from bigcommerce_carts.errors import ApiError, InvalidArgument, StatusError, UnexpectedStatus
from contract_tests.client.calls import Call, both_ways, call_sync, failing
from contract_tests.client.fake_api import CART, SUCCESS, URLS, Answer, Api, fault, named

TREE = {
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

STATUSES = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    422: "UnprocessableEntity",
    429: "RateLimited",
    500: "ServerError",
    503: "ServerError",
    599: "ServerError",
    200: "UnexpectedStatus",
    204: "UnexpectedStatus",
    400: "UnexpectedStatus",
    499: "UnexpectedStatus",
    600: "UnexpectedStatus",
}


def test_the_tree_is_as_drawn() -> None:
    """The docstring, the public names and the classes agree."""
    assert set(errors.__all__) == set(TREE)
    assert re.findall(r"^ {4}.*?(\w+)", errors.__doc__ or "", re.MULTILINE) == list(TREE)
    for name, parent in TREE.items():
        assert issubclass(getattr(errors, name), parent)
    assert issubclass(InvalidArgument, ValueError)


@pytest.mark.parametrize(("status", "name"), STATUSES.items())
@both_ways
def test_a_status_is_its_class(call: Call, status: int, name: str) -> None:
    """With the status, the headers, the bytes, and the body as a model where it has one."""
    answer = Answer(status, fault(status), {"Content-Type": "application/json", "X-Note": "1"})
    error = failing(call, answer)
    assert type(error) is getattr(errors, name)
    assert (error.status, error.headers["x-note"], error.content) == (status, "1", answer.content)
    body = None if name == "UnexpectedStatus" else fault(status)
    assert (error.body and error.body.to_dict()) == body
    assert str(status) in str(error)


WHERE = "POST /carts/{cartId}/redirect_urls: "


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(404, fault(404)), "the server responded with status 404"),
        (Answer(404, []), "the server responded with status 404 (invalid body: must be object)"),
        (Answer(418), "the server responded with status 418"),
        (Answer(201, b"{"), "invalid body of response 201: is not JSON"),
        (
            Answer(201, {"data": {**URLS, "cart_url": 1}}),
            "invalid body of response 201: /data/cart_url must be string",
        ),
        (
            Answer(302),
            "unexpected redirect (302); check base_url",
        ),
    ],
    ids=named,
)
@both_ways
def test_a_message_says_where_and_what(call: Call, answer: Answer, message: str) -> None:
    """The operation, the status, the place in the body and what is wrong there; and no more."""
    assert str(failing(call, answer)) == WHERE + message


def test_a_name_in_a_message_is_one_line() -> None:
    """Of a member or an argument: as it is, unless a terminal would do something with it."""
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
    ids=named,
)
@both_ways
def test_a_rate_limit_says_how_long_to_wait(
    call: Call, headers: dict[str, str], seconds: float | None
) -> None:
    """In seconds; of two headers the longer; what is no number says nothing."""
    assert failing(call, Answer(429, b"", headers)).retry_after == pytest.approx(seconds)


def samples() -> list[ApiError]:
    """One error of each class, as calls raise them."""
    answers: list[Answer | BaseException] = [Answer(status, fault(status)) for status in STATUSES]
    answers += [Answer(302), Answer(201, {}), httpx.ConnectError("x"), httpx.ReadTimeout("x")]
    return [*(failing(call_sync, a) for a in answers), failing(call_sync, cart_id="..")]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_errors_travel(protocol: int) -> None:
    """Through pickle, copy and deepcopy, with all they hold and their notes."""
    found = samples()
    assert {type(error).__name__ for error in found} == set(TREE) - {"ApiError", "StatusError"}
    for error in found:
        error.add_note("seen in a test")
        pickled = pickle.loads(pickle.dumps(error, protocol))
        for twin in (pickled, copy.copy(error), copy.deepcopy(error)):
            assert type(twin) is type(error)
            assert (twin.args, vars(twin)) == (error.args, vars(error))


def test_copies_share_nothing_that_changes() -> None:
    """A deep copy is a copy of the headers too."""
    error = failing(call_sync, Answer(404, fault(404)))
    twin = copy.deepcopy(error)
    twin.headers["X-New"] = "1"
    assert "X-New" not in error.headers


def test_unexpected_status_is_for_what_is_not_documented() -> None:
    """A documented status never becomes one, so `except UnexpectedStatus` means drift."""
    assert not any(issubclass(kind, UnexpectedStatus) for kind in errors.BY_STATUS.values())
    assert call_sync(Api().client(), CART).to_dict() == SUCCESS
