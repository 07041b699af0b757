"""A correct call of the sample contract, its exchange, and functions that change one part of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.harness.checks import Check
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.outcome import Outcome
from contract_tests.harness.records import CallRecord, ExpectedResult
from contract_tests.harness.spec import Call, Credential
from contract_tests.harness.tests.sample_spec import make_part, things
from contract_tests.harness.wire.messages import Exchange, RequestReader, ResponseReader

URL = "http://127.0.0.1:8080"
CALL = Call(
    arguments={("path", "id"): "a b/c", ("query", "limit"): 3, ("query", "colour"): ["x", "&"]},
    body={"name": "ä", "size": 1},
    media_type="application/json",
    credentials={"Token": Credential("a-token"), "Client": Credential("a-client")},
)
REQUEST = (
    b"POST /things/a%20b%2Fc/parts?limit=3&colour=x&colour=%26&client=a-client HTTP/1.1\r\n"
    b"Host: 127.0.0.1:8080\r\nAccept: application/json\r\nAccept-Encoding: gzip, deflate\r\n"
    b"Connection: keep-alive\r\nUser-Agent: some-client/1.0 python-httpx/0.28.1\r\n"
    b"X-Token: a-token\r\nContent-Type: application/json\r\nContent-Length: 25\r\n\r\n"
    b'{"name": "\xc3\xa4", "size": 1}'
)
RESPONSE = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json; charset=utf-8\r\n"
    b'Content-Length: 11\r\n\r\n{"name":""}'
)
ERROR_RESPONSE = (
    b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nsl-violations: no code\r\n"
    b'Content-Length: 10\r\n\r\n{"code":1}'
)
BODY = {"name": ""}
ERROR_BODY = {"code": 1}


class RefusedError(Exception):
    """An error with a status, as clients raise it."""

    def __init__(self, status: int | None, text: str = "") -> None:
        super().__init__(text)
        self.status_code = status


def exchange(request: bytes, response: bytes = RESPONSE) -> Exchange:
    """The exchange that consists of these bytes; an invalid request has no response."""
    requests = RequestReader()
    requests.receive(request)
    received = requests.next()
    assert received is not None, "the request is complete"
    if received.problem:
        return Exchange(received, None)
    responses = ResponseReader(received)
    responses.receive(response)
    return Exchange(received, responses.next())


def record(
    *exchanges: Exchange,
    outcome: Outcome | None = None,
    function: str = "sync",
    call: Call = CALL,
    expected_result: ExpectedResult | None = None,
    logs: Sequence[str] = (),
    secrets: Sequence[str] = (),
    replay_options: Mapping[str, Any] | None = None,
) -> CallRecord:
    """A record of the correct call, with these exchanges and this outcome."""
    return CallRecord(
        contract=things(),
        operation=make_part(),
        call=call,
        function=function,
        base_url=URL,
        expected_request=expected_request(make_part(), call, URL),
        exchanges=exchanges,
        outcome=outcome or Outcome(value=object(), body=BODY),
        expected_result=expected_result or ExpectedResult(body=BODY),
        logs=logs,
        secrets=secrets,
        replay_options=replay_options or {},
    )


def changed(old: bytes, new: bytes) -> bytes:
    """The correct request with one change and the Content-Length that follows from it."""
    assert old in REQUEST
    head, _, body = REQUEST.replace(old, new, 1).partition(b"\r\n\r\n")
    return head.replace(b"Length: 25", b"Length: %d" % len(body)) + b"\r\n\r\n" + body


def run_checks(checks: Sequence[Check], record: CallRecord) -> None:
    """Run all *checks* on the record."""
    for check in checks:
        check(record)
