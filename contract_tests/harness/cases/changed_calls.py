"""Calls that one contract allows, where another contract defines the request differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from contract_tests.harness.cases.examples import ARGUMENT_MARKER, ExampleFactory
from contract_tests.harness.cases.schema_differences import same_definition
from contract_tests.harness.cases.valid_messages import example_credentials, valid_call
from contract_tests.harness.cases.value_variants import variants
from contract_tests.harness.cases.wire_constraints import is_encodable
from contract_tests.harness.oracles.request_violations import parameters_by_location
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation, Parameter
from contract_tests.harness.spec.media_types import matching_media_type


def changed_calls(
    contract: Contract, operation: Operation, other: Contract, counterpart: Operation
) -> Iterator[Call]:
    """
    Yield calls of *operation* that its *contract* allows, a complete one first.

    There are none if the *counterpart*, an operation of the *other* contract, defines the request
    in the same way. Otherwise the calls have each set of credentials, lack each optional argument
    or all of them, lack an optional body, or have one changed place in a parameter or body that is
    defined differently.
    """
    if same_definition(contract, _definition(operation), other, _definition(counterpart)):
        return
    complete = valid_call(contract, operation)
    yield complete
    for schemes in operation.security:
        yield replace(complete, credentials=example_credentials(schemes))
    optional = [each.identity for each in operation.parameters if each.optional]
    for left_out in (optional, *([identity] for identity in optional)):
        rest = {key: value for key, value in complete.arguments.items() if key not in left_out}
        yield replace(complete, arguments=rest)
    if operation.request_body is not None and not operation.request_body.required:
        yield replace(complete, body=ABSENT, media_type=None)
    yield from _argument_variants(contract, operation, complete, other, counterpart)
    yield from _body_variants(contract, operation, complete, other, counterpart)


def _definition(operation: Operation) -> Any:
    """Return everything that defines a request of *operation*."""
    body = operation.request_body
    return (
        [(name, vars(each)) for name, each in parameters_by_location(operation).items()],
        [[scheme.credential_kind for scheme in schemes] for schemes in operation.security],
        body and vars(body),
    )


def _argument_variants(
    contract: Contract,
    operation: Operation,
    complete: Call,
    other: Contract,
    counterpart: Operation,
) -> Iterator[Call]:
    counterparts = parameters_by_location(counterpart)
    for location, parameter in parameters_by_location(operation).items():
        if (defined := counterparts.get(location)) is None:
            continue
        values: list[Any] = []
        if not same_definition(contract, parameter.schema, other, defined.schema):
            values += variants(contract, parameter.schema, other, defined.schema)
        if (parameter.style, parameter.explode) != (defined.style, defined.explode):
            values += _longer(contract, parameter, complete.arguments[parameter.identity])
        for value in values:
            if _can_be_sent(parameter, value):
                arguments = {**complete.arguments, parameter.identity: value}
                yield replace(complete, arguments=arguments)


def _longer(contract: Contract, parameter: Parameter, value: Any) -> Iterator[Any]:
    """Yield a list of several items, in which styles differ, if the schema allows it."""
    if isinstance(value, list) and contract.validator(parameter.schema).is_valid(value * 2):
        yield value * 2


def _can_be_sent(parameter: Parameter, value: Any) -> bool:
    # For Accept and Content-Type, only the media types that the contract documents are compared.
    if parameter.media_types and value not in parameter.media_types:
        return False
    return value is None or is_encodable(parameter, value)


def _body_variants(
    contract: Contract,
    operation: Operation,
    complete: Call,
    other: Contract,
    counterpart: Operation,
) -> Iterator[Call]:
    content = operation.request_body.content if operation.request_body else {}
    defined = counterpart.request_body.content if counterpart.request_body else {}
    for media_type, schema in content.items():
        body = ExampleFactory(contract, ARGUMENT_MARKER).valid(schema)
        call = replace(complete, body=body, media_type=media_type)
        yield call
        if (matching := matching_media_type(defined, media_type)) is None:
            continue
        if not same_definition(contract, schema, other, defined[matching]):
            for value in variants(contract, schema, other, defined[matching]):
                yield replace(call, body=value)
