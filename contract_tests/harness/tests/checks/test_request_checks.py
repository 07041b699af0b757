"""Each check of the request law sees the fault that it is there for, in hand-made exchanges."""

from __future__ import annotations

import copy
import json

import pytest

from contract_tests.harness.checks import REQUEST_LAW, RESPONSE_LAW, Check, request
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.runners.runner import curl
from contract_tests.harness.spec import Call
from contract_tests.harness.tests.sample_records import (
    CALL,
    REFUSAL,
    REQUEST,
    changed,
    exchange,
    prove,
    trial,
)


def test_a_good_exchange_passes_every_check() -> None:
    """A check that fails here would fail for a sound client."""
    prove(REQUEST_LAW, trial(exchange(REQUEST)))
    prove(RESPONSE_LAW, trial(exchange(REQUEST)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"a%20b%2Fc", b"a%20b%2fc"),
        (b"X-Token", b"x-token"),
        (b"colour=x&colour=%26&client=a-client", b"client=a-client&colour=x&colour=%26"),
        (b'{"name": "\xc3\xa4", "size": 1}', b'{"size":1.0,"name":"\\u00e4"}'),
        (b"User-Agent: some-client/1.0 python-httpx/0.28.1\r\n", b""),
    ],
)
def test_spelling_is_free(old: bytes, new: bytes) -> None:
    """What means the same passes."""
    prove(REQUEST_LAW, trial(exchange(changed(old, new))))


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        (request.method_is_the_operations, b"POST", b"PUT"),
        (request.target_is_well_formed, b"a%20b%2Fc", b"a%20b%2"),
        (request.target_is_well_formed, b"a%20b%2Fc", b"a|b"),
        (request.path_reads_back, b"a%20b%2Fc", b"a%20b/c"),
        (request.path_reads_back, b"a%20b%2Fc", b"a%2520b%252Fc"),
        (request.path_reads_back, b"a%20b%2Fc", b"a+b%2Fc"),
        (request.path_reads_back, b"/parts?", b"/parts/?"),
        (request.path_reads_back, b"/parts?", b"?"),
        (request.path_reads_back, b"/things", b"/v1/things"),
        (request.path_reads_back, b"/things", b"//things"),
        (request.query_reads_back, b"limit=3&", b""),
        (request.query_reads_back, b"limit=3&", b"limit=3&limit=3&"),
        (request.query_reads_back, b"limit=3&", b"limit=3&debug=1&"),
        (request.query_reads_back, b"colour=x&colour=%26", b"colour=x&colour=&"),
        (request.query_reads_back, b"colour=x&colour=%26", b"colour=%26&colour=x"),
        (request.query_reads_back, b"client=a-client", b"client=a-token"),
        (request.query_reads_back, b"limit=3&", b"limit=3&token=a-token&"),
        (request.headers_are_those_asked_for, b"X-Token: a-token\r\n", b""),
        (request.headers_are_those_asked_for, b"X-Token", b"Authorization"),
        (request.headers_are_those_asked_for, b"X-Token: a-token", b"X-Token: a-client"),
        (request.headers_are_those_asked_for, b"X-Token: a-token", b"X-Token: Bearer a-token"),
        (request.headers_are_those_asked_for, b"X-Token: ", b"X-Token: a-token\r\nX-Token: "),
        (request.headers_are_those_asked_for, b"X-Token: ", b"X-Copy: a-token\r\nX-Token: "),
        (request.headers_are_those_asked_for, b"some-client/1.0", b"a-token"),
        (request.headers_are_those_asked_for, b"Accept: application/json\r\n", b""),
        (request.headers_are_those_asked_for, b"Accept: application/json", b"Accept: */*"),
        (request.headers_are_those_asked_for, b"Accept: ", b"Accept: */*\r\nAccept: "),
        (request.headers_are_those_asked_for, b"Type: application/json", b"Type: text/plain"),
        (request.headers_are_those_asked_for, b"Host: 127.0.0.1:8080", b"Host: elsewhere"),
        (request.cookies_read_back, b"Connection: ", b"Cookie: a=b\r\nConnection: "),
        (request.headers_are_those_asked_for, b"keep-alive\r\n", b"close\r\nConnection: close\r\n"),
        (request.body_reads_back, b'{"name": "\xc3\xa4", "size": 1}', b""),
        (request.body_reads_back, b"\xc3\xa4", b"a"),
        (request.body_reads_back, b'"size": 1', b'"size": true'),
        (request.body_reads_back, b'"size": 1', b'"size": null'),
        (request.body_reads_back, b', "size": 1', b""),
        (request.body_reads_back, b'"size": 1', b'"size": 1, "token": "a-token"'),
        (request.body_reads_back, b'"size": 1', b'"size": 2, "size": 1'),
        (request.body_reads_back, b'"size": 1}', b'"size": NaN}'),
        (request.body_reads_back, b'"size": 1}', b'"size": 1'),
    ],
)
def test_a_wrong_request_is_seen(check: Check, old: bytes, new: bytes) -> None:
    """By the check whose business it is, and the law fails."""
    bad = trial(exchange(changed(old, new)))
    with pytest.raises(ContractFailure):
        check(bad)
    with pytest.raises(ContractFailure):
        prove(REQUEST_LAW, bad)


def test_the_number_of_requests_is_seen() -> None:
    """None, two, or what is no HTTP."""
    good = exchange(REQUEST)
    noise = exchange(REQUEST.replace(b"HTTP/1.1", b"HTTP"))
    for exchanges in ((), (good, good), (noise,)):
        with pytest.raises(ContractFailure, match="one request is sent"):
            prove(REQUEST_LAW, trial(*exchanges))


def test_a_body_that_nobody_asked_for_is_seen() -> None:
    """An absent body is no byte; `{}` is not absent."""
    call = Call(CALL.arguments, keys=CALL.keys)
    body = changed(b'{"name": "\xc3\xa4", "size": 1}', b"{}")
    with pytest.raises(ContractFailure, match="body reads back"):
        request.body_reads_back(trial(exchange(body), call=call))


def test_a_refusal_of_the_mock_server_is_seen() -> None:
    """It says what Prism says."""
    with pytest.raises(ContractFailure, match=r"Received: +401 .*code"):
        prove(REQUEST_LAW, trial(exchange(REQUEST, REFUSAL)))


def test_a_failure_shows_what_was_received_above_what_is_documented() -> None:
    """Two aligned lines, below the law, the operation and the check; it can be copied."""
    with pytest.raises(ContractFailure) as caught:
        request.method_is_the_operations(trial(exchange(changed(b"POST", b"PUT"))))
    assert str(caught.value).splitlines() == [
        "request law, POST /things/{id}/parts: method is the operations",
        "    Received:   PUT",
        "    Documented: POST",
    ]
    assert str(copy.copy(caught.value)) == str(caught.value)


def test_the_curl_line_shows_no_key() -> None:
    """Neither the one in a header nor the one in the query; all else stands there."""
    line = curl(trial(exchange(REQUEST)))
    assert "a-token" not in line
    assert "a-client" not in line
    assert line.startswith("curl -i -X POST 'http://127.0.0.1:8080/things/a%20b%2Fc/parts?limit=3&")
    assert json.dumps(CALL.body) in line
