"""
Failure law: an argument that the contract does not allow is refused before anything is sent.

The error names the argument and does not contain its value. An allowed argument arrives.
"""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from schemathesis import GenerationMode

from contract_tests.harness.cases.argument_cases import body_cases, parameter_cases
from contract_tests.harness.cases.examples import ANY_TYPE, ExampleFactory
from contract_tests.harness.cases.strategies import from_schema, reduced_examples
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import Operation, Parameter, is_json

pytestmark = pytest.mark.law("failure")
LOCATIONS = ["path", "query", "header", "cookie"]


def test_parameters_of_a_wrong_type_are_refused(
    in_process: InProcessRunner, operation: Operation
) -> None:
    """Each parameter gets a value of each JSON type, and values that nearly fit its schema."""
    call, examples = in_process.valid_call(operation), ExampleFactory(in_process.contract)
    in_process.check_parameters(
        operation,
        LOCATIONS,
        lambda each: [
            *ANY_TYPE,
            *examples.near_misses(each.schema, call.arguments[each.identity]),
        ],
    )


@reduced_examples
@given(data=st.data())
def test_values_that_violate_their_schema_are_refused(
    in_process: InProcessRunner, operation: Operation, data: st.DataObject
) -> None:
    """Schemathesis generates values that violate the schema of a parameter or of the body."""
    call, body_schema = in_process.valid_call(operation), in_process.body_schema(operation)
    # No value violates an empty schema.
    places: list[Parameter | None] = [each for each in operation.parameters if each.schema]
    if is_json(call.media_type or "") and body_schema:
        places.append(None)
    if not places:
        in_process.log.not_applicable("no schema that a value could violate")
        return
    parameter = data.draw(st.sampled_from(places), label="parameter (None: body)")
    schema = body_schema if parameter is None else parameter.schema
    mode = GenerationMode.NEGATIVE
    value = data.draw(from_schema(in_process.contract, schema, mode), label="value")
    assume(not isinstance(value, bytes))  # not a JSON value
    if parameter is None:
        cases = body_cases(in_process.oracle, operation, call, [value])
    else:
        cases = parameter_cases(in_process.oracle, call, parameter, [value])
    for case in cases:
        in_process.check_argument_case(operation, case)
