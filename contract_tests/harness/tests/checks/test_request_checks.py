"""Each check of the request law detects its faults, in exchanges written by hand."""

from __future__ import annotations

import copy
from contextlib import nullcontext
from dataclasses import replace

import pytest

from contract_tests.harness.checks import (
    PRISM_REQUEST_CHECKS,
    PRISM_RESPONSE_CHECKS,
    Check,
    request,
)
from contract_tests.harness.mismatch import MismatchError
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


def test_a_correct_exchange_passes_every_check() -> None:
    """A check that fails here would fail for a correct client."""
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
def test_an_equivalent_encoding_passes(old: bytes, new: bytes) -> None:
    """Percent-encoding, letter case, the order of pairs and JSON whitespace do not matter."""
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
def test_a_wrong_request_is_detected(check: Check, old: bytes, new: bytes) -> None:
    """The check for the changed part fails, and so does the whole law."""
    wrong = record(exchange(changed(old, new)))
    with pytest.raises(MismatchError):
        check(wrong)
    with pytest.raises(MismatchError):
        run_checks(PRISM_REQUEST_CHECKS, wrong)


def test_exactly_one_request_passes() -> None:
    """No request, two requests and invalid HTTP are detected."""
    correct = exchange(REQUEST)
    invalid = exchange(REQUEST.replace(b"HTTP/1.1", b"HTTP"))
    for exchanges in ((), (correct, correct), (invalid,)):
        with pytest.raises(MismatchError, match="one request is sent"):
            run_checks(PRISM_REQUEST_CHECKS, record(*exchanges))


def test_an_unrequested_body_is_detected() -> None:
    """An absent body has no bytes; `{}` is not absent."""
    call = Call(CALL.arguments, credentials=CALL.credentials)
    body = changed(b'{"name": "\xc3\xa4", "size": 1}', b"{}")
    with pytest.raises(MismatchError, match="body conformance"):
        request.body_conformance(record(exchange(body), call=call))


def test_a_refusal_by_prism_is_detected() -> None:
    """The failure quotes the violations that Prism names."""
    with pytest.raises(MismatchError, match=r"Received: +401 .*code"):
        run_checks(PRISM_REQUEST_CHECKS, record(exchange(REQUEST, ERROR_RESPONSE)))


def test_a_failure_shows_what_was_received_above_what_is_documented() -> None:
    """The message has two aligned lines below the law, the operation and the check."""
    with pytest.raises(MismatchError) as caught:
        request.method_conformance(record(exchange(changed(b"POST", b"PUT"))))
    assert str(caught.value).splitlines() == [
        "request law, POST /things/{id}/parts: method conformance",
        "    Received:   PUT",
        "    Documented: POST",
    ]
    assert str(copy.copy(caught.value)) == str(caught.value)


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        (b"*/*", True),
        (b"application/json", True),
        (b"application/json, application/json", True),
        (b"text/html", False),
        (b"application/json, text/html", False),
    ],
)
def test_a_client_may_accept_what_the_contract_documents(value: bytes, passes: bool) -> None:
    """Where Accept is not a parameter, it may name the documented media types of responses."""
    sent = record(exchange(changed(b"Accept: application/json", b"Accept: " + value)))
    headers = tuple(pair for pair in sent.expected_request.headers if pair[0] != "accept")
    sent = replace(sent, expected_request=replace(sent.expected_request, headers=headers))
    with nullcontext() if passes else pytest.raises(MismatchError, match="accept: "):
        request.header_conformance(sent)
