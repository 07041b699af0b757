"""Each check of the mock server sees the fault that it is there for, in hand-made trials."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.checks import PRISM_RESPONSE_CHECKS, Check, outcome, request, server
from contract_tests.harness.mismatch import ContractFailure
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
from contract_tests.harness.tests.sample_spec import things


@pytest.mark.parametrize(
    "response",
    [
        RESPONSE.replace(b'{"name":""}', b'{"nome":""}'),
        RESPONSE.replace(b"application/json", b"text/html"),
        RESPONSE.replace(b"201", b"202").replace(b'{"name":""}', b'{"nome":""}'),
    ],
)
def test_a_mock_server_that_breaks_the_contract_is_blamed(response: bytes) -> None:
    """It is not the client's fault, so it is no `ContractFailure`."""
    with pytest.raises(MockServerError, match="the mock server"):
        run_checks(PRISM_RESPONSE_CHECKS, record(exchange(REQUEST, response)))


def test_a_request_that_is_wrong_is_blamed_before_the_mock_server_that_refuses_it() -> None:
    """The client's fault is no error of the harness."""
    asked = {"prefer": "code=403"}
    wrong = record(
        exchange(changed(b"X-Token: a-token\r\n", b""), ERROR_RESPONSE),
        replay_options=asked,
    )
    with pytest.raises(ContractFailure, match="header conformance"):
        run_checks(outcome.DOCUMENTED_ERROR_CHECKS, wrong)
    with pytest.raises(MockServerError):
        run_checks(
            outcome.DOCUMENTED_ERROR_CHECKS,
            record(exchange(REQUEST, ERROR_RESPONSE), replay_options=asked),
        )


def test_a_mock_server_that_says_something_else_is_blamed() -> None:
    """Another status than it was asked for, a refusal of its own, one without a reason."""
    asked = record(exchange(REQUEST, RESPONSE), replay_options={"prefer": "code=201, dynamic=true"})
    server.prism_returns_requested_status(asked)
    for bad in (
        record(exchange(REQUEST, RESPONSE), replay_options={"prefer": "code=202"}),
        record(exchange(REQUEST, ERROR_RESPONSE), replay_options={"prefer": "code=401"}),
    ):
        with pytest.raises(MockServerError):
            server.prism_returns_requested_status(bad)
    silent = ERROR_RESPONSE.replace(b"sl-violations", b"x-violations")
    with pytest.raises(MockServerError, match="401"):
        server.missing_credential_is_rejected(record(exchange(REQUEST, silent)))
    own = b'{"type":"https://stoplight.io/prism/errors#UNAUTHORIZED"}'
    head = b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/problem+json\r\n"
    head += f"Content-Length: {len(own)}\r\n\r\n".encode()
    made = record(exchange(REQUEST, head + own))
    with pytest.raises(MockServerError, match="401"):
        server.missing_credential_is_rejected(made)
    left = tuple(each for each in made.operation.responses if each.pattern.startswith("2"))
    server.missing_credential_is_rejected(
        replace(made, operation=replace(made.operation, responses=left))
    )


@pytest.mark.parametrize(
    ("check", "answer", "law"),
    [
        (server.response_conformance, RESPONSE.replace(b"name", b"nome"), "response"),
        (server.response_conformance, ERROR_RESPONSE.replace(b"code", b"kode"), "failure"),
        (server.prism_returns_requested_status, ERROR_RESPONSE, "request"),
        (server.prism_returns_requested_status, RESPONSE, "failure"),
        (
            server.missing_credential_is_rejected,
            ERROR_RESPONSE.replace(b"sl-", b"x-"),
            "failure",
        ),
    ],
)
def test_a_server_of_a_newer_contract_is_to_blame_itself(
    check: Check, answer: bytes, law: str
) -> None:
    """The tool only says what the newer contract has."""
    made = record(
        exchange(REQUEST, answer), replay_options={"prefer": "code=202", "lose": ["Token"]}
    )
    with pytest.raises(MockServerError):
        check(made)
    with pytest.raises(ContractFailure, match=f"^{law} law"):
        check(replace(made, newer=things()))


@pytest.mark.parametrize("body", [{"a": ["b"]}, {"a": {"b": 1}}])
def test_what_prism_cannot_read_is_nobodys_fault(body: dict[str, Any]) -> None:
    """A list or an object in a part of a form: it takes each part for text. So for JSON it can."""
    made = record(exchange(REQUEST, ERROR_RESPONSE), replay_options={"prefer": "code=413"})
    parts = replace(made.expected_request, body=body, media_type="multipart/form-data; boundary=x")
    for check in (
        server.prism_returns_requested_status,
        request.prism_accepts_request,
    ):
        with pytest.raises(MockDeviatedError):
            check(replace(made, expected_request=parts))
        for expected in (replace(parts, body={"a": "b"}), replace(parts, media_type="a/json")):
            with pytest.raises((ContractFailure, MockServerError)) as error:
                check(replace(made, expected_request=expected))
            assert not isinstance(error.value, MockDeviatedError)


def test_a_newer_contract_may_not_need_the_key() -> None:
    """Then there is no refusal to see; with the key that it needs, there is."""
    made = replace(record(exchange(REQUEST)), newer=things())
    server.missing_credential_is_rejected(replace(made, replay_options={"lose": ["Client"]}))
    for how in ("lose", "empty"):
        with pytest.raises(ContractFailure, match="missing credential is rejected"):
            server.missing_credential_is_rejected(replace(made, replay_options={how: ["Token"]}))
