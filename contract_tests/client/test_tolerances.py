"""A client tolerates a few violations of the contract in a response; a strict client none.

Unknown values of an enum are covered by scripts/tests/runtime/test_tolerance.py: no response of
this contract has one.
"""

from __future__ import annotations

from typing import Any

import pytest

from bigcommerce_carts.errors import (
    InvalidResponseError,
    NotFoundError,
    RedirectError,
    UnexpectedStatusError,
)
from contract_tests.client.calls import Call, error_of, sync_and_async
from contract_tests.client.fake_api import SUCCESS, URLS, FakeApi, FakeResponse, error_body
from contract_tests.client.names import DATA, META, OPTIONAL_URL, STATUS, URL

HTML = {"Content-Type": "text/html"}
# Tolerated success -> the result, and the JSON pointer and the reason of the violation.
SUCCESSES: dict[str, tuple[FakeResponse, Any, str, str]] = {
    "no-content-type": (FakeResponse(headers={}), SUCCESS, "", "is not application/json"),
    "null-member": (
        FakeResponse(body={DATA: {**URLS, OPTIONAL_URL: None}, META: None}),
        SUCCESS,
        f"/{DATA}/{OPTIONAL_URL}",
        "must be string",
    ),
    "text-format": (
        FakeResponse(body={DATA: {**URLS, URL: "no url"}}),
        {DATA: {**URLS, URL: "no url"}},
        f"/{DATA}/{URL}",
        "must be a uri such as https://example.com/",
    ),
}
ERROR_BODIES = {
    "HTML": FakeResponse(404, b"<html>", HTML),
    "nothing": FakeResponse(404, b""),
    "not the documented object": FakeResponse(404, [{STATUS: 404, "message": "No."}]),
}
cases = pytest.mark.parametrize(
    ("response", "result", "pointer", "reason"), SUCCESSES.values(), ids=SUCCESSES.keys()
)


@cases
@sync_and_async
def test_a_tolerated_success_is_a_success(
    call: Call, response: FakeResponse, result: Any, pointer: str, reason: str
) -> None:
    """A null that the contract does not allow is like an absent member."""
    assert call(FakeApi(response).client()).to_dict() == result


@cases
@sync_and_async
def test_a_strict_client_tolerates_nothing(
    call: Call, response: FakeResponse, result: Any, pointer: str, reason: str
) -> None:
    """The error names the place and the reason, for plain and detailed calls."""
    for detailed in (False, True):
        error = error_of(call, response, settings={"strict": True}, detailed=detailed)
        assert type(error) is InvalidResponseError
        assert (error.status_code, error.pointer, error.reason) == (201, pointer, reason)


@pytest.mark.parametrize("response", ERROR_BODIES.values(), ids=ERROR_BODIES.keys())
@pytest.mark.parametrize(("strict", "kind"), [(False, NotFoundError), (True, InvalidResponseError)])
@sync_and_async
def test_an_invalid_body_hides_a_documented_error_from_a_strict_client_only(
    call: Call, strict: bool, kind: type[Exception], response: FakeResponse
) -> None:
    """Both errors have the status and the bytes, and no parsed body."""
    for detailed in (False, True):
        error = error_of(call, response, settings={"strict": strict}, detailed=detailed)
        expected = (kind, 404, response.content, None)
        assert (type(error), error.status_code, error.content, error.parsed) == expected


@pytest.mark.parametrize("strict", [False, True])
@sync_and_async
def test_strictness_does_not_change_a_valid_response(call: Call, strict: bool) -> None:
    """The body of a valid error is parsed in both modes."""
    assert call(FakeApi().client(strict=strict)).to_dict() == SUCCESS
    error = error_of(call, FakeResponse(404, error_body(404)), settings={"strict": strict})
    assert (type(error), error.parsed.to_dict()) == (NotFoundError, error_body(404))


@pytest.mark.parametrize(
    ("status", "kind"), [(302, RedirectError), (418, UnexpectedStatusError)], ids=str
)
@sync_and_async
def test_a_status_without_a_documented_body_has_one_error_in_both_modes(
    call: Call, status: int, kind: type[Exception]
) -> None:
    """There is no contract for the body to break."""
    for strict in (False, True):
        response = FakeResponse(status, b"<html>", HTML)
        assert type(error_of(call, response, settings={"strict": strict})) is kind


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({DATA: {**URLS, URL: None}}, f"/{DATA}/{URL}"),
        ({DATA: None}, f"/{DATA}"),
        ({DATA: {**URLS, OPTIONAL_URL: 1}}, f"/{DATA}/{OPTIONAL_URL}"),
    ],
    ids=["a required text", "a required object", "an optional member of another type"],
)
@sync_and_async
def test_other_violations_are_never_tolerated(call: Call, body: Any, pointer: str) -> None:
    """The result would lack a member that its type promises."""
    error = error_of(call, FakeResponse(201, body))
    assert type(error) is InvalidResponseError
    assert error.pointer == pointer
