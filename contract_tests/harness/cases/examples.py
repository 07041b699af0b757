"""
Example values for a schema: valid, of a wrong type, in a wrong format, nearly valid.

Callers must not rely on the validity of a value made here; a validator decides it.
"""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import Phase, find, settings
from hypothesis.errors import NoSuchExample, Unsatisfiable

from contract_tests.harness.cases.patterns import matching_texts
from contract_tests.harness.cases.strategies import from_schema
from contract_tests.harness.spec import Contract
from contract_tests.harness.spec.json_paths import removed_at, replaced_at

# Text that generated responses contain wherever the schema allows any text. It stands for a secret:
# no error and no log may contain it.
MARKER = "s3cret-5f1c0e"
MARKERS = (MARKER,)
# Text that generated arguments contain wherever the schema allows any text. Errors may contain it.
ARGUMENT_MARKER = "argument-5f1c0e"

# Values of each JSON type, and values that are easily mistaken for another type.
ANY_TYPE: tuple[Any, ...] = (None, True, 0, 1, -1.5, "", "1", [], [[]], {}, {"": None})

# By format: a valid value, then invalid ones.
FORMAT_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "uri": ("https://host.example/{text}?a=%20&b=1#c", "//host.example/{text}"),
    "uuid": ("8f14e45f-ceea-467f-a1d6-0c2b1f3a4e5d", "8f14e45fceea467fa1d60c2b1f3a4e5d"),
    "date": ("2024-02-29", "2023-02-29"),
    "date-time": ("2024-02-29T23:59:59.123456+01:00", "2024-02-29T23:59:59"),
}
# By format: replacements (old, new) that make a valid value invalid, but not for a lenient parser.
FORMAT_NEAR_MISSES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "uri": (("#", "\n#"), ("#", "\u00e9#"), ("#", "%zz#"), ("#", " #"), ("#c", "#c\n")),
    "uuid": (("8f", "{8f"), ("8f", "urn:uuid:8f"), ("8f", "\uff18f"), ("5d", "5d\n"), ("-c", "c")),
    "date": (("-02-", "-2-"), ("29", "29\n"), ("2024", "\u0662024")),
    "date-time": (("T", " "), ("+01:00", "+0100"), ("00", "00\n"), ("T", "T\n")),
}
# Undocumented members whose names clash with attributes of Python models.
PYTHON_ATTRIBUTES = {
    name: {"a": 1} for name in ("additional_properties", "to_dict", "class", "_x", "$x")
}
LIMIT_KEYWORDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
# A schema with none of these keywords, such as a description beside `allOf`, has no example.
DESCRIPTIVE_KEYWORDS = {
    *("type", "properties", "required", "additionalProperties", "allOf", "anyOf", "oneOf"),
    *("const", "enum", "default", "example", "examples"),
}
# The nesting at which a schema that contains itself ends.
MAX_DEPTH = 4
# Finds the same value in each run.
SEARCH = settings(derandomize=True, database=None, phases=(Phase.generate, Phase.shrink))


class NoValidValueError(Exception):
    """No value was found that a schema allows. The message is one line."""


class ExampleFactory:
    """
    Makes values for the schemas of one contract; *text* is part of every free text.

    With *own*, it uses the examples and defaults of the contract.
    """

    def __init__(self, contract: Contract, text: str = MARKER, *, own: bool = True) -> None:
        self._contract = contract
        self._text = text
        self._own = own

    def resolve(self, schema: Any) -> Mapping[str, Any]:
        """Return *schema* with its `$ref`, and an `allOf` of one schema, merged into it."""
        if isinstance(schema, Mapping) and "$ref" in schema and len(schema) > 1:
            return {**self.resolve({"$ref": schema["$ref"]}), **removed_at(schema, ("$ref",))}
        schema = self._contract.resolve(schema)
        if isinstance(schema, Mapping) and len(schema.get("allOf", ())) == 1:
            return {**self.resolve(schema["allOf"][0]), **removed_at(schema, ("allOf",))}
        return schema if isinstance(schema, Mapping) else {}

    def types(self, schema: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the JSON types that *schema* names, if any."""
        named = schema.get("type", ())
        types = (named,) if isinstance(named, str) else tuple(named)
        return (*types, "null") if schema.get("nullable") else types

    def parts(self, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Yield *schema*, and the schemas of its `allOf`."""
        yield from (schema, *map(self.resolve, schema.get("allOf", ())))

    def example(self, schema: Any, depth: int = 0) -> Any:
        """Return a value that *schema* should allow, with every member that it names."""
        schema = self.resolve(schema)
        for keyword in ("const", "example", "default") if self._own else ("const",):
            if keyword in schema and not schema.get("x-sensitive"):
                return schema[keyword]
        for keyword in ("enum", "examples") if self._own else ("enum",):
            if schema.get(keyword):
                return schema[keyword][0]
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                return self.example(min(schema[keyword], key=self._is_null), depth)
        if "allOf" in schema:
            return self._merged(schema, depth)
        return self._of_type(schema, depth)

    def examples(self, schema: Any) -> Iterator[Any]:
        """Yield an example, and one that uses none of the contract, which may be invalid."""
        yield self.example(schema)
        yield ExampleFactory(self._contract, self._text, own=False).example(schema)

    def valid(self, schema: Any) -> Any:
        """
        Return a value that *schema* allows: an example, or else one found by schemathesis.

        Raises:
            NoValidValueError: neither has been found; the schema may allow nothing.
        """
        allows = self._contract.validator(schema).is_valid
        for value in self.examples(schema):
            if allows(value):
                return value
        try:
            return find(from_schema(self._contract, schema), allows, settings=SEARCH)
        except (NoSuchExample, Unsatisfiable) as error:
            name = schema.get("$ref", "its schema") if isinstance(schema, Mapping) else schema
            raise NoValidValueError(f"no value was found that {name} allows") from error

    def closest(self, schema: Any) -> Any:
        """Return a value that *schema* allows, or an example if none was found."""
        try:
            return self.valid(schema)
        except NoValidValueError:
            return self.example(schema)

    def invalid(self, schema: Any) -> list[Any]:
        """Return a value of a wrong type and values in a wrong format; some may be valid."""
        schema = self.resolve(schema)
        types = set(self.types(schema))
        by_type = [("string", 12345), ("object", self._text), ("array", {}), ("integer", "1")]
        wrong: Any = next((value for name, value in by_type if name in types), [self._text])
        misformatted = FORMAT_EXAMPLES.get(schema.get("format", ""), ())[1:]
        return [wrong, *(text.format(text=self._text) for text in misformatted)]

    def near_misses(self, schema: Any, value: Any) -> Iterator[Any]:
        """Yield copies of *value*, made for *schema*, in which one place is nearly valid."""
        schema = self.resolve(schema)
        if isinstance(value, str):
            changes = FORMAT_NEAR_MISSES.get(schema.get("format", ""), ())
            yield from (value.replace(old, new, 1) for old, new in changes if old in value)
            for member in schema.get("enum", ()):
                yield from (member.swapcase(), f"{member} ") if isinstance(member, str) else ()
        elif isinstance(value, dict):
            yield {**value, **PYTHON_ATTRIBUTES}
            for part in self.parts(schema):
                for name, member in part.get("properties", {}).items():
                    for near_miss in self.near_misses(member, value.get(name)):
                        yield {**value, name: near_miss}
                    rest = removed_at(value, (name,)) if name in value else value
                    yield {**rest, f"{name}_": value.get(name)}  # a name as in Python models
        elif isinstance(value, list) and value:
            for near_miss in self.near_misses(schema.get("items", {}), value[0]):
                yield replaced_at(value, (0,), near_miss)

    def _is_null(self, schema: Any) -> bool:
        return self.types(self.resolve(schema)) == ("null",)

    def _merged(self, schema: Mapping[str, Any], depth: int) -> Any:
        merged: dict[str, Any] = {}
        for part in (*schema["allOf"], removed_at(schema, ("allOf",))):
            if not DESCRIPTIVE_KEYWORDS & self.resolve(part).keys():
                continue
            value = self.example(part, depth)
            if not isinstance(value, dict):
                return value
            merged.update(value)
        return merged

    def _of_type(self, schema: Mapping[str, Any], depth: int) -> Any:
        type_name = next((each for each in self.types(schema) if each != "null"), None)
        if type_name is None and "null" in self.types(schema):
            return None
        if type_name == "object":
            return dict(self._members(schema, depth))
        if type_name == "array":
            count = max(schema.get("minItems", 0), 1 if depth < MAX_DEPTH else 0)
            return [self.example(schema.get("items", {}), depth + 1) for _ in range(count)]
        if type_name in ("integer", "number"):
            return _number(schema)
        if type_name == "boolean":
            return True
        return self._string(schema) if type_name == "string" else self._text

    def _string(self, schema: Mapping[str, Any]) -> str:
        text = FORMAT_EXAMPLES.get(schema.get("format", ""), ("{text}",))[0].format(text=self._text)
        if schema.get("format") == "byte":  # Prism enforces base64
            text = b64encode(text.encode()).decode()
        least, most = schema.get("minLength", 0), schema.get("maxLength", sys.maxsize)
        text = text.ljust(least, "x")[:most]
        matching = matching_texts(schema["pattern"]) if "pattern" in schema else ()
        if matching and not re.search(schema["pattern"], text):
            return next((each for each in matching if least <= len(each) <= most), text)
        return text

    def _members(self, schema: Mapping[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
        required = schema.get("required", ())
        members = {name: {} for name in required} | schema.get("properties", {})
        for number, (name, member) in enumerate(members.items()):
            if depth < MAX_DEPTH or name in required:
                # Each member has its own text, so that a test sees mixed-up members.
                text = f"{self._text}-{number}"
                factory = ExampleFactory(self._contract, text, own=self._own)
                yield name, factory.example(member, depth + 1)
        additional = schema.get("additionalProperties")
        if isinstance(additional, Mapping) and not members and depth < MAX_DEPTH:
            yield "entry", self.example(additional, depth + 1)


def _number(schema: Mapping[str, Any]) -> Any:
    number = schema.get("minimum", schema.get("maximum", 1))
    step = schema.get("multipleOf")
    if step:
        number = -(-number // step) * step
    return number + (step or 1) if schema.get("exclusiveMinimum") else number
