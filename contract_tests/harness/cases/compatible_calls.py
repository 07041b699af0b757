"""Calls that a contract allows, by kind: what a newer one has to take, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from contract_tests.harness.cases.argument_cases import body_cases, parameter_cases
from contract_tests.harness.cases.examples import ExampleFactory, keys
from contract_tests.harness.cases.value_variants import candidate_values, same_definition, variants
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.oracles.request_compatibility import parameter_location
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation


def call_variants(
    contract: Contract, operation: Operation, whole: Call, newer: Contract
) -> Iterator[Call]:
    """
    *whole*, which says all it can. Where the *newer* contract asks for something else: the least;
    with each set of keys; without each argument; with one place changed in what has changed.
    """
    yield whole
    now = newer.matching_operation(operation)
    if now and same_definition(contract, _asked(contract, operation), newer, _asked(newer, now)):
        return
    yield from (replace(whole, credentials=keys(schemes)) for schemes in operation.security)
    optional = {each.identity for each in operation.parameters if each.optional}
    for left_out in (optional, *({key} for key in optional)):
        given = {key: value for key, value in whole.arguments.items() if key not in left_out}
        yield replace(whole, arguments=given)
    if operation.request_body is not None and not operation.request_body.required:
        yield replace(whole, body=ABSENT, media_type=None)
    if now is not None:
        yield from _arguments(contract, operation, whole, newer, now)
        yield from _bodies(contract, operation, whole, newer, now)


def _asked(contract: Contract, operation: Operation) -> Any:
    """All that *operation* says of a request."""
    body = operation.request_body
    return (
        [server["url"] for server in contract.servers],
        [(*parameter_location(operation, each), vars(each)) for each in operation.parameters],
        [[scheme.credential_kind for scheme in some] for some in operation.security],
        body and vars(body),
    )


def _arguments(
    contract: Contract, operation: Operation, whole: Call, newer: Contract, now: Operation
) -> Iterator[Call]:
    oracle = OutcomeOracle(contract)
    by_place = {parameter_location(now, each): each for each in now.parameters}
    for parameter in operation.parameters:
        later = by_place.get(parameter_location(operation, parameter))
        if later is None or same_definition(contract, parameter.schema, newer, later.schema):
            continue
        near = candidate_values((contract, parameter.schema), (newer, later.schema))
        values = tuple(variants(contract, parameter.schema, near))
        attempts = parameter_cases(oracle, whole, parameter, values)
        yield from (attempt.call for attempt in attempts if attempt.accepted)


def _bodies(
    contract: Contract, operation: Operation, whole: Call, newer: Contract, now: Operation
) -> Iterator[Call]:
    oracle = OutcomeOracle(contract)
    content = operation.request_body.content if operation.request_body else {}
    later: list[Any] = list(now.request_body.content.values()) if now.request_body else []
    for media_type, schema in content.items():
        call = replace(whole, body=ExampleFactory(contract).valid(schema), media_type=media_type)
        yield call
        if not any(same_definition(contract, schema, newer, each) for each in later):
            near = candidate_values((contract, schema), *((newer, each) for each in later))
            bodies = variants(contract, schema, near)
            yield from (each.call for each in body_cases(oracle, operation, call, bodies))
