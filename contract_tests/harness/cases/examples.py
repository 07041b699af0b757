"""
One value of each kind that matters for a schema: sound, of a wrong type, of a wrong format.

No value made here is taken on trust: a validator says which are sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from hypothesis import find, settings

from contract_tests.harness.cases.strategies import from_schema
from contract_tests.harness.cases.wire_constraints import encodable_schema
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    Contract,
    Credential,
    Operation,
    SecurityScheme,
    is_json,
)

# Stands in every text that a schema leaves free, so that it can be looked for in errors and logs.
MARKER = "s3cret-5f1c0e"
MARKERS = (MARKER,)
# The same for arguments, which may be seen.
ARGUMENT = "argument-5f1c0e"

# The name of a member that a schema leaves free. Unlike its value, it may be seen.
ENTRY = "entry"

# One of each JSON type, and what is easily taken for another.
ANY_TYPE: tuple[Any, ...] = (None, True, 0, 1, -1.5, "", "1", [], [[]], {}, {"": None})

# By format: a sound value, then unsound ones.
FORMATTED: Mapping[str, tuple[str, ...]] = {
    "uri": ("https://host.example/{text}?a=%20&b=1#c", "//host.example/{text}"),
    "uuid": ("8f14e45f-ceea-467f-a1d6-0c2b1f3a4e5d", "8f14e45fceea467fa1d60c2b1f3a4e5d"),
    "date": ("2024-02-29", "2023-02-29"),
    "date-time": ("2024-02-29T23:59:59.123456+01:00", "2024-02-29T23:59:59"),
}
# What a reader of a format takes that is not strict: on each sound value, one change.
NEAR: Mapping[str, tuple[tuple[str, str], ...]] = {
    "uri": (("#", "\n#"), ("#", "\u00e9#"), ("#", "%zz#"), ("#", " #"), ("#c", "#c\n")),
    "uuid": (("8f", "{8f"), ("8f", "urn:uuid:8f"), ("8f", "\uff18f"), ("5d", "5d\n"), ("-c", "c")),
    "date": (("-02-", "-2-"), ("29", "29\n"), ("2024", "\u0662024")),
    "date-time": (("T", " "), ("+01:00", "+0100"), ("00", "00\n"), ("T", "T\n")),
}
# Members that no contract names, and that a model in Python has, too.
PYTHON_ATTRIBUTES = {
    name: {"a": 1} for name in ("additional_properties", "to_dict", "class", "_x", "$x")
}
DEEPEST = 4
# The same value on each run.
SEARCH = settings(derandomize=True, database=None)


@cache
def valid_calls(contract: Contract) -> Mapping[Operation, Call]:
    """A call of each operation that says all it can."""
    samples = ExampleFactory(contract, ARGUMENT)
    return {operation: samples.call(operation) for operation in contract.operations}


def keys(schemes: Sequence[SecurityScheme]) -> Mapping[str, Credential]:
    """A long key for each of the *schemes*."""
    return {
        scheme.name: Credential(
            f"key-{index}-9b2d7e41f6a8c035", user="user" if scheme.is_basic else None
        )
        for index, scheme in enumerate(schemes)
    }


@cache
def valid_bodies(contract: Contract) -> Mapping[int, Any]:
    """A body of each JSON answer that the *contract* documents, by the identity of its schema."""
    samples = ExampleFactory(contract)
    return {
        id(schema): samples.valid(schema)
        for operation in contract.operations
        for response in operation.responses
        for media_type, schema in response.content.items()
        if is_json(media_type)
    }


# A schema with none of these, a description beside `allOf` say, names no value.
DESCRIPTIVE_KEYWORDS = {
    *("type", "properties", "required", "additionalProperties", "allOf", "anyOf", "oneOf"),
    *("const", "enum", "default", "example", "examples"),
}


class ExampleFactory:
    """Makes values for the schemas of one contract; *text* is where a text may be any."""

    def __init__(self, contract: Contract, text: str = MARKER) -> None:
        self._contract = contract
        self._text = text

    def resolve(self, schema: Any) -> Mapping[str, Any]:
        """Follow a `$ref`, and keep what stands beside it; a lone `allOf` is what it holds."""
        beside = _without(schema, "$ref") if isinstance(schema, Mapping) else {}
        if schema != beside and beside:
            return {**self.resolve({"$ref": schema["$ref"]}), **beside}
        schema = self._contract.resolve(schema)
        if isinstance(schema, Mapping) and len(schema.get("allOf", ())) == 1:
            return {**self.resolve(schema["allOf"][0]), **_without(schema, "allOf")}
        return schema if isinstance(schema, Mapping) else {}

    def types(self, schema: Mapping[str, Any]) -> tuple[str, ...]:
        """The JSON types that *schema* names; none where it names none."""
        named = schema.get("type", ())
        kinds = (named,) if isinstance(named, str) else tuple(named)
        if not kinds and "properties" in schema:
            kinds = ("object",)
        return (*kinds, "null") if schema.get("nullable") else kinds

    def example(self, schema: Any, depth: int = 0) -> Any:
        """A value that *schema* should allow, with every member that it names."""
        schema = self.resolve(schema)
        for keyword in ("const", "example", "default"):
            if keyword in schema and not schema.get("x-sensitive"):
                return schema[keyword]
        for keyword in ("enum", "examples"):
            if schema.get(keyword):
                return schema[keyword][0]
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                return self.example(schema[keyword][0], depth)
        if "allOf" in schema:
            return self._merged(schema, depth)
        kind = next((each for each in self.types(schema) if each != "null"), None)
        return self._of_type(schema, kind, depth)

    def valid(self, schema: Any) -> Any:
        """A value that *schema* allows: `sound`, else the first that schemathesis finds."""
        value = self.example(schema)
        if self._contract.validator(schema).is_valid(value):
            return value
        return find(from_schema(self._contract, schema), lambda _: True, settings=SEARCH)

    def call(self, operation: Operation) -> Call:
        """A call of *operation* that says all it can, with long keys for every scheme it can."""
        body = operation.request_body
        media_type = next(iter(body.content)) if body else None
        return Call(
            arguments={
                parameter.identity: self.valid(encodable_schema(self._contract, parameter))
                for parameter in operation.parameters
            },
            body=self.valid(body.content[media_type]) if body and media_type else ABSENT,
            media_type=media_type,
            credentials=keys(max(operation.security, key=len)),
        )

    def invalid(self, schema: Any) -> list[Any]:
        """A value of a wrong type, and those of a wrong format. Some may be sound after all."""
        schema = self.resolve(schema)
        kinds = set(self.types(schema))
        others = [("string", 12345), ("object", self._text), ("array", {}), ("integer", "1")]
        wrong: list[Any] = [value for kind, value in others if kind in kinds][:1] or [[self._text]]
        unsound = FORMATTED.get(schema.get("format", ""), ())[1:]
        return [*wrong, *(text.format(text=self._text) for text in unsound)]

    def near_misses(self, schema: Any, value: Any) -> Iterator[Any]:
        """*value*, made for *schema*, with one place in it that is nearly what it should be."""
        schema = self.resolve(schema)
        if isinstance(value, str):
            changes = NEAR.get(schema.get("format", ""), ())
            yield from (value.replace(old, new, 1) for old, new in changes if old in value)
            for member in schema.get("enum", ()):
                yield from (member.swapcase(), f"{member} ") if isinstance(member, str) else ()
        elif isinstance(value, dict):
            yield {**value, **PYTHON_ATTRIBUTES}
            for part in (schema, *map(self.resolve, schema.get("allOf", ()))):
                for name, member in part.get("properties", {}).items():
                    for inner in self.near_misses(member, value.get(name)):
                        yield {**value, name: inner}
                    rest = {key: each for key, each in value.items() if key != name}
                    yield {**rest, f"{name}_": value.get(name)}  # as Python may call it
        elif isinstance(value, list) and value:
            for inner in self.near_misses(schema.get("items", {}), value[0]):
                yield [inner, *value[1:]]

    def _merged(self, schema: Mapping[str, Any], depth: int) -> Any:
        merged: dict[str, Any] = {}
        for part in (*schema["allOf"], _without(schema, "allOf")):
            value = (
                self.example(part, depth)
                if DESCRIPTIVE_KEYWORDS & self.resolve(part).keys()
                else {}
            )
            if not isinstance(value, dict):
                return value
            merged.update(value)
        return merged

    def _of_type(self, schema: Mapping[str, Any], kind: str | None, depth: int) -> Any:
        if kind == "object":
            return dict(self._members(schema, depth))
        if kind == "array":
            count = max(schema.get("minItems", 0), 1 if depth < DEEPEST else 0)
            return [self.example(schema.get("items", {}), depth + 1) for _ in range(count)]
        if kind in ("integer", "number"):
            return _number(schema)
        if kind == "boolean":
            return True
        return self._string(schema) if kind == "string" else self._text

    def _string(self, schema: Mapping[str, Any]) -> str:
        text = FORMATTED.get(schema.get("format", ""), ("{text}",))[0].format(text=self._text)
        text = text.ljust(schema.get("minLength", 0), "x")
        return text[: schema.get("maxLength", len(text))]

    def _members(self, schema: Mapping[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
        members = {name: {} for name in schema.get("required", ())} | schema.get("properties", {})
        for number, (name, member) in enumerate(members.items()):
            # A model may hold itself.
            if depth < DEEPEST or name in schema.get("required", ()):
                # Texts of their own: two members that are mixed up are to be seen.
                own = ExampleFactory(self._contract, f"{self._text}-{number}")
                yield name, own.example(member, depth + 1)
        others = schema.get("additionalProperties", True)
        if isinstance(others, Mapping) and not members and depth < DEEPEST:
            yield ENTRY, self.example(others, depth + 1)  # a map says something, too


def _number(schema: Mapping[str, Any]) -> Any:
    low, high = schema.get("minimum"), schema.get("maximum")
    number = low if low is not None else high if high is not None else 1
    step = schema.get("multipleOf")
    if step:
        number = -(-number // step) * step
    return number + (step or 1) if schema.get("exclusiveMinimum") else number


def _without(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != name}
