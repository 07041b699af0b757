"""
Values that differ in one place: what tells one schema from another that is nearly the same.

Each is near a limit that one of the two schemas names, or of another type than most. A validator
says which of them a schema allows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from contract_tests.harness.cases.examples import ANY_TYPE, FORMATTED, MARKER, ExampleFactory
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.spec import Contract

OTHERS = (*ANY_TYPE, False, -1, 2, MARKER)
EXTRA = "not in the contract"
INNER = ("items", "additionalProperties", "not")
SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
Place = tuple[Any, ...]


def same_definition(older: Contract, one: Any, newer: Contract, other: Any) -> bool:
    """Whether *one* place of *older* says what the *other* of *newer* says, as is easily seen."""
    if one != other:
        return False
    components = older.document.get("components"), newer.document.get("components")
    return components[0] == components[1] or '"$ref"' not in json.dumps(one, default=str)


def variants(contract: Contract, schema: Any, pool: Sequence[Any]) -> Iterator[Any]:
    """
    What *schema* allows: all that it can say, the least, and in each place each of the *pool*;
    without each member; with one that it does not name.
    """
    allows, samples = OutcomeOracle(contract).allows, ExampleFactory(contract)
    whole = samples.valid(schema)
    seen = set()
    for value in (whole, *_changed(whole, pool), *_branches(samples, schema)):
        text = json.dumps(value, sort_keys=True)
        if text not in seen and allows(schema, value):
            yield value
        seen.add(text)
    yield _least(whole, lambda value: allows(schema, value))


def candidate_values(*schemas: tuple[Contract, Any]) -> tuple[Any, ...]:
    """Values of each type and format, and those at and beyond each limit of the *schemas*."""
    found = [*OTHERS, *(text.format(text=MARKER) for each in FORMATTED.values() for text in each)]
    for contract, schema in schemas:
        samples = ExampleFactory(contract)
        for part in _parts(contract, schema, set()):
            found += [samples.example(part), *_at_limits(samples, part)]
    return tuple({json.dumps(value): value for value in found}.values())


def _parts(contract: Contract, schema: Any, seen: set[int]) -> Iterator[Mapping[str, Any]]:
    """*schema* and each schema in it, once."""
    schema = contract.resolve(schema)
    if not isinstance(schema, Mapping) or id(schema) in seen:
        return
    seen.add(id(schema))
    yield schema
    inner = [schema.get(keyword) for keyword in INNER]
    inner += [each for keyword in SEVERAL for each in schema.get(keyword, ())]
    for part in (*schema.get("properties", {}).values(), *inner):
        yield from _parts(contract, part, seen)


def _at_limits(samples: ExampleFactory, schema: Mapping[str, Any]) -> Iterator[Any]:
    for value in (*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())):
        yield from (value, f"{value}x")
    for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        limit = schema.get(keyword)
        if isinstance(limit, (int, float)) and not isinstance(limit, bool):
            yield from (limit - 1, limit, limit + 1, limit + 0.5)
    for keyword in ("minLength", "maxLength"):
        if keyword in schema:
            yield from ("x" * length for length in _around(schema[keyword]))
    for keyword in ("minItems", "maxItems"):
        if keyword in schema:
            item = samples.example(schema.get("items", {}))
            for length in _around(schema[keyword]):
                yield [item] * length
                yield [f"{index}" if isinstance(item, str) else index for index in range(length)]
    if "items" in schema:
        yield [samples.example(schema["items"])]


def _around(limit: int) -> range:
    return range(max(0, limit - 1), limit + 2)


def _changed(whole: Any, pool: Iterable[Any]) -> Iterator[Any]:
    pool = tuple(pool)
    for place, value in _places(whole):
        for other in pool:
            yield _with(whole, place, other)
        if isinstance(value, dict):
            for name in value:
                yield _with(whole, place, {n: v for n, v in value.items() if n != name})
            for other in OTHERS:
                yield _with(whole, place, {**value, EXTRA: other})


def _branches(samples: ExampleFactory, schema: Any) -> Iterator[Any]:
    resolved = samples.resolve(schema)
    for keyword in ("anyOf", "oneOf"):
        yield from (samples.example(each) for each in resolved.get(keyword, ()))


def _least(value: Any, allows: Any) -> Any:
    """*value* without every member that it can do without."""
    for place, part in reversed(list(_places(value))):
        for name in part if isinstance(part, dict) else ():
            here = _at(value, place)
            less = _with(value, place, {n: v for n, v in here.items() if n != name})
            if allows(less):
                value = less
    return value


def _places(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    yield place, value
    items: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    for name, item in items:
        yield from _places(item, (*place, name))


def _at(value: Any, place: Place) -> Any:
    for name in place:
        value = value[name]
    return value


def _with(value: Any, place: Place, new: Any) -> Any:
    """*value* with *new* in that place."""
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = _with(value[place[0]], place[1:], new)
    return copy
