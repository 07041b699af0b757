"""Rules of a contract that a message breaks, and the place in the contract of each rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

from jsonschema import ValidationError
from jsonschema.exceptions import best_match

from contract_tests.harness.oracles.schema_validator import compile_ecma_pattern, strict_validator
from contract_tests.harness.spec import Contract
from contract_tests.harness.spec.json_paths import JsonPath

Kind = Literal[
    "operation", "server", "credentials", "parameter", "body", "status", "response body", "header"
]


@dataclass(frozen=True)
class Location:
    """
    One place of an operation in a contract.

    Args:
        kind: what the rule is about.
        name: a server URL, the names of credentials, the media type of a body, or a header; for a
            parameter its (location, wire name), or ("url", position) in a URL.
        status: a status of the response; 0 for a request.
        path: the place in the value, of which the rule is; () for the whole value.
        keyword: the keyword of JSON Schema; empty where the rule is that the place itself exists.
    """

    kind: Kind
    name: str | tuple[str, str] = ""
    status: int = 0
    path: JsonPath = ()
    keyword: str = ""


@dataclass(frozen=True)
class Violation:
    """
    A rule that a message breaks.

    Args:
        received: what the message has.
        documented: what the contract documents in its place.
        redacted: what the message has, without any of its values except the status.
    """

    location: Location
    received: str
    documented: str
    redacted: str = ""


def schema_violations(
    contract: Contract, schema: Any, value: Any
) -> Iterator[tuple[JsonPath, str, ValidationError]]:
    """
    Yield the place in *value*, the keyword and the error of each rule that *value* breaks.

    A missing and an additional member are places of their own. Of the alternatives of `anyOf` and
    `oneOf`, the rule of the one that fits best counts. A value of a wrong type breaks no other rule
    of the same place.
    """
    errors = [
        best_match([error])
        for error in strict_validator(contract.validator(schema)).iter_errors(value)
    ]
    mistyped = {(*error.absolute_path,) for error in errors if error.validator == "type"}
    for error in errors:
        keyword, path = str(error.validator), (*error.absolute_path,)
        if path in mistyped and keyword != "type":
            continue
        names = list(_members(error))
        for name in names:
            yield (*path, name), keyword, error
        if not names:
            yield path, keyword, error


def text_violations(
    contract: Contract, schema: Any, interpretations: Iterable[Any]
) -> list[tuple[JsonPath, str, ValidationError]]:
    """
    Return the rules that a text breaks, unless one of its *interpretations* is valid.

    The rules are those of the first interpretation that has a type of the schema, if there is one.
    """
    broken = [list(schema_violations(contract, schema, each)) for each in interpretations]
    if not all(broken):
        return []
    return min(broken, key=lambda each: any(keyword == "type" for _, keyword, _ in each))


def described(error: ValidationError) -> tuple[str, str, str]:
    """Return what the value has, the rule it breaks, and what it has without the value itself."""
    keyword = str(error.validator)
    rule = json.dumps({keyword: error.validator_value}, default=str)
    return f"{error.json_path}: {error.message}", rule, f"{error.json_path}: breaks `{keyword}`"


def _members(error: ValidationError) -> Iterator[str]:
    """Yield the names of the members that are missing or must not be there."""
    instance, value, schema = cast(Any, (error.instance, error.validator_value, error.schema))
    if error.validator == "required":
        yield from (name for name in value if name not in instance)
    elif error.validator == "additionalProperties":
        patterns = [compile_ecma_pattern(each) for each in schema.get("patternProperties", ())]
        others = (name for name in instance if name not in schema.get("properties", {}))
        yield from (name for name in others if not any(each.search(name) for each in patterns))
