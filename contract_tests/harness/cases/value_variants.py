"""
Values that differ in one place from a complete valid value.

They distinguish two schemas that differ in one keyword. A validator decides which of them a schema
allows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from contract_tests.harness.cases.examples import (
    ANY_TYPE,
    FORMAT_EXAMPLES,
    LIMIT_KEYWORDS,
    MARKER,
    ExampleFactory,
)
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.spec import Contract
from contract_tests.harness.spec.json_paths import paths, removed_at, replaced_at

ANY_VALUE = (*ANY_TYPE, False, -1, 2, MARKER)
UNDOCUMENTED_MEMBER = "not in the contract"
SCHEMA_KEYWORDS = ("items", "additionalProperties", "not")
SCHEMA_LIST_KEYWORDS = ("allOf", "anyOf", "oneOf", "prefixItems")


def same_definition(older: Contract, one: Any, newer: Contract, other: Any) -> bool:
    """Whether *one* node of *older* equals the *other* of *newer*, with everything it refers to."""
    if one != other:
        return False
    components = older.document.get("components"), newer.document.get("components")
    return components[0] == components[1] or '"$ref"' not in json.dumps(one, default=str)


def variants(contract: Contract, schema: Any, candidates: Sequence[Any]) -> Iterator[Any]:
    """
    Yield distinct values that *schema* allows, the complete one first and the smallest last.

    Between them: the complete value with each of *candidates* in each place, without each member,
    with an undocumented member; and an example of each `anyOf` and `oneOf`.
    """
    allows, factory = OutcomeOracle(contract).allows, ExampleFactory(contract)
    complete = factory.valid(schema)
    seen = set()
    for value in (complete, *_changed(complete, candidates), *_alternatives(factory, schema)):
        text = json.dumps(value, sort_keys=True)
        if text not in seen and allows(schema, value):
            yield value
        seen.add(text)
    yield _smallest(complete, lambda value: allows(schema, value))


def candidate_values(*schemas: tuple[Contract, Any]) -> tuple[Any, ...]:
    """Return values of each type and format, and those around each limit of *schemas*."""
    formatted = (text.format(text=MARKER) for texts in FORMAT_EXAMPLES.values() for text in texts)
    values = [*ANY_VALUE, *formatted]
    for contract, schema in schemas:
        factory = ExampleFactory(contract)
        for part in _schemas(contract, schema, set()):
            values += [factory.example(part), *_around_limits(factory, part)]
    return tuple({json.dumps(value): value for value in values}.values())


def _schemas(contract: Contract, schema: Any, seen: set[int]) -> Iterator[Mapping[str, Any]]:
    """Yield *schema* and each distinct schema in it."""
    schema = contract.resolve(schema)
    if not isinstance(schema, Mapping) or id(schema) in seen:
        return
    seen.add(id(schema))
    yield schema
    inner = [schema.get(keyword) for keyword in SCHEMA_KEYWORDS]
    inner += [each for keyword in SCHEMA_LIST_KEYWORDS for each in schema.get(keyword, ())]
    for part in (*schema.get("properties", {}).values(), *inner):
        yield from _schemas(contract, part, seen)


def _around_limits(factory: ExampleFactory, schema: Mapping[str, Any]) -> Iterator[Any]:
    for value in (*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())):
        yield from (value, f"{value}x")
    for keyword in LIMIT_KEYWORDS:
        limit = schema.get(keyword)
        if isinstance(limit, (int, float)) and not isinstance(limit, bool):
            yield from (limit - 1, limit, limit + 1, limit + 0.5)
    for keyword in ("minLength", "maxLength"):
        if keyword in schema:
            yield from ("x" * length for length in _around(schema[keyword]))
    for keyword in ("minItems", "maxItems"):
        if keyword in schema:
            item = factory.example(schema.get("items", {}))
            for length in _around(schema[keyword]):
                yield [item] * length
                yield [f"{index}" if isinstance(item, str) else index for index in range(length)]
    if "items" in schema:
        yield [factory.example(schema["items"])]


def _around(limit: int) -> range:
    return range(max(0, limit - 1), limit + 2)


def _changed(complete: Any, candidates: Iterable[Any]) -> Iterator[Any]:
    for path, value in paths(complete):
        for candidate in candidates:
            yield replaced_at(complete, path, candidate)
        if isinstance(value, dict):
            for name in value:
                yield removed_at(complete, (*path, name))
            for member in ANY_VALUE:
                yield replaced_at(complete, (*path, UNDOCUMENTED_MEMBER), member)


def _alternatives(factory: ExampleFactory, schema: Any) -> Iterator[Any]:
    resolved = factory.resolve(schema)
    for keyword in ("anyOf", "oneOf"):
        yield from (factory.example(each) for each in resolved.get(keyword, ()))


def _smallest(value: Any, allows: Callable[[Any], bool]) -> Any:
    """Remove every member of *value* that is not needed, the innermost first."""
    for path, part in reversed(list(paths(value))):
        for name in part if isinstance(part, dict) else ():
            smaller = removed_at(value, (*path, name))
            if allows(smaller):
                value = smaller
    return value
