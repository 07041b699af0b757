"""
What the contract allows, and only just: empty and long, least and greatest, none and several.
Request law: it arrives. Response law: it reaches the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contract_tests.harness.cases.boundary_values import boundary_values, header_boundary_values
from contract_tests.harness.cases.member_combinations import json_responses, least_status
from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.checks import CALL_CHECKS, sync_async_parity
from contract_tests.harness.runners.in_process_runner import InProcessRunner, alternate_sync_async
from contract_tests.harness.spec import Contract, Operation
from contract_tests.harness.wire.canned_response import CannedResponse, json_response


@pytest.mark.law("response")
def test_every_edge_of_an_answer_reaches_the_caller(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """Of each member of its body, and of each of its headers."""
    call = in_process.call(operation)
    replies = [*bodies(in_process.contract, operation), *headers(in_process.contract, operation)]
    if not replies:
        in_process.log.not_applicable("no JSON response and no response header")
    for records in in_process.record_calls(operation, call, alternate_sync_async(replies)):
        in_process.run_checks(records, CALL_CHECKS)
        in_process.run_pair_check(records, sync_async_parity, counted=False)


def bodies(contract: Contract, operation: Operation) -> Iterator[CannedResponse]:
    """An answer for each edge of each schema."""
    for status, media_type, schema in json_responses(operation):
        for body in boundary_values(contract, schema):
            yield json_response(status, body, media_type)


def headers(contract: Contract, operation: Operation) -> Iterator[CannedResponse]:
    """An answer for each edge of each header."""
    matrix = StatusMatrix(contract, operation)
    for response in operation.responses:
        reply = matrix.reply(least_status(operation, response.pattern), VALID)
        for name, value in header_boundary_values(contract, response):
            pair = name.encode(), value.encode()
            yield replace(reply, name=f"{name}: {value}", headers=(*reply.headers, pair))
