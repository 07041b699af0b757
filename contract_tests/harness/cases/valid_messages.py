"""Valid calls of operations, and bodies of responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from contract_tests.harness.cases.examples import (
    ARGUMENT_MARKER,
    ExampleFactory,
    NoValidValueError,
)
from contract_tests.harness.cases.wire_constraints import encodable_schema
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    Contract,
    Credential,
    Operation,
    SecurityScheme,
    json_media_type,
)


def example_credentials(schemes: Sequence[SecurityScheme]) -> dict[str, Credential]:
    """Return a long credential for each of *schemes*, by name."""
    return {
        scheme.name: Credential(
            f"key-{index}-9b2d7e41f6a8c035", user="user" if scheme.is_basic else None
        )
        for index, scheme in enumerate(schemes)
    }


def valid_call(contract: Contract, operation: Operation) -> Call:
    """
    Return a call with every argument, a body, and the largest set of credentials.

    Raises:
        NoValidValueError: no valid value was found for one of them, which the message names.
    """
    factory = ExampleFactory(contract, ARGUMENT_MARKER)
    body = operation.request_body
    media_type = next(iter(body.content), None) if body else None
    part, arguments = "", {}
    try:
        for parameter in operation.parameters:
            part = f"{parameter.location} parameter {parameter.name}"
            arguments[parameter.identity] = factory.valid(encodable_schema(contract, parameter))
        part = "body"
        value = factory.valid(body.content[media_type]) if body and media_type else ABSENT
    except NoValidValueError as error:
        raise NoValidValueError(f"{operation.label}, {part}: {error}") from error
    credentials = example_credentials(max(operation.security, key=len))
    return Call(arguments=arguments, body=value, media_type=media_type, credentials=credentials)


def valid_calls(contract: Contract) -> Mapping[Operation, Call]:
    """Return a complete call of each operation for which one was found."""
    calls, _ = _calls(contract)
    return calls


def missing_calls(contract: Contract) -> Mapping[Operation, str]:
    """Return, for each other operation, the part without a valid value."""
    _, missing = _calls(contract)
    return missing


@cache
def _calls(contract: Contract) -> tuple[dict[Operation, Call], dict[Operation, str]]:
    calls, missing = {}, {}
    for operation in contract.operations:
        try:
            calls[operation] = valid_call(contract, operation)
        except NoValidValueError as error:
            missing[operation] = str(error)
    return calls, missing


@cache
def valid_bodies(contract: Contract) -> Mapping[int, Any]:
    """
    Return a body of each documented JSON response, by the `id` of its schema.

    It is an invalid example where no valid body was found.
    """
    factory = ExampleFactory(contract)
    return {
        id(schema): factory.closest(schema)
        for operation in contract.operations
        for response in operation.responses
        for media_type, schema in response.content.items()
        if json_media_type(media_type, contract.resolve(schema))
    }
