"""Each check of the request law sees the fault that it is there for, in hand-made exchanges."""

from __future__ import annotations

import copy
import json

import pytest

from contract_tests.harness.checks import (
    PRISM_REQUEST_CHECKS,
    PRISM_RESPONSE_CHECKS,
    Check,
    request,
)
from contract_tests.harness.mismatch import ContractFailure
from contract_tests.harness.runners.runner import curl
from contract_tests.harness.spec import Call
from contract_tests.harness.tests.sample_records import (
    CALL,
    ERROR_RESPONSE,
    REQUEST,
    changed,
    exchange,
    record,
    run_checks,
)


def test_a_good_exchange_passes_every_check() -> None:
    """A check that fails here would fail for a sound client."""
    run_checks(PRISM_REQUEST_CHECKS, record(exchange(REQUEST)))
    run_checks(PRISM_RESPONSE_CHECKS, record(exchange(REQUEST)))


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
    run_checks(PRISM_REQUEST_CHECKS, record(exchange(changed(old, new))))


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        (request.method_conformance, b"POST", b"PUT"),
        (request.target_is_well_formed, b"a%20b%2Fc", b"a%20b%2"),
        (request.target_is_well_formed, b"a%20b%2Fc", b"a|b"),
        (request.path_conformance, b"a%20b%2Fc", b"a%20b/c"),
        (request.path_conformance, b"a%20b%2Fc", b"a%2520b%252Fc"),
        (request.path_conformance, b"a%20b%2Fc", b"a+b%2Fc"),
        (request.path_conformance, b"/parts?", b"/parts/?"),
        (request.path_conformance, b"/parts?", b"?"),
        (request.path_conformance, b"/things", b"/v1/things"),
        (request.path_conformance, b"/things", b"//things"),
        (request.query_conformance, b"limit=3&", b""),
        (request.query_conformance, b"limit=3&", b"limit=3&limit=3&"),
        (request.query_conformance, b"limit=3&", b"limit=3&debug=1&"),
        (request.query_conformance, b"colour=x&colour=%26", b"colour=x&colour=&"),
        (request.query_conformance, b"colour=x&colour=%26", b"colour=%26&colour=x"),
        (request.query_conformance, b"client=a-client", b"client=a-token"),
        (request.query_conformance, b"limit=3&", b"limit=3&token=a-token&"),
        (request.header_conformance, b"X-Token: a-token\r\n", b""),
        (request.header_conformance, b"X-Token", b"Authorization"),
        (request.header_conformance, b"X-Token: a-token", b"X-Token: a-client"),
        (request.header_conformance, b"X-Token: a-token", b"X-Token: Bearer a-token"),
        (request.header_conformance, b"X-Token: ", b"X-Token: a-token\r\nX-Token: "),
        (request.header_conformance, b"X-Token: ", b"X-Copy: a-token\r\nX-Token: "),
        (request.header_conformance, b"some-client/1.0", b"a-token"),
        (request.header_conformance, b"Accept: application/json\r\n", b""),
        (request.header_conformance, b"Accept: application/json", b"Accept: */*"),
        (request.header_conformance, b"Accept: ", b"Accept: */*\r\nAccept: "),
        (request.header_conformance, b"Type: application/json", b"Type: text/plain"),
        (request.header_conformance, b"Host: 127.0.0.1:8080", b"Host: elsewhere"),
        (request.cookie_conformance, b"Connection: ", b"Cookie: a=b\r\nConnection: "),
        (request.header_conformance, b"keep-alive\r\n", b"close\r\nConnection: close\r\n"),
        (request.body_conformance, b'{"name": "\xc3\xa4", "size": 1}', b""),
        (request.body_conformance, b"\xc3\xa4", b"a"),
        (request.body_conformance, b'"size": 1', b'"size": true'),
        (request.body_conformance, b'"size": 1', b'"size": null'),
        (request.body_conformance, b', "size": 1', b""),
        (request.body_conformance, b'"size": 1', b'"size": 1, "token": "a-token"'),
        (request.body_conformance, b'"size": 1', b'"size": 2, "size": 1'),
        (request.body_conformance, b'"size": 1}', b'"size": NaN}'),
        (request.body_conformance, b'"size": 1}', b'"size": 1'),
    ],
)
def test_a_wrong_request_is_seen(check: Check, old: bytes, new: bytes) -> None:
    """By the check whose business it is, and the law fails."""
    bad = record(exchange(changed(old, new)))
    with pytest.raises(ContractFailure):
        check(bad)
    with pytest.raises(ContractFailure):
        run_checks(PRISM_REQUEST_CHECKS, bad)


def test_the_number_of_requests_is_seen() -> None:
    """None, two, or what is no HTTP."""
    good = exchange(REQUEST)
    noise = exchange(REQUEST.replace(b"HTTP/1.1", b"HTTP"))
    for exchanges in ((), (good, good), (noise,)):
        with pytest.raises(ContractFailure, match="one request is sent"):
            run_checks(PRISM_REQUEST_CHECKS, record(*exchanges))


def test_a_body_that_nobody_asked_for_is_seen() -> None:
    """An absent body is no byte; `{}` is not absent."""
    call = Call(CALL.arguments, credentials=CALL.credentials)
    body = changed(b'{"name": "\xc3\xa4", "size": 1}', b"{}")
    with pytest.raises(ContractFailure, match="body conformance"):
        request.body_conformance(record(exchange(body), call=call))


def test_a_refusal_of_the_mock_server_is_seen() -> None:
    """It says what Prism says."""
    with pytest.raises(ContractFailure, match=r"Received: +401 .*code"):
        run_checks(PRISM_REQUEST_CHECKS, record(exchange(REQUEST, ERROR_RESPONSE)))


def test_a_failure_shows_what_was_received_above_what_is_documented() -> None:
    """Two aligned lines, below the law, the operation and the check; it can be copied."""
    with pytest.raises(ContractFailure) as caught:
        request.method_conformance(record(exchange(changed(b"POST", b"PUT"))))
    assert str(caught.value).splitlines() == [
        "request law, POST /things/{id}/parts: method conformance",
        "    Received:   PUT",
        "    Documented: POST",
    ]
    assert str(copy.copy(caught.value)) == str(caught.value)


def test_the_curl_line_shows_no_key() -> None:
    """Neither the one in a header nor the one in the query; all else stands there."""
    line = curl(record(exchange(REQUEST)))
    assert "a-token" not in line
    assert "a-client" not in line
    assert line.startswith("curl -i -X POST 'http://127.0.0.1:8080/things/a%20b%2Fc/parts?limit=3&")
    assert json.dumps(CALL.body) in line
