"""Each check of the server detects its faults, in records written by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.checks import (
    DOCUMENTED_ERROR_CHECKS,
    PRISM_RESPONSE_CHECKS,
    request,
    server,
)
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.prism.prism import MockDeviatedError, MockServerError
from contract_tests.harness.tests.sample_records import (
    ERROR_RESPONSE,
    REQUEST,
    RESPONSE,
    changed,
    exchange,
    record,
    run_checks,
)


@pytest.mark.parametrize(
    "response",
    [
        RESPONSE.replace(b'{"name":""}', b'{"nome":""}'),
        RESPONSE.replace(b"application/json", b"text/html"),
        RESPONSE.replace(b"201", b"202").replace(b'{"name":""}', b'{"nome":""}'),
    ],
)
def test_an_undocumented_response_of_prism_is_an_error_of_prism(response: bytes) -> None:
    """The client is not at fault, so the error is not a `MismatchError`."""
    with pytest.raises(MockServerError, match="the mock server"):
        run_checks(PRISM_RESPONSE_CHECKS, record(exchange(REQUEST, response)))


def test_a_wrong_request_is_reported_before_the_refusal_of_prism() -> None:
    """A fault of the client must not look like an error of the harness."""
    requested = {"prefer": "code=403"}
    wrong = record(
        exchange(changed(b"X-Token: a-token\r\n", b""), ERROR_RESPONSE),
        replay_options=requested,
    )
    with pytest.raises(MismatchError, match="header conformance"):
        run_checks(DOCUMENTED_ERROR_CHECKS, wrong)
    with pytest.raises(MockServerError):
        run_checks(
            DOCUMENTED_ERROR_CHECKS,
            record(exchange(REQUEST, ERROR_RESPONSE), replay_options=requested),
        )


def test_an_unrequested_response_of_prism_is_an_error_of_prism() -> None:
    """Prism sends another status, refuses the request, or gives no reason for its 401."""
    prefer = {"prefer": "code=201, dynamic=true"}
    server.prism_returns_requested_status(
        record(exchange(REQUEST, RESPONSE), replay_options=prefer)
    )
    for wrong in (
        record(exchange(REQUEST, RESPONSE), replay_options={"prefer": "code=202"}),
        record(exchange(REQUEST, ERROR_RESPONSE), replay_options={"prefer": "code=401"}),
    ):
        with pytest.raises(MockServerError):
            server.prism_returns_requested_status(wrong)
    without_reason = ERROR_RESPONSE.replace(b"sl-violations", b"x-violations")
    with pytest.raises(MockServerError, match="401"):
        server.missing_credential_is_rejected(record(exchange(REQUEST, without_reason)))
    other = changed(b"POST", b"PUT")
    with pytest.raises(MismatchError, match="PUT"):  # perhaps another operation, without security
        server.missing_credential_is_rejected(record(exchange(other, without_reason)))
    body = b'{"type":"https://stoplight.io/prism/errors#UNAUTHORIZED"}'
    head = b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/problem+json\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n".encode()
    refused = record(exchange(REQUEST, head + body))
    with pytest.raises(MockServerError, match="401"):
        server.missing_credential_is_rejected(refused)
    successes = [each for each in refused.operation.responses if each.pattern.startswith("2")]
    without_401 = replace(refused.operation, responses=tuple(successes))
    server.missing_credential_is_rejected(replace(refused, operation=without_401))


@pytest.mark.parametrize("body", [{"a": ["b"]}, {"a": {"b": 1}}])
def test_a_limitation_of_prism_is_inconclusive(body: dict[str, Any]) -> None:
    """Prism reads each part of a form as text, and so refuses lists and objects there."""
    refused = record(exchange(REQUEST, ERROR_RESPONSE), replay_options={"prefer": "code=413"})
    media_type = "multipart/form-data; boundary=x"
    parts = replace(refused.expected_request, body=body, media_type=media_type)
    for check in (
        server.prism_returns_requested_status,
        request.prism_accepts_request,
    ):
        with pytest.raises(MockDeviatedError):
            check(replace(refused, expected_request=parts))
        for expected in (replace(parts, body={"a": "b"}), replace(parts, media_type="a/json")):
            with pytest.raises((MismatchError, MockServerError)) as error:
                check(replace(refused, expected_request=expected))
            assert not isinstance(error.value, MockDeviatedError)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [(b"application/json", MockServerError), (b"text/json", MockDeviatedError)],
)
def test_prism_may_send_another_response_than_the_request_accepts(
    accepted: bytes, expected: type[MockServerError]
) -> None:
    """A response with another media type than the client accepts is not one of Prism's faults."""
    request_bytes = changed(b"Accept: application/json", b"Accept: " + accepted)
    sent = record(exchange(request_bytes, RESPONSE), replay_options={"prefer": "code=403"})
    with pytest.raises(MockServerError) as error:
        server.prism_returns_requested_status(sent)
    assert type(error.value) is expected


def test_an_operation_that_prism_cannot_choose_is_inconclusive() -> None:
    """Prism ignores the query in a path, and so may take another operation of the same path."""
    refused = record(exchange(REQUEST, ERROR_RESPONSE), replay_options={"prefer": "code=413"})
    contract, operation = refused.contract, refused.operation
    for path, kind in (
        ("/things/{other}/parts?beta=true", MockDeviatedError),
        ("/things/{id}/parts/all", MockServerError),
    ):
        other = replace(operation, id="other", path=path)
        both = replace(contract, operations=(operation, other))
        with pytest.raises(MockServerError) as error:
            server.prism_returns_requested_status(replace(refused, contract=both))
        assert type(error.value) is kind


@pytest.mark.parametrize(
    ("places", "kind"),
    [
        (["response"], MockDeviatedError),
        (["response", "request"], MockServerError),
        (["request"], MockServerError),
    ],
)
def test_a_response_that_prism_itself_finds_invalid_is_inconclusive(
    places: list[str], kind: type[MockServerError]
) -> None:
    """An example of the contract may prescribe it. A refusal of the request is an error."""
    violations = [{"location": [place, "body"]} for place in places]
    found = json.dumps(violations, separators=(",", ":")).encode()
    for text in (found, b"Too many violations! " + found[:-3]):
        response = ERROR_RESPONSE.replace(b"no code", text)
        wrong = record(exchange(REQUEST, response), replay_options={"prefer": "code=401"})
        with pytest.raises(MockServerError) as error:
            server.prism_returns_requested_status(wrong)
        assert type(error.value) is kind
