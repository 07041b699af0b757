"""Calls that the older contract allows, and that a newer one must therefore accept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from contract_tests.harness.cases.argument_cases import body_cases, parameter_cases
from contract_tests.harness.cases.examples import ExampleFactory, example_credentials
from contract_tests.harness.cases.value_variants import candidate_values, same_definition, variants
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.oracles.request_compatibility import parameter_location
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation


def call_variants(
    contract: Contract, operation: Operation, complete: Call, newer: Contract
) -> Iterator[Call]:
    """
    Yield *complete*, and variants of it if the *newer* contract defines the request differently.

    The variants have each set of credentials, lack each optional argument or all of them, lack an
    optional body, or have one changed place in a parameter or body whose definition has changed.
    """
    yield complete
    now = newer.matching_operation(operation)
    if now and same_definition(
        contract, _definition(contract, operation), newer, _definition(newer, now)
    ):
        return
    for schemes in operation.security:
        yield replace(complete, credentials=example_credentials(schemes))
    optional = {each.identity for each in operation.parameters if each.optional}
    for left_out in (optional, *({identity} for identity in optional)):
        rest = {key: value for key, value in complete.arguments.items() if key not in left_out}
        yield replace(complete, arguments=rest)
    if operation.request_body is not None and not operation.request_body.required:
        yield replace(complete, body=ABSENT, media_type=None)
    if now is not None:
        yield from _argument_variants(contract, operation, complete, newer, now)
        yield from _body_variants(contract, operation, complete, newer, now)


def _definition(contract: Contract, operation: Operation) -> Any:
    """Return everything that defines a request of *operation*."""
    body = operation.request_body
    return (
        [server["url"] for server in contract.servers],
        [(*parameter_location(operation, each), vars(each)) for each in operation.parameters],
        [[scheme.credential_kind for scheme in schemes] for schemes in operation.security],
        body and vars(body),
    )


def _argument_variants(
    contract: Contract, operation: Operation, complete: Call, newer: Contract, now: Operation
) -> Iterator[Call]:
    oracle = OutcomeOracle(contract)
    by_location = {parameter_location(now, each): each for each in now.parameters}
    for parameter in operation.parameters:
        later = by_location.get(parameter_location(operation, parameter))
        if later is None or same_definition(contract, parameter.schema, newer, later.schema):
            continue
        candidates = candidate_values((contract, parameter.schema), (newer, later.schema))
        values = variants(contract, parameter.schema, candidates)
        cases = parameter_cases(oracle, complete, parameter, values)
        yield from (case.call for case in cases if case.accepted)


def _body_variants(
    contract: Contract, operation: Operation, complete: Call, newer: Contract, now: Operation
) -> Iterator[Call]:
    oracle = OutcomeOracle(contract)
    content = operation.request_body.content if operation.request_body else {}
    later: list[Any] = list(now.request_body.content.values()) if now.request_body else []
    for media_type, schema in content.items():
        body = ExampleFactory(contract).valid(schema)
        call = replace(complete, body=body, media_type=media_type)
        yield call
        if not any(same_definition(contract, schema, newer, each) for each in later):
            candidates = candidate_values((contract, schema), *((newer, each) for each in later))
            bodies = variants(contract, schema, candidates)
            yield from (case.call for case in body_cases(oracle, operation, call, bodies))
