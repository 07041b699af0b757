"""
What the contract allows, and only just: empty and long, least and greatest, none and several.
Request law: it arrives. Response law: it reaches the caller.
"""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.argument_cases import body_cases, parameter_cases
from contract_tests.harness.cases.boundary_values import boundary_values, call_boundary_cases
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import ABSENT, Operation, is_json


@pytest.mark.law("request")
def test_every_edge_of_a_call_arrives(in_process: InProcessRunner, operation: Operation) -> None:
    """Of each argument and of each member of the body; with and without what may be left out."""
    call = in_process.call(operation)
    for attempt in call_boundary_cases(operation, call):
        in_process.check_argument_case(operation, attempt)
    for parameter in operation.parameters:
        values = boundary_values(in_process.contract, parameter.schema)
        for attempt in parameter_cases(in_process.oracle, call, parameter, values):
            in_process.check_argument_case(operation, attempt)
    if call.body is not ABSENT and operation.request_body and is_json(call.media_type or ""):
        values = boundary_values(
            in_process.contract, operation.request_body.content[str(call.media_type)]
        )
        for attempt in body_cases(in_process.oracle, operation, call, values):
            in_process.check_argument_case(operation, attempt)
