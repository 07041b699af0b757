"""
Failure law, before a byte is sent: what the contract does not allow is refused, by name, and no
message shows the value. What it allows arrives.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from schemathesis import GenerationMode

from contract_tests.harness.cases.argument_cases import (
    body_cases,
    credential_cases,
    parameter_cases,
)
from contract_tests.harness.cases.examples import ANY_TYPE, ExampleFactory
from contract_tests.harness.cases.hostile_strings import HEADER_VALUES
from contract_tests.harness.cases.member_combinations import member_combinations
from contract_tests.harness.cases.strategies import from_schema, reduced_examples
from contract_tests.harness.runners.in_process_runner import InProcessRunner
from contract_tests.harness.spec import ABSENT, Call, Operation, Parameter, is_json


def body_schema(operation: Operation, call: Call) -> Any:
    """The schema of the body of *call*."""
    assert operation.request_body is not None, "the call has a body"
    assert call.media_type is not None, "a body has a media type"
    return operation.request_body.content[call.media_type]


pytestmark = pytest.mark.law("failure")


def test_every_hazard_in_a_header(in_process: InProcessRunner, operation: Operation) -> None:
    """Line breaks, controls, blanks at the ends, what is not ASCII."""
    call = in_process.call(operation)
    headers = [each for each in operation.parameters if each.location == "header"]
    if not headers:
        in_process.log.not_applicable("no header parameters")
    for parameter in headers:
        for attempt in parameter_cases(in_process.oracle, call, parameter, HEADER_VALUES):
            in_process.check_argument_case(operation, attempt)


def test_every_hazard_in_a_key(in_process: InProcessRunner, operation: Operation) -> None:
    """The same, and nothing at all."""
    call = in_process.call(operation)
    if not call.credentials:
        in_process.log.not_applicable("no credentials")
    for name in call.credentials:
        scheme = in_process.contract.security_schemes[name]
        for attempt in credential_cases(call, scheme, HEADER_VALUES):
            in_process.check_argument_case(operation, attempt)


def test_every_type_in_every_parameter(in_process: InProcessRunner, operation: Operation) -> None:
    """One of each JSON type, what is easily taken for another, and what is nearly right."""
    call, samples = in_process.call(operation), ExampleFactory(in_process.contract)
    if not operation.parameters:
        in_process.log.not_applicable("no parameters")
    for parameter in operation.parameters:
        near = samples.near_misses(parameter.schema, call.arguments[parameter.identity])
        for attempt in parameter_cases(in_process.oracle, call, parameter, (*ANY_TYPE, *near)):
            in_process.check_argument_case(operation, attempt)


def test_every_combination_in_the_body(in_process: InProcessRunner, operation: Operation) -> None:
    """As in the response law: present, absent, null, of a wrong type, with other members."""
    call = in_process.call(operation)
    if call.body is ABSENT:
        in_process.log.not_applicable("no request body")
        return
    bodies = member_combinations(
        in_process.contract, body_schema(operation, call), bound=100
    ).bodies
    for attempt in body_cases(in_process.oracle, operation, call, bodies):
        in_process.check_argument_case(operation, attempt)


@reduced_examples
@given(data=st.data())
def test_what_breaks_its_schema_is_refused(
    in_process: InProcessRunner, operation: Operation, data: st.DataObject
) -> None:
    """Values that schemathesis makes to break the schema of a parameter or of the body."""
    call = in_process.call(operation)
    # Nothing breaks a schema that is empty.
    places: list[Parameter | None] = [each for each in operation.parameters if each.schema]
    if is_json(call.media_type or "") and body_schema(operation, call):
        places.append(None)
    if not places:
        in_process.log.not_applicable("no schema that a value could break")
        return
    parameter = data.draw(st.sampled_from(places), label="parameter")
    schema = body_schema(operation, call) if parameter is None else parameter.schema
    value = data.draw(
        from_schema(in_process.contract, schema, GenerationMode.NEGATIVE), label="value"
    )
    assume(not isinstance(value, bytes))  # which is no JSON value
    attempts = (
        body_cases(in_process.oracle, operation, call, [value])
        if parameter is None
        else parameter_cases(in_process.oracle, call, parameter, [value])
    )
    for attempt in attempts:
        in_process.check_argument_case(operation, attempt)
