"""A valid call of each operation, and a body of each response."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from contract_tests.harness.cases.examples import (
    ARGUMENT_MARKER,
    ExampleFactory,
    NoValidValueError,
)
from contract_tests.harness.spec import Call, Contract, Operation, json_media_type


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
    factory = ExampleFactory(contract, ARGUMENT_MARKER)
    calls, missing = {}, {}
    for operation in contract.operations:
        try:
            calls[operation] = factory.call(operation)
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
