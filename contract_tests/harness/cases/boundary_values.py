"""
Edges: what a schema allows, and only just. Each is a whole that is sound elsewhere, so that what a
client makes of the edge is seen.

No value made here is taken on trust: a validator says which are sound.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract_tests.harness.cases.argument_cases import ArgumentCase
from contract_tests.harness.cases.examples import ExampleFactory
from contract_tests.harness.cases.hostile_strings import is_field_value
from contract_tests.harness.cases.member_combinations import EXTRA
from contract_tests.harness.spec import ABSENT, Call, Contract, Operation, Response

# Longer than what one would take for long.
LONG = 1_000
PREFIX = "Prefix"
BASE64 = "+/=="  # how a key may end
FOREIGN = "\N{LATIN SMALL LETTER E WITH ACUTE}"
# What JSON escapes, or may; what some readers drop; what is two units of UTF-16.
AWKWARD = '\0\x7f"\\/\r\n<&amp;>%41e\N{COMBINING ACUTE ACCENT}\N{LINE SEPARATOR}\N{GRINNING FACE}'
# Texts that look like something else, or like less.
LOOKALIKES = ("123", "true", "null", " x ")
# More members than one would think of.
MANY = 1_000
LIMITS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
ANYTHING: dict[str, Any] = {}
ANY = ("null", "boolean", "string", "number")


def boundary_values(contract: Contract, schema: Any) -> Iterator[Any]:
    """JSON values that *schema* allows, each once."""
    maker = _BoundaryGenerator(contract)
    allows = contract.validator(schema).is_valid
    seen: set[str] = set()
    for value in maker.values(schema, maker.samples.valid(schema)):
        text = json.dumps(value, sort_keys=True)
        if text not in seen and allows(value):
            yield value
        seen.add(text)


def header_boundary_values(contract: Contract, response: Response) -> Iterator[tuple[str, str]]:
    """(name, value) of a header of *response*, at each edge that a header can carry."""
    for name, raw in response.headers.items():
        for value in boundary_values(contract, raw.get("schema", {})):
            text = value if isinstance(value, str) else json.dumps(value)
            if isinstance(value, (str, int, float)) and is_field_value(text):
                yield name, text


def call_boundary_cases(operation: Operation, call: Call) -> Iterator[ArgumentCase]:
    """*call* with Python objects, without its optional body, and without each optional argument."""
    yield ArgumentCase(replace(call, native=True), (), True)
    if operation.request_body is not None and not operation.request_body.required:
        yield ArgumentCase(replace(call, body=ABSENT, media_type=None), (), True)
    for parameter in operation.parameters:
        if parameter.optional:
            rest = {k: v for k, v in call.arguments.items() if k != parameter.identity}
            yield ArgumentCase(replace(call, arguments=rest), (), True)


def credential_boundary_cases(operation: Operation, call: Call) -> Iterator[ArgumentCase]:
    """*call* with long and short credentials of each security alternative."""
    for schemes in operation.security:
        if call.credentials.keys() >= {scheme.name for scheme in schemes}:
            for value, prefix in (("k" * LONG, None), ("k", PREFIX), (BASE64, None)):
                keys = {
                    scheme.name: replace(
                        call.credentials[scheme.name],
                        value=f"{scheme.name}{value}",
                        prefix=prefix if scheme.type == "apiKey" else None,
                    )
                    for scheme in schemes
                }
                yield ArgumentCase(replace(call, credentials=keys), (), True)


class _BoundaryGenerator:
    """Makes values, sound and others. What is in a schema that holds itself is made once."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.samples = ExampleFactory(contract)

    def values(self, schema: Any, value: Any, above: tuple[int, ...] = ()) -> Iterator[Any]:
        """*value*, made for *schema*, with each place in it at each of its edges."""
        target = id(self._contract.resolve(schema))
        schema = self.samples.resolve(schema)
        yield value
        yield from self._scalars(schema)
        types = self.samples.types(schema)
        if isinstance(value, dict) or not types:
            yield from ({}, {**(value if isinstance(value, dict) else {}), EXTRA: True})
        if target in above:
            return
        above = (*above, target)
        for keyword in ("oneOf", "anyOf"):
            for part in schema.get(keyword, ()):
                yield from self.values(part, self.samples.example(part), above)
        if isinstance(value, dict):
            yield from self._objects(schema, value, above)
        if "array" in types or not types:
            yield from self._arrays(schema, above)

    def _scalars(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        yield from schema.get("enum", ())
        types = self.samples.types(schema) or ANY
        if "null" in types:
            yield None
        if "boolean" in types:
            yield from (True, False)
        if "string" in types:
            least, most = schema.get("minLength", 0), schema.get("maxLength", LONG)
            yield from ("x" * least, "x" * most, FOREIGN * max(1, least), AWKWARD.ljust(least, "x"))
            yield from (text.ljust(least, "x") for text in LOOKALIKES)
        if "integer" in types or "number" in types:
            ends = [schema[name] for name in LIMITS if name in schema]
            for end in (0, *(end for end in ends if not isinstance(end, bool))):
                yield from (end, end - 1, end + 1, end - 0.5, end + 0.5)

    def _objects(
        self, schema: Mapping[str, Any], value: dict[str, Any], above: tuple[int, ...]
    ) -> Iterator[Any]:
        for part in (schema, *map(self.samples.resolve, schema.get("allOf", ()))):
            for name, member in part.get("properties", {}).items():
                if name in value:
                    rest = {key: each for key, each in value.items() if key != name}
                    yield rest
                    for inner in self.values(member, value[name], above):
                        yield {**rest, name: inner}
            others = part.get("additionalProperties", True)
            if isinstance(others, Mapping):
                sound = self.samples.example(others)
                yield {**value, **{f"{EXTRA} {number}": sound for number in range(MANY)}}
                for inner in self.values(others, sound, above):
                    yield {**value, EXTRA: inner}

    def _arrays(self, schema: Mapping[str, Any], above: tuple[int, ...]) -> Iterator[Any]:
        items = schema.get("items", ANYTHING)
        least = max(1, schema.get("minItems", 0))
        allows = self._contract.validator(items).is_valid
        found = [*filter(allows, self.values(items, self.samples.example(items), above))]
        yield from ([], found[:1] * 2, found[:2])
        for inner in found:
            yield [inner] * least
