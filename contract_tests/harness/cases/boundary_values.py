"""
Boundary values: valid values at the limits of a schema, each in one place of a valid whole.

A validator decides which of the generated values are valid.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract_tests.harness.cases.argument_cases import ArgumentCase
from contract_tests.harness.cases.examples import LIMIT_KEYWORDS, ExampleFactory
from contract_tests.harness.cases.hostile_strings import is_field_value
from contract_tests.harness.cases.member_combinations import HOSTILE_MEMBER
from contract_tests.harness.cases.merged_changes import merged_changes
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation, Response
from contract_tests.harness.spec.json_paths import removed_at

# More values than this are merged.
MAX_VALUES = 200
LONG_LENGTH = 1_000
MANY_MEMBERS = 1_000
PREFIX = "Prefix"
BASE64_ENDING = "+/=="
NON_ASCII = "é"
# Characters that JSON escapes, that parsers drop, and that take two units of UTF-16.
SPECIAL_TEXT = (
    '\0\x7f"\\/\r\n<&amp;>%41e\N{COMBINING ACUTE ACCENT}\N{LINE SEPARATOR}\N{GRINNING FACE}'
)
# Texts that look like another type, or that a parser may strip.
AMBIGUOUS_TEXTS = ("123", "true", "null", " x ", "2001-02-03T04:05:06Z")
ANY_SCHEMA: dict[str, Any] = {}
SCALAR_TYPES = ("null", "boolean", "string", "number")


def boundary_values(contract: Contract, schema: Any) -> Iterator[Any]:
    """
    Yield distinct JSON values that *schema* allows.

    Each differs from a complete value in one place, or in several if there would be too many.
    """
    generator = _BoundaryGenerator(contract)
    allows = contract.validator(schema).is_valid
    complete = generator.factory.closest(schema)
    by_text: dict[str, Any] = {}
    for value in generator.values(schema, complete):
        by_text.setdefault(json.dumps(value, sort_keys=True), value)
    values = [*filter(allows, by_text.values())]
    if len(values) <= MAX_VALUES:
        yield from values
    else:
        yield from merged_changes(complete, values, allows)


def header_boundary_values(contract: Contract, response: Response) -> Iterator[tuple[str, str]]:
    """Yield (name, value) for each boundary value of a header of *response* that can be sent."""
    for name, header in response.headers.items():
        for value in boundary_values(contract, header.get("schema", {})):
            text = value if isinstance(value, str) else json.dumps(value)
            if isinstance(value, (str, int, float)) and is_field_value(text):
                yield name, text


def call_boundary_cases(operation: Operation, call: Call) -> Iterator[ArgumentCase]:
    """Yield *call* with native values, and without each of its optional parts."""
    yield ArgumentCase(replace(call, native=True), (), True)
    if operation.request_body is not None and not operation.request_body.required:
        yield ArgumentCase(replace(call, body=ABSENT, media_type=None), (), True)
    for parameter in operation.parameters:
        if parameter.optional:
            rest = {k: v for k, v in call.arguments.items() if k != parameter.identity}
            yield ArgumentCase(replace(call, arguments=rest), (), True)


def credential_boundary_cases(operation: Operation, call: Call) -> Iterator[ArgumentCase]:
    """Yield *call* with long and short credentials of each security alternative."""
    for schemes in operation.security:
        if call.credentials.keys() >= {scheme.name for scheme in schemes}:
            for value, prefix in (("k" * LONG_LENGTH, None), ("k", PREFIX), (BASE64_ENDING, None)):
                credentials = {
                    scheme.name: replace(
                        call.credentials[scheme.name],
                        value=f"{scheme.name}{value}",
                        prefix=prefix if scheme.type == "apiKey" else None,
                    )
                    for scheme in schemes
                }
                yield ArgumentCase(replace(call, credentials=credentials), (), True)


class _BoundaryGenerator:
    """Generates valid and invalid values. The content of a recursive schema is generated once."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.factory = ExampleFactory(contract)

    def values(self, schema: Any, value: Any, above: tuple[int, ...] = ()) -> Iterator[Any]:
        """Yield *value*, made for *schema*, with each place in it at each of its boundaries."""
        target = id(self._contract.resolve(schema))
        schema = self.factory.resolve(schema)
        yield value
        yield from self._scalars(schema)
        types = self.factory.types(schema)
        if isinstance(value, dict) or not types:
            yield from ({}, {**(value if isinstance(value, dict) else {}), HOSTILE_MEMBER: True})
        if target in above:
            return
        above = (*above, target)
        for keyword in ("oneOf", "anyOf"):
            for part in schema.get(keyword, ()):
                yield from self.values(part, self.factory.example(part), above)
        if isinstance(value, dict):
            yield from self._objects(schema, value, above)
        if "array" in types or not types:
            yield from self._arrays(schema, value, above)

    def _scalars(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        yield from schema.get("enum", ())
        types = self.factory.types(schema) or SCALAR_TYPES
        if "null" in types:
            yield None
        if "boolean" in types:
            yield from (True, False)
        if "string" in types:
            low, high = schema.get("minLength", 0), schema.get("maxLength", LONG_LENGTH)
            yield from ("x" * low, "x" * high, NON_ASCII * max(1, low))
            yield from (text.ljust(low, "x") for text in (SPECIAL_TEXT, *AMBIGUOUS_TEXTS))
        if "integer" in types or "number" in types:
            limits = [schema[keyword] for keyword in LIMIT_KEYWORDS if keyword in schema]
            for limit in (0, *(limit for limit in limits if not isinstance(limit, bool))):
                yield from (limit, limit - 1, limit + 1, limit - 0.5, limit + 0.5)

    def _objects(
        self, schema: Mapping[str, Any], value: dict[str, Any], above: tuple[int, ...]
    ) -> Iterator[Any]:
        for part in self.factory.parts(schema):
            for name, member in part.get("properties", {}).items():
                if name in value:
                    rest = removed_at(value, (name,))
                    yield rest
                    for inner in self.values(member, value[name], above):
                        yield {**rest, name: inner}
            additional = part.get("additionalProperties", True)
            if isinstance(additional, Mapping):
                example = self.factory.example(additional)
                names = (f"{HOSTILE_MEMBER} {number}" for number in range(MANY_MEMBERS))
                yield {**value, **dict.fromkeys(names, example)}
                for inner in self.values(additional, example, above):
                    yield {**value, HOSTILE_MEMBER: inner}

    def _arrays(
        self, schema: Mapping[str, Any], value: Any, above: tuple[int, ...]
    ) -> Iterator[Any]:
        items = schema.get("items", ANY_SCHEMA)
        first = value[0] if isinstance(value, list) and value else self.factory.example(items)
        low = max(1, schema.get("minItems", 0))
        allows = self._contract.validator(items).is_valid
        valid = [*filter(allows, self.values(items, first, above))]
        yield from ([], valid[:1] * 2, valid[:2])
        for inner in valid:
            yield [inner] * low
