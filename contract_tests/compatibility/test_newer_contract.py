"""
Whether the client's promise outlives a newer contract: with `--against FILE`, and never else.

A drift breaks the promise where the server may now say something that the old contract does not
have, or no longer takes something that the old one allows. A client may ignore the rest: what the
server no longer says, what it takes besides, and what the old contract leaves open.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.compatible_calls import call_variants
from contract_tests.harness.cases.drifted_responses import drifted_responses, statuses
from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.cases.strategies import calls as any_calls
from contract_tests.harness.cases.strategies import from_schema, reduced_examples
from contract_tests.harness.checks import STILL_ACCEPTED, STILL_DOCUMENTED, STILL_RETURNED
from contract_tests.harness.oracles.request_compatibility import incompatibility
from contract_tests.harness.oracles.response_conformance import deviation
from contract_tests.harness.outcome import FUNCTIONS
from contract_tests.harness.runners.in_process_runner import InProcessRunner, Play
from contract_tests.harness.spec import Call, Contract, Operation, is_json
from contract_tests.harness.wire.canned_response import CannedResponse, json_response

SIDES = pytest.mark.parametrize(
    "success",
    [
        pytest.param(True, marks=pytest.mark.law("response"), id="successes"),
        pytest.param(False, marks=pytest.mark.law("failure"), id="errors"),
    ],
)


def in_turn(replies: Iterable[CannedResponse]) -> list[Play]:
    """Each reply to the next of the functions."""
    return [(reply, (name,)) for reply, name in zip(replies, cycle(FUNCTIONS), strict=False)]


def valid_response(in_process: InProcessRunner, operation: Operation) -> list[Play]:
    """The answer that the old contract has for a success."""
    reply = StatusMatrix(in_process.contract, operation).reply(operation.successes[0], VALID)
    return [(reply, ("sync", "asyncio_detailed"))]


@pytest.mark.law("request")
def test_what_the_client_may_ask_is_still_taken(
    in_process: InProcessRunner, operation: Operation, newer: Contract
) -> None:
    """Path, method, server, keys, each parameter and the body, with all that each may say."""
    whole = in_process.call(operation)
    calls = call_variants(in_process.contract, operation, whole, newer)
    refused = (
        each for each in calls if incompatibility(in_process.contract, newer, operation, each)
    )
    # That the client sends what it is asked for, is another law; one call shows it here.
    for records in in_process.record_calls(
        operation, next(refused, whole), valid_response(in_process, operation)
    ):
        in_process.run_checks(records, STILL_ACCEPTED)


@pytest.mark.law("request")
@given(data=st.data())
def test_any_call_is_still_taken(
    in_process: InProcessRunner, operation: Operation, newer: Contract, data: st.DataObject
) -> None:
    """Calls that schemathesis makes from the old contract."""
    call: Call = data.draw(any_calls(in_process.contract, operation), label="call")
    for records in in_process.record_calls(operation, call, valid_response(in_process, operation)):
        in_process.run_checks(records, STILL_ACCEPTED)


@pytest.mark.law("response")
def test_each_success_still_comes(in_process: InProcessRunner, operation: Operation) -> None:
    """A caller that counts on one would wait for ever."""
    for records in in_process.record_calls(
        operation, in_process.call(operation), valid_response(in_process, operation)[:1]
    ):
        in_process.run_checks(records, STILL_RETURNED)


@SIDES
def test_what_the_server_may_say_is_documented(
    in_process: InProcessRunner, operation: Operation, newer: Contract, success: bool
) -> None:
    """Each status, media type, header and body of the newer contract is one of the old, too."""
    now = newer.matching_operation(operation)
    if now is None:
        return  # the request law says so
    replies = list(drifted_responses(in_process.contract, operation, newer, now, success=success))
    drifted = (each for each in replies if deviation(in_process.contract, operation, each.response))
    # One that the old contract does not have is the failure; no need to play all before it.
    plays = in_turn(islice(drifted, 1)) or in_turn(replies)
    for records in in_process.record_calls(operation, in_process.call(operation), plays):
        in_process.run_checks(records, STILL_DOCUMENTED)


@SIDES
@reduced_examples
@given(data=st.data())
def test_any_body_of_the_server_is_documented(
    in_process: InProcessRunner,
    operation: Operation,
    newer: Contract,
    data: st.DataObject,
    success: bool,
) -> None:
    """Bodies that schemathesis makes from the newer contract."""
    now = newer.matching_operation(operation)
    found = [
        (status, media_type, schema)
        for status, _, response in statuses(operation, now or operation, success=success)
        for media_type, schema in response.content.items()
        if is_json(media_type)
    ]
    if now is None or not found:
        return
    status, media_type, schema = data.draw(st.sampled_from(found), label="response")
    body = data.draw(from_schema(newer, schema), label="body")
    play = json_response(status, body, media_type), FUNCTIONS
    for records in in_process.record_calls(operation, in_process.call(operation), [play]):
        in_process.run_checks(records, STILL_DOCUMENTED)
