"""From the words of a command line to the calls of an operation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.harness.spec import ABSENT, Contract, Operation

JSON = "application/json"


class LineError(ValueError):
    """The command line does not fit the contract. The message is one line, without a value."""


def the_operation(contract: Contract, name: str | None) -> Operation:
    """The operation of that id; the only one where no id is given."""
    found = [each for each in contract.operations if name in (None, each.id)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.id for each in contract.operations)
    raise LineError(f"name one operation with --operation: {names}")


def arguments(
    contract: Contract, operation: Operation, given: Sequence[str]
) -> dict[tuple[str, str], Any]:
    """NAME=VALUE as arguments: text as it is, anything else as JSON."""
    values: dict[str, str] = {}
    names = {parameter.name for parameter in operation.parameters}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise LineError("--argument must be NAME=VALUE")
        if name not in names:
            known = ", ".join(sorted(names)) or "none"
            raise LineError(f"{operation.label} has no parameter {name}; it has {known}")
        if name in values:
            raise LineError(f"--argument {name} is there twice")
        values[name] = value
    found = {}
    for parameter in operation.parameters:
        if parameter.name in values:
            value = values.pop(parameter.name)
            read = value if _is_text(parameter.schema) else _json(value)
            found[parameter.identity] = _allowed(contract, parameter.schema, read, parameter.name)
        elif not parameter.optional:
            raise LineError(f"--argument {parameter.name}=VALUE is missing: it is required")
    return found


def bodies(contract: Contract, operation: Operation, text: str | None) -> list[Any]:
    """What to send in turn: nothing where the contract allows it, and what is given."""
    body = operation.request_body
    if body is None and text is not None:
        raise LineError(f"{operation.label} takes no body")
    if body is None or text is None:
        if body is not None and body.required:
            raise LineError(f"--body JSON is missing: {operation.label} needs a body")
        return [ABSENT]
    schema = body.content.get(JSON, True)
    given = _allowed(contract, schema, _json(text), "--body")
    return [given] if body.required else [ABSENT, given]


def _allowed(contract: Contract, schema: Any, value: Any, name: str) -> Any:
    for error in contract.validator(schema).iter_errors(value):
        raise LineError(f"{name} is not what the contract allows: `{error.validator}`")
    return value


def _is_text(schema: Any) -> bool:
    return not isinstance(schema, Mapping) or schema.get("type", "string") == "string"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise LineError("a value of --argument or --body is not JSON") from None
