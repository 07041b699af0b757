"""The check of parity detects functions that differ, in records written by hand."""

from __future__ import annotations

import pytest

from contract_tests.harness.checks import sync_async_parity
from contract_tests.harness.mismatch import MismatchError
from contract_tests.harness.outcome import Outcome
from contract_tests.harness.prism.prism import MockDeviatedError
from contract_tests.harness.records import CallRecord
from contract_tests.harness.tests.sample_records import (
    ERROR_RESPONSE,
    REQUEST,
    RESPONSE,
    changed,
    exchange,
    record,
)


@pytest.mark.parametrize(
    "other",
    [
        record(exchange(changed(b"limit=3", b"limit=03"))),
        record(exchange(changed(b"POST", b"PUT"))),
        record(exchange(changed(b"X-Token: a-token\r\n", b""))),
        record(exchange(REQUEST), outcome=Outcome(value=object(), body={})),
        record(exchange(REQUEST), outcome=Outcome(error=TypeError("no"))),
        record(exchange(changed(b"POST", b"PUT"), ERROR_RESPONSE), function="sync_detailed"),
        record(),
    ],
)
def test_functions_that_differ_are_detected(other: CallRecord) -> None:
    """One sends other bytes or nothing, or has another outcome."""
    correct = record(exchange(REQUEST))
    sync_async_parity(correct, correct)
    for pair in ((correct, other), (other, correct)):
        with pytest.raises(MismatchError):
            sync_async_parity(*pair)


@pytest.mark.parametrize(
    "response",
    [
        RESPONSE.replace(b"201 Created", b"202 Accepted"),
        RESPONSE.replace(b'11\r\n\r\n{"name":""}', b'12\r\n\r\n{"name":"x"}'),
    ],
    ids=["status", "body"],
)
def test_different_responses_to_one_request_verify_nothing(response: bytes) -> None:
    """Prism may generate another value with the same seed; the client is not at fault."""
    other = record(exchange(REQUEST, response), function="sync_detailed")
    with pytest.raises(MockDeviatedError, match="different responses to one request"):
        sync_async_parity(record(exchange(REQUEST)), other)
