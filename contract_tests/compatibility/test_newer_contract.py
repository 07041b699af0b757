"""
Compatibility law: clients of this contract still work with a server of the newer one.

These tests run with `--against FILE` only.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.harness.cases.drifted_responses import statuses
from contract_tests.harness.cases.strategies import calls, from_schema, reduced_examples
from contract_tests.harness.runners.compatibility import (
    check_call_is_still_accepted,
    check_calls_are_still_accepted,
    check_response_is_still_documented,
    check_responses_are_still_documented,
    check_successes_are_still_returned,
)
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Contract, Operation, is_json
from contract_tests.harness.wire.canned_response import json_response

SIDES = pytest.mark.parametrize(
    "success",
    [
        pytest.param(True, marks=pytest.mark.law("response"), id="successes"),
        pytest.param(False, marks=pytest.mark.law("failure"), id="errors"),
    ],
)


@pytest.mark.law("request")
def test_every_variant_of_a_call_is_still_accepted(
    in_process: InProcessRunner, operation: Operation, newer: Contract
) -> None:
    """Path, method, server, credentials, parameters and body are still allowed."""
    check_calls_are_still_accepted(in_process, operation, newer)


@pytest.mark.law("request")
@given(data=st.data())
def test_any_call_is_still_accepted(
    in_process: InProcessRunner, operation: Operation, newer: Contract, data: st.DataObject
) -> None:
    """The newer contract allows calls that schemathesis generates from the old one."""
    call = data.draw(calls(in_process.contract, operation), label="call")
    check_call_is_still_accepted(in_process, operation, call)


@pytest.mark.law("response")
def test_each_success_is_still_returned(in_process: InProcessRunner, operation: Operation) -> None:
    """The newer contract still documents each success."""
    check_successes_are_still_returned(in_process, operation)


@SIDES
def test_every_response_is_still_documented(
    in_process: InProcessRunner, operation: Operation, newer: Contract, success: bool
) -> None:
    """The old contract documents each status, media type, header and body of the newer one."""
    check_responses_are_still_documented(in_process, operation, newer, success=success)


@SIDES
@reduced_examples
@given(data=st.data())
def test_any_body_is_still_documented(
    in_process: InProcessRunner,
    operation: Operation,
    newer: Contract,
    data: st.DataObject,
    success: bool,
) -> None:
    """The old contract documents bodies that schemathesis generates from the newer one."""
    now = newer.matching_operation(operation)
    if now is None:
        in_process.log.not_applicable("the newer contract has no such operation")
        return
    bodies = [
        (status, media_type, schema)
        for status, _, response in statuses(operation, now, success=success)
        for media_type, schema in response.content.items()
        if is_json(media_type)
    ]
    if not bodies:
        in_process.log.not_applicable("no JSON response")
        return
    status, media_type, schema = data.draw(st.sampled_from(bodies), label="response")
    body = data.draw(from_schema(newer, schema), label="body")
    response = json_response(status, body, media_type)
    check_response_is_still_documented(in_process, operation, response)
