"""
Bodies that combine the states of all members of a schema.

A member is absent, null, valid, of a wrong type or in a wrong format; an undocumented member is
absent or present. Beside the combinations there are single changes: each place of a complete body
with a value of each type, nearly valid, or removed.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from contract_tests.harness.cases.examples import ANY_TYPE, MARKER, MARKERS, ExampleFactory
from contract_tests.harness.spec import ABSENT, Contract, Operation, json_media_type
from contract_tests.harness.spec.json_paths import paths, removed_at, replaced_at
from contract_tests.harness.wire.canned_response import CannedResponse, json_response

# The number of combinations per schema. Larger products are sampled, the same in each run.
BOUND = 4_000
# The number for profiles that test a sample of each matrix.
SAMPLE_BOUND = 50
# Error bodies need fewer, because all invalid ones have the same outcome.
ERROR_BOUND = 1_000
MAX_DEPTH = 2
# The least number of values that replace each place: null, and a value of another type.
MIN_CHANGES = 2

# The name of an undocumented member. Unescaped, it would break a line of a message or a log.
HOSTILE_MEMBER = "not in the\r\ncontract"


@dataclass(frozen=True)
class MemberCombinations:
    """
    The bodies for one schema.

    Args:
        combinations: JSON values.
        single_changes: JSON values with one changed place, after the complete body itself.
        total: the size of the whole product; larger than `combinations` if that is sampled.
    """

    combinations: tuple[Any, ...]
    single_changes: tuple[Any, ...]
    total: int

    @property
    def bodies(self) -> tuple[Any, ...]:
        """All distinct bodies."""
        by_text = {json.dumps(body): body for body in (*self.single_changes, *self.combinations)}
        return tuple(by_text.values())

    def __str__(self) -> str:
        count, total = len(self.combinations), self.total
        combinations = f"all {total}" if count == total else f"{count} of {total}"
        return f"{combinations} combinations, and {len(self.single_changes)} single changes"


def member_combinations(
    contract: Contract, schema: Mapping[str, Any], bound: int = BOUND
) -> MemberCombinations:
    """
    Return the bodies for *schema*, with at most *bound* combinations of its members.

    Each place gets a value of each type if that makes at most *bound* bodies, else fewer values.
    """
    factory = ExampleFactory(contract)
    states = _states(factory, schema, bound, 0)
    complete = factory.closest(schema)
    changes = _single_changes(complete, bound)
    single_changes = (*changes, *factory.near_misses(schema, complete))
    return MemberCombinations(tuple(states.values), single_changes, states.total)


def json_responses(contract: Contract, operation: Operation) -> Iterator[tuple[int, str, Any]]:
    """Yield (status, media type, schema) for each documented JSON body with its own schema."""
    seen: list[Any] = []
    for response in operation.responses:
        for media_type, schema in response.content.items():
            name = json_media_type(media_type, contract.resolve(schema))
            if name and schema not in seen:
                seen.append(schema)
                yield operation.least_status(response), name, schema


def response_combinations(
    contract: Contract, operation: Operation, bound: int = BOUND
) -> Iterator[tuple[str, list[CannedResponse]]]:
    """Yield (description, responses) for each schema of a JSON response."""
    for status, media_type, schema in json_responses(contract, operation):
        success = 200 <= status <= 299
        limit = bound if success else min(bound, ERROR_BOUND)
        combinations = member_combinations(contract, schema, limit)
        yield (
            f"{status}: {combinations}",
            [
                json_response(status, body, media_type, name=json.dumps(body), secrets=MARKERS)
                for body in combinations.bodies
            ],
        )


@dataclass(frozen=True)
class _States:
    values: list[Any]
    total: int


def _states(factory: ExampleFactory, schema: Any, bound: int, depth: int) -> _States:
    """Return values for *schema*: valid in each combination of its members, null, invalid."""
    resolved = factory.resolve(schema)
    invalid = [None, *factory.invalid(resolved)]
    if depth > MAX_DEPTH or "object" not in factory.types(resolved):
        values = [factory.example(resolved), *invalid]
        return _States(values, len(values))
    columns: dict[str, list[Any]] = {}
    total = 1
    for name, member in resolved.get("properties", {}).items():
        states = _states(factory, member, bound, depth + 1)
        columns[name] = [ABSENT, *states.values]
        total *= states.total + 1
    additional = resolved.get("additionalProperties", True)
    if isinstance(additional, Mapping) and additional:
        values = [factory.example(additional), factory.invalid(additional)[0]]
    else:
        values = [{MARKER: [MARKER]}]
    columns[HOSTILE_MEMBER] = [ABSENT, *values]
    total *= len(columns[HOSTILE_MEMBER])
    objects = [
        {name: value for name, value in zip(columns, row, strict=True) if value is not ABSENT}
        for row in _sampled_product([*columns.values()], bound)
    ]
    return _States([*objects, *invalid], total + len(invalid))


def _sampled_product(columns: list[list[Any]], bound: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the product, or a sample of *bound* rows that is the same in each run."""
    size = math.prod(map(len, columns))
    if size <= bound:
        yield from product(*columns)
        return
    generator = random.Random(size)
    numbers: set[int] = set()  # `random.sample` is limited to ranges below 2**63
    while len(numbers) < bound:
        numbers.add(generator.randrange(size))
    for number in sorted(numbers):
        yield tuple(_nth_row(number, columns))


def _nth_row(number: int, columns: list[list[Any]]) -> Iterator[Any]:
    """Yield the values of row *number* of the product of *columns*."""
    for column in columns:
        number, index = divmod(number, len(column))
        yield column[index]


def _single_changes(complete: Any, bound: int) -> Iterator[Any]:
    """
    Yield *complete*, then each place in it as a value of each type, and removed.

    If these are more than *bound*, each place is null, of another type, and removed; the remaining
    values take turns.
    """
    yield complete
    places = [*paths(complete)]
    count = max(MIN_CHANGES, bound // len(places))
    for number, (path, value) in enumerate(places):
        others = [each for each in ANY_TYPE if each is not None]
        start = number % len(others)
        in_turn = sorted(
            (*others[start:], *others[:start]), key=lambda each: isinstance(each, type(value))
        )
        for new in (None, *in_turn)[:count]:
            yield replaced_at(complete, path, new)
        if path:
            yield removed_at(complete, path)
