"""A valid call of each operation, and a body of each response."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from contract_tests.harness.cases.examples import (
    ARGUMENT_MARKER,
    ExampleFactory,
    NoValidValueError,
)
from contract_tests.harness.spec import Call, Contract, Operation, json_media_type


@cache
def valid_calls(contract: Contract) -> Mapping[Operation, Call]:
    """Return a complete call of each operation for which one was found."""
    factory = ExampleFactory(contract, ARGUMENT_MARKER)
    calls = {}
    for operation in contract.operations:
        with suppress(NoValidValueError):
            calls[operation] = factory.call(operation)
    return calls


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
