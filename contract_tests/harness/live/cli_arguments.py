"""Read the arguments of an operation from a command line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.harness.spec import ABSENT, Contract, Operation

JSON = "application/json"


class CommandLineError(ValueError):
    """The command line does not fit the contract. The message is one line without any value."""


def select_operation(contract: Contract, name: str | None) -> Operation:
    """The operation with that id; without a *name*, the only operation of the contract."""
    matches = [operation for operation in contract.operations if name in (None, operation.id)]
    if len(matches) == 1:
        return matches[0]
    names = ", ".join(operation.id for operation in contract.operations)
    raise CommandLineError(f"name one operation with --operation: {names}")


def parse_arguments(
    contract: Contract, operation: Operation, words: Sequence[str]
) -> dict[tuple[str, str], Any]:
    """Arguments by (location, name) from words such as ``cartId=1``; JSON unless a string."""
    values: dict[str, str] = {}
    names = {parameter.name for parameter in operation.parameters}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise CommandLineError("--argument must be NAME=VALUE")
        if name not in names:
            known = ", ".join(sorted(names)) or "none"
            raise CommandLineError(f"{operation.label} has no parameter {name}; it has {known}")
        if name in values:
            raise CommandLineError(f"--argument {name} is given twice")
        values[name] = value
    arguments = {}
    for parameter in operation.parameters:
        if parameter.name in values:
            text = values[parameter.name]
            value = text if _is_text(parameter.schema) else _json(text)
            _require_valid(contract, parameter.schema, value, parameter.name)
            arguments[parameter.identity] = value
        elif not parameter.optional:
            raise CommandLineError(f"--argument {parameter.name}=VALUE is missing: it is required")
    return arguments


def parse_bodies(contract: Contract, operation: Operation, text: str | None) -> list[Any]:
    """The request bodies to send in turn: none if the contract allows that, and the given JSON."""
    body = operation.request_body
    if body is None and text is not None:
        raise CommandLineError(f"{operation.label} has no request body")
    if body is None or text is None:
        if body is not None and body.required:
            raise CommandLineError(f"--body JSON is missing: {operation.label} requires a body")
        return [ABSENT]
    value = _json(text)
    _require_valid(contract, body.content.get(JSON, True), value, "--body")
    return [value] if body.required else [ABSENT, value]


def _require_valid(contract: Contract, schema: Any, value: Any, name: str) -> None:
    for error in contract.validator(schema).iter_errors(value):
        raise CommandLineError(f"{name} breaks `{error.validator}` of the contract")


def _is_text(schema: Any) -> bool:
    return not isinstance(schema, Mapping) or schema.get("type", "string") == "string"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise CommandLineError("a value of --argument or --body is not JSON") from None
