"""
What the contract allows, and only just: empty and long, least and greatest, none and several.
Request law: it arrives. Response law: it reaches the caller.
"""

from __future__ import annotations

import pytest

from contract_tests.harness.cases.argument_cases import of_body, of_parameter
from contract_tests.harness.cases.boundary_values import call_edges, edges
from contract_tests.harness.runners.in_process_runner import InProcessLane
from contract_tests.harness.spec import ABSENT, Operation, is_json


@pytest.mark.law("request")
def test_every_edge_of_a_call_arrives(stage: InProcessLane, operation: Operation) -> None:
    """Of each argument and of each member of the body; with and without what may be left out."""
    call = stage.call(operation)
    for attempt in call_edges(operation, call):
        stage.attempt(operation, attempt)
    for parameter in operation.parameters:
        values = edges(stage.contract, parameter.schema)
        for attempt in of_parameter(stage.reader, call, parameter, values):
            stage.attempt(operation, attempt)
    if call.body is not ABSENT and operation.request_body and is_json(call.media_type or ""):
        values = edges(stage.contract, operation.request_body.content[str(call.media_type)])
        for attempt in of_body(stage.reader, operation, call, values):
            stage.attempt(operation, attempt)
