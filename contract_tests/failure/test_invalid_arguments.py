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

from contract_tests.harness.cases.argument_cases import of_body, of_key, of_parameter
from contract_tests.harness.cases.examples import ANY_TYPE, Samples
from contract_tests.harness.cases.hostile_strings import HEADER_VALUES
from contract_tests.harness.cases.member_combinations import lattice
from contract_tests.harness.cases.strategies import few, made
from contract_tests.harness.runners.in_process_runner import InProcessLane
from contract_tests.harness.spec import ABSENT, Call, Operation, Parameter, is_json


def body_schema(operation: Operation, call: Call) -> Any:
    """The schema of the body of *call*."""
    assert operation.request_body is not None, "the call has a body"
    assert call.media_type is not None, "a body has a media type"
    return operation.request_body.content[call.media_type]


pytestmark = pytest.mark.law("failure")


def test_every_hazard_in_a_header(stage: InProcessLane, operation: Operation) -> None:
    """Line breaks, controls, blanks at the ends, what is not ASCII."""
    call = stage.call(operation)
    headers = [each for each in operation.parameters if each.location == "header"]
    if not headers:
        stage.excuse()
    for parameter in headers:
        for attempt in of_parameter(stage.reader, call, parameter, HEADER_VALUES):
            stage.attempt(operation, attempt)


def test_every_hazard_in_a_key(stage: InProcessLane, operation: Operation) -> None:
    """The same, and nothing at all."""
    call = stage.call(operation)
    if not call.keys:
        stage.excuse()
    for name in call.keys:
        scheme = stage.contract.security_schemes[name]
        for attempt in of_key(call, scheme, HEADER_VALUES):
            stage.attempt(operation, attempt)


def test_every_type_in_every_parameter(stage: InProcessLane, operation: Operation) -> None:
    """One of each JSON type, what is easily taken for another, and what is nearly right."""
    call, samples = stage.call(operation), Samples(stage.contract)
    if not operation.parameters:
        stage.excuse()
    for parameter in operation.parameters:
        near = samples.near(parameter.schema, call.arguments[parameter.key])
        for attempt in of_parameter(stage.reader, call, parameter, (*ANY_TYPE, *near)):
            stage.attempt(operation, attempt)


def test_every_combination_in_the_body(stage: InProcessLane, operation: Operation) -> None:
    """As in the response law: present, absent, null, of a wrong type, with other members."""
    call = stage.call(operation)
    if call.body is ABSENT:
        stage.excuse()
        return
    bodies = lattice(stage.contract, body_schema(operation, call), bound=100).bodies
    for attempt in of_body(stage.reader, operation, call, bodies):
        stage.attempt(operation, attempt)


@few
@given(data=st.data())
def test_what_breaks_its_schema_is_refused(
    stage: InProcessLane, operation: Operation, data: st.DataObject
) -> None:
    """Values that schemathesis makes to break the schema of a parameter or of the body."""
    call = stage.call(operation)
    # Nothing breaks a schema that is empty.
    places: list[Parameter | None] = [each for each in operation.parameters if each.schema]
    if is_json(call.media_type or "") and body_schema(operation, call):
        places.append(None)
    if not places:
        stage.excuse()
        return
    parameter = data.draw(st.sampled_from(places), label="parameter")
    schema = body_schema(operation, call) if parameter is None else parameter.schema
    value = data.draw(made(stage.contract, schema, GenerationMode.NEGATIVE), label="value")
    assume(not isinstance(value, bytes))  # which is no JSON value
    attempts = (
        of_body(stage.reader, operation, call, [value])
        if parameter is None
        else of_parameter(stage.reader, call, parameter, [value])
    )
    for attempt in attempts:
        stage.attempt(operation, attempt)
