"""
Values that differ in one place from a complete valid value.

They distinguish two schemas that differ in one keyword. A validator decides which of them a schema
allows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contract_tests.harness.cases.examples import (
    ANY_TYPE,
    FORMAT_EXAMPLES,
    LIMIT_KEYWORDS,
    MARKER,
    ExampleFactory,
)
from contract_tests.harness.cases.patterns import matching_texts
from contract_tests.harness.cases.schema_differences import (
    UNDOCUMENTED_MEMBER,
    Place,
    Seen,
    declared_members,
    inner_place,
    is_known,
)
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.spec import Contract
from contract_tests.harness.spec.json_paths import (
    JsonPath,
    removed_at,
    replaced_at,
    value_at,
)
from contract_tests.harness.spec.schema_places import schema_parts

# Keywords whose schema, which is for the same value or for a part of it, has useful examples.
FURTHER_KEYWORDS = ("not", "if", "then", "else", "contains", "propertyNames")
ANY_VALUE = (*ANY_TYPE, False, -1, 2, [0, 0], MARKER)


def variants(
    contract: Contract, schema: Any, other_contract: Contract, other: Any
) -> Iterator[Any]:
    """
    Yield distinct values that *schema* allows, the complete one first and the smallest last.

    Between them: the complete value with one change in a place that the *other* schema defines
    differently. The place has a value of each type and format or around a limit of either schema,
    lacks a member, or has an undocumented one.
    """
    walk = _Walk(contract, schema)
    complete = walk.factory.valid(schema)
    places = (contract, [schema]), (other_contract, [other])
    seen = set()
    for value in (complete, *walk.changes(*places, complete, (), set())):
        text = json.dumps(value, sort_keys=True)
        if text not in seen and walk.allows(value):
            yield value
        seen.add(text)
    yield smallest(complete, walk.allows)


@dataclass(frozen=True)
class _Walk:
    """Visits each place that two schemas define differently, in values that the first allows."""

    contract: Contract
    schema: Any

    @cached_property
    def factory(self) -> ExampleFactory:
        """Makes valid values of the contract."""
        return ExampleFactory(self.contract)

    @cached_property
    def _oracle(self) -> OutcomeOracle:
        return OutcomeOracle(self.contract)

    def allows(self, value: Any) -> bool:
        """Whether *value* is valid for the schema."""
        return self._oracle.allows(self.schema, value)

    def changes(
        self, place: Place, other: Place, complete: Any, path: JsonPath, seen: Seen
    ) -> Iterator[Any]:
        """Yield changes of *complete* at *path* and at the places inside."""
        if is_known(place, other, seen):
            return
        for candidate in _candidates(place, other):
            yield replaced_at(complete, path, candidate)
        for start in self._starts(place, complete, path):
            value = value_at(start, path)
            for name in value if isinstance(value, dict) else ():
                yield removed_at(start, (*path, name))
            for member in ANY_VALUE if isinstance(value, dict) else ():
                yield replaced_at(start, (*path, UNDOCUMENTED_MEMBER), member)
            for step in _steps(place, value):
                inner, at = inner_place(place, step), (*path, step)
                if (deeper := self._with(start, at, inner)) is not None:
                    yield deeper
                    yield from self.changes(inner, inner_place(other, step), deeper, at, seen)

    def _starts(self, place: Place, complete: Any, path: JsonPath) -> Iterator[Any]:
        """Yield *complete*, and with each alternative of `anyOf` and `oneOf` at *path*."""
        yield complete
        for schema in place[1]:
            resolved = self.factory.resolve(schema)
            for keyword in ("anyOf", "oneOf"):
                for alternative in resolved.get(keyword, ()):
                    start = replaced_at(complete, path, self.factory.example(alternative))
                    if self.allows(start):
                        yield start

    def _with(self, start: Any, path: JsonPath, place: Place) -> Any:
        """Return *start* with a value at *path*; None if no such value is allowed."""
        value = value_at(start, path[:-1])
        last = path[-1]
        if last in value if isinstance(value, dict) else len(value) > 0:
            return start
        for schema in place[1]:
            for example in self.factory.examples(schema):
                whole = [example] if isinstance(value, list) else {**value, last: example}
                if self.allows(deeper := replaced_at(start, path[:-1], whole)):
                    return deeper
        return None


def _steps(place: Place, value: Any) -> list[str | int]:
    """Return the steps to the parts of *value*, those that it lacks included."""
    if isinstance(value, list):
        return [0]
    if not isinstance(value, dict):
        return []
    more = [UNDOCUMENTED_MEMBER] if inner_place(place, UNDOCUMENTED_MEMBER)[1] else []
    return list(dict.fromkeys([*value, *declared_members(place), *more]))


def _candidates(*places: Place) -> Iterable[Any]:
    """Return values of each type and format, and those around each limit of the places."""
    formatted = (text.format(text=MARKER) for texts in FORMAT_EXAMPLES.values() for text in texts)
    values = [*ANY_VALUE, *formatted]
    for contract, schemas in places:
        factory = ExampleFactory(contract)
        for schema in schemas:
            values.append(factory.example(schema))
            for part in schema_parts(contract, schema):
                values += [factory.example(part), *_around_limits(factory, part)]
                values += [factory.example(part[each]) for each in FURTHER_KEYWORDS if each in part]
    return {json.dumps(value): value for value in values}.values()


def _around_limits(factory: ExampleFactory, schema: Mapping[str, Any]) -> Iterator[Any]:
    for value in (*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())):
        yield from (value, f"{value}x")
    for keyword in (*LIMIT_KEYWORDS, "multipleOf"):
        limit = schema.get(keyword)
        if isinstance(limit, (int, float)) and not isinstance(limit, bool):
            yield from (limit - 1, limit, limit + 1, limit + 0.5)
    if "pattern" in schema:
        yield from matching_texts(schema["pattern"])
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
        item = factory.example(schema["items"])
        yield from ([item], [item, item])


def _around(limit: int) -> range:
    return range(max(0, limit - 1), limit + 2)


def smallest(value: Any, allows: Callable[[Any], bool], path: JsonPath = ()) -> Any:
    """Return *value* without the members and items at *path* and inside that it does not need."""
    part = value_at(value, path)
    steps: Iterable[str | int] = tuple(part) if isinstance(part, dict) else ()
    if isinstance(part, list):
        steps = reversed(range(len(part)))
    for step in steps:
        inner = (*path, step)
        smaller = removed_at(value, inner)
        value = smaller if allows(smaller) else smallest(value, allows, inner)
    return value
