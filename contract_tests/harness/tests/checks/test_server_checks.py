"""Each check of the mock server sees the fault that it is there for, in hand-made trials."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.checks import RESPONSE_LAW, Check, outcome, request, server
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.prism.prism import MockServerError, MockServerStrayed
from contract_tests.harness.tests.sample_records import (
    REFUSAL,
    REQUEST,
    RESPONSE,
    changed,
    exchange,
    prove,
    trial,
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
        prove(RESPONSE_LAW, trial(exchange(REQUEST, response)))


def test_a_request_that_is_wrong_is_blamed_before_the_mock_server_that_refuses_it() -> None:
    """The client's fault is no error of the harness."""
    asked = {"prefer": "code=403"}
    wrong = trial(exchange(changed(b"X-Token: a-token\r\n", b""), REFUSAL), steer=asked)
    with pytest.raises(ContractFailure, match="headers are those asked for"):
        prove(outcome.REFUSAL, wrong)
    with pytest.raises(MockServerError):
        prove(outcome.REFUSAL, trial(exchange(REQUEST, REFUSAL), steer=asked))


def test_a_mock_server_that_says_something_else_is_blamed() -> None:
    """Another status than it was asked for, a refusal of its own, one without a reason."""
    asked = trial(exchange(REQUEST, RESPONSE), steer={"prefer": "code=201, dynamic=true"})
    server.mock_server_says_what_it_was_asked_for(asked)
    for bad in (
        trial(exchange(REQUEST, RESPONSE), steer={"prefer": "code=202"}),
        trial(exchange(REQUEST, REFUSAL), steer={"prefer": "code=401"}),
    ):
        with pytest.raises(MockServerError):
            server.mock_server_says_what_it_was_asked_for(bad)
    silent = REFUSAL.replace(b"sl-violations", b"x-violations")
    with pytest.raises(MockServerError, match="401"):
        server.missing_key_is_refused(trial(exchange(REQUEST, silent)))
    own = b'{"type":"https://stoplight.io/prism/errors#UNAUTHORIZED"}'
    head = b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/problem+json\r\n"
    head += f"Content-Length: {len(own)}\r\n\r\n".encode()
    made = trial(exchange(REQUEST, head + own))
    with pytest.raises(MockServerError, match="401"):
        server.missing_key_is_refused(made)
    left = tuple(each for each in made.operation.responses if each.pattern.startswith("2"))
    server.missing_key_is_refused(replace(made, operation=replace(made.operation, responses=left)))


@pytest.mark.parametrize(
    ("check", "answer", "law"),
    [
        (server.the_answer_is_in_the_contract, RESPONSE.replace(b"name", b"nome"), "response"),
        (server.the_answer_is_in_the_contract, REFUSAL.replace(b"code", b"kode"), "failure"),
        (server.mock_server_says_what_it_was_asked_for, REFUSAL, "request"),
        (server.mock_server_says_what_it_was_asked_for, RESPONSE, "failure"),
        (server.missing_key_is_refused, REFUSAL.replace(b"sl-", b"x-"), "failure"),
    ],
)
def test_a_server_of_a_newer_contract_is_to_blame_itself(
    check: Check, answer: bytes, law: str
) -> None:
    """The tool only says what the newer contract has."""
    made = trial(exchange(REQUEST, answer), steer={"prefer": "code=202", "lose": ["Token"]})
    with pytest.raises(MockServerError):
        check(made)
    with pytest.raises(ContractFailure, match=f"^{law} law"):
        check(replace(made, newer=things()))


@pytest.mark.parametrize("body", [{"a": ["b"]}, {"a": {"b": 1}}])
def test_what_prism_cannot_read_is_nobodys_fault(body: dict[str, Any]) -> None:
    """A list or an object in a part of a form: it takes each part for text. So for JSON it can."""
    made = trial(exchange(REQUEST, REFUSAL), steer={"prefer": "code=413"})
    parts = replace(made.expected, body=body, media_type="multipart/form-data; boundary=x")
    for check in (
        server.mock_server_says_what_it_was_asked_for,
        request.the_mock_server_accepts_it,
    ):
        with pytest.raises(MockServerStrayed):
            check(replace(made, expected=parts))
        for expected in (replace(parts, body={"a": "b"}), replace(parts, media_type="a/json")):
            with pytest.raises((ContractFailure, MockServerError)) as error:
                check(replace(made, expected=expected))
            assert not isinstance(error.value, MockServerStrayed)


def test_a_newer_contract_may_not_need_the_key() -> None:
    """Then there is no refusal to see; with the key that it needs, there is."""
    made = replace(trial(exchange(REQUEST)), newer=things())
    server.missing_key_is_refused(replace(made, steer={"lose": ["Client"]}))
    for how in ("lose", "empty"):
        with pytest.raises(ContractFailure, match="missing key is refused"):
            server.missing_key_is_refused(replace(made, steer={how: ["Token"]}))
