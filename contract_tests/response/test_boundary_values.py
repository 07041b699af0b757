"""Response law: boundary values of bodies and headers reach the caller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contract_tests.harness.cases.boundary_values import boundary_values, header_boundary_values
from contract_tests.harness.cases.member_combinations import json_responses
from contract_tests.harness.cases.status_matrix import VALID, StatusMatrix
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Contract, Operation
from contract_tests.harness.wire.canned_response import CannedResponse, json_response


@pytest.mark.law("response")
def test_boundary_values_of_responses_reach_the_caller(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """The shortest, longest, least and greatest value of each member and header is returned."""
    contract = in_process.contract
    responses = [*bodies(contract, operation), *headers(contract, operation)]
    if not responses:
        in_process.log.not_applicable("no JSON response and no response header")
        return
    in_process.check_responses(operation, responses)


def bodies(contract: Contract, operation: Operation) -> Iterator[CannedResponse]:
    """A response for each boundary value of each JSON schema."""
    for status, media_type, schema in json_responses(contract, operation):
        for body in boundary_values(contract, schema):
            yield json_response(status, body, media_type)


def headers(contract: Contract, operation: Operation) -> Iterator[CannedResponse]:
    """A response for each boundary value of each header."""
    matrix = StatusMatrix(contract, operation)
    for documented in operation.responses:
        response = matrix.response(operation.least_status(documented), VALID)
        for name, value in header_boundary_values(contract, documented):
            pair = name.encode(), value.encode()
            yield replace(response, name=f"{name}: {value}", headers=(*response.headers, pair))
