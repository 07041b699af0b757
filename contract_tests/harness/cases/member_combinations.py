"""
Every body that differs in kind: for each member of a schema, present, absent, null, of a wrong
type or of a wrong format, in every combination; with members that the schema does not name.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from contract_tests.harness.cases.examples import ANY_TYPE, MARKER, MARKERS, ExampleFactory
from contract_tests.harness.spec import ABSENT, Contract, Operation, is_json
from contract_tests.harness.wire.canned_response import CannedResponse, json_response

# No schema gets more bodies than these. Of a larger lattice, so many are drawn, always the same.
BOUND = 4_000
# Bodies of errors are all forgiven in the same way where they are unsound.
ERROR_BOUND = 1_000

STATUSES = range(200, 600)
# A name that a message or a log must not take over as it is.
EXTRA = "not in the\r\ncontract"


@dataclass(frozen=True)
class MemberCombinations:
    """
    The bodies for one schema.

    Args:
        combinations: JSON values, the combinations of kinds.
        sweep: JSON values, each with one place that has another type, is nearly right, or is gone.
        total: how many combinations there are; more than `combinations` where that is bounded.
    """

    combinations: tuple[Any, ...]
    sweep: tuple[Any, ...]
    total: int

    @property
    def bodies(self) -> tuple[Any, ...]:
        """All of them, each once."""
        each = {json.dumps(body): body for body in (*self.sweep, *self.combinations)}
        return tuple(each.values())

    def __str__(self) -> str:
        drawn, total = len(self.combinations), self.total
        combinations = f"all {total}" if drawn == total else f"{drawn} of {total}"
        return f"{combinations} combinations, and {len(self.sweep)} single changes"


def member_combinations(
    contract: Contract, schema: Mapping[str, Any], bound: int = BOUND
) -> MemberCombinations:
    """The lattice of *schema*."""
    samples = ExampleFactory(contract)
    kinds = _kinds(samples, schema, bound, 0)
    whole = samples.example(schema)
    sweep = (*_sweep(whole), *samples.near_misses(schema, whole))
    return MemberCombinations(tuple(kinds.values), sweep, kinds.total)


def json_responses(operation: Operation) -> Iterator[tuple[int, str, Any]]:
    """(status, media type, schema) of each documented JSON body; each schema once."""
    seen: list[Any] = []
    for response in operation.responses:
        for media_type, schema in response.content.items():
            if is_json(media_type) and schema not in seen:
                seen.append(schema)
                yield least_status(operation, response.pattern), media_type, schema


def response_combinations(
    contract: Contract, operation: Operation, bound: int = BOUND
) -> Iterator[tuple[str, list[CannedResponse]]]:
    """For each schema of a JSON response: how large its lattice is, and the replies."""
    for status, media_type, schema in json_responses(operation):
        success = 200 <= status <= 299
        found = member_combinations(contract, schema, bound if success else min(bound, ERROR_BOUND))
        yield (
            f"{status}: {found}",
            [
                json_response(status, body, media_type, name=json.dumps(body), secrets=MARKERS)
                for body in found.bodies
            ],
        )


def least_status(operation: Operation, pattern: str) -> int:
    """The first status that falls under *pattern* and no other."""
    wanted = next(each for each in operation.responses if each.pattern == pattern)
    return next(each for each in STATUSES if operation.response(each) is wanted)


@dataclass(frozen=True)
class _Kinds:
    values: list[Any]
    total: int


def _kinds(samples: ExampleFactory, schema: Any, bound: int, depth: int) -> _Kinds:
    """A value of each kind for *schema*: sound in each combination of its members, null, wrong."""
    resolved = samples.resolve(schema)
    wrong = [None, *samples.invalid(resolved)]
    members = resolved.get("properties", {})
    if depth > 2 or "object" not in samples.types(resolved):
        values = [samples.example(resolved), *wrong]
        return _Kinds(values, len(values))
    choices: dict[str, _Kinds] = {}
    for name, member in members.items():
        found = _kinds(samples, member, bound, depth + 1)
        choices[name] = _Kinds([ABSENT, *found.values], found.total + 1)
    others = resolved.get("additionalProperties", True)
    if isinstance(others, Mapping) and others:
        extras = [ABSENT, samples.example(others), samples.invalid(others)[0]]
    else:
        extras = [ABSENT, {MARKER: [MARKER]}]
    choices[EXTRA] = _Kinds(extras, len(extras))
    total = 1
    for found in choices.values():
        total *= found.total
    values = [
        {name: value for name, value in zip(choices, row, strict=True) if value is not ABSENT}
        for row in _sampled_product([found.values for found in choices.values()], bound)
    ]
    return _Kinds([*values, *wrong], total + len(wrong))


def _sampled_product(columns: list[list[Any]], bound: int) -> Iterator[tuple[Any, ...]]:
    """Their product; where that is larger than *bound*, so many of it, the same on each run."""
    size = 1
    for column in columns:
        size *= len(column)
    if size <= bound:
        yield from product(*columns)
        return
    chance = random.Random(size)
    drawn: set[int] = set()  # not a sample of a range: that has to be shorter than 2**63
    while len(drawn) < bound:
        drawn.add(chance.randrange(size))
    for number in sorted(drawn):
        yield tuple(_nth_row(number, columns))


def _nth_row(number: int, columns: list[list[Any]]) -> Iterator[Any]:
    """Row *number* of the product of *columns*."""
    for column in columns:
        number, index = divmod(number, len(column))
        yield column[index]


def _sweep(whole: Any) -> Iterator[Any]:
    """
    *whole*, and *whole* with each place in it, itself too, replaced by one of each type; and
    without that place.
    """
    yield whole
    for place in _places(whole):
        for value in ANY_TYPE:
            yield _changed(whole, place, value)
        if place:
            yield _changed(whole, place, ABSENT)


def _places(value: Any) -> Iterator[tuple[Any, ...]]:
    yield ()
    items: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    for name, item in items:
        yield from ((name, *rest) for rest in _places(item))


def _changed(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = _changed(value[place[0]], place[1:], new)
    if copy[place[0]] is ABSENT:
        del copy[place[0]]
    return copy
