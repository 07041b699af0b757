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
    found = _call_or_reason(contract, operation)
    if isinstance(found, str):
        raise NoValidValueError(found)
    return found


@cache
def valid_bodies(contract: Contract, operation: Operation) -> Mapping[int, Any]:
    """
    Return a body of each documented JSON response of *operation*, by the `id` of its schema.

    It is an invalid example where no valid body was found.
    """
    factory = ExampleFactory(contract)
    return {
        id(schema): factory.closest(schema)
        for response in operation.responses
        for media_type, schema in response.content.items()
        if json_media_type(media_type, contract.resolve(schema))
    }


def find_messages(contract: Contract, operation: Operation) -> None:
    """
    Find the call and the bodies of *operation*, which the other functions then return.

    Hypothesis does not allow such a search inside a property test.
    """
    _call_or_reason(contract, operation)
    valid_bodies(contract, operation)


@cache
def _call_or_reason(contract: Contract, operation: Operation) -> Call | str:
    """Return a valid call, or the part for which no valid value was found."""
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
        return f"{operation.label}, {part}: {error}"
    credentials = example_credentials(max(operation.security, key=len))
    return Call(arguments=arguments, body=value, media_type=media_type, credentials=credentials)
