"""The lattice has what it says it has."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from contract_tests.harness.cases.examples import ANY_TYPE, ExampleFactory, valid_calls
from contract_tests.harness.cases.member_combinations import (
    json_responses,
    least_status,
    member_combinations,
    response_combinations,
)
from contract_tests.harness.cases.status_matrix import STATUSES, StatusMatrix
from contract_tests.harness.spec import Contract
from contract_tests.harness.tests.sample_spec import make_part, things

PAIR = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"type": "string", "format": "uuid"}, "b": {"type": "integer"}},
}


def kind(body: dict[str, Any], name: str) -> str:
    """Absent, null, sound, of a wrong type, or of a wrong format."""
    if name not in body or body[name] is None:
        return "absent" if name not in body else "null"
    if isinstance(body[name], str) and name == "a":
        return "sound" if len(body[name]) == 36 else "wrong format"
    return "sound" if isinstance(body[name], int) and name == "b" else "wrong type"


def test_every_combination_of_kinds_is_there_once() -> None:
    """Two members, and whether there is one that the schema does not name."""
    found = member_combinations(things(), PAIR)
    objects = [body for body in found.combinations if isinstance(body, dict)]
    combinations = [(kind(b, "a"), kind(b, "b"), bool(b.keys() - {"a", "b"})) for b in objects]
    assert sorted(combinations) == sorted(
        product(
            ["absent", "null", "sound", "wrong format", "wrong type"],
            ["absent", "null", "sound", "wrong type"],
            [False, True],
        )
    )
    assert found.total == len(found.combinations) == 5 * 4 * 2 + 2  # and null, and no object
    assert "all 42 combinations" in str(found)


def test_every_type_is_tried_in_every_place() -> None:
    """In the whole, in each member, in each item; the rest stays sound."""
    found = member_combinations(things(), {"type": "array", "minItems": 1, "items": PAIR})
    whole = found.sweep[0]
    for value in ANY_TYPE:
        for changed in (value, [value], [{**whole[0], "a": value}], [{**whole[0], "b": value}]):
            assert changed in found.sweep


def test_each_place_is_left_out_once() -> None:
    """Also the one item of an array."""
    found = member_combinations(things(), {"type": "array", "minItems": 1, "items": PAIR})
    ((whole,), *_) = found.sweep
    for name in whole:
        assert [{key: value for key, value in whole.items() if key != name}] in found.sweep
    assert [] in found.sweep


@pytest.mark.parametrize("bound", [1, 10, 39])
def test_a_lattice_that_is_too_large_is_bounded_and_says_so(bound: int) -> None:
    """The same bodies on each run."""
    found = member_combinations(things(), PAIR, bound)
    assert len(found.combinations) == bound + 2
    assert f"{bound + 2} of 42 combinations" in str(found)
    assert found == member_combinations(things(), PAIR, bound)


def test_no_body_comes_twice() -> None:
    """A body that is counted is another one."""
    for size, replies in response_combinations(things(), make_part()):
        bodies = [reply.body for reply in replies]
        assert len(bodies) == len(set(bodies)), size


def test_each_schema_has_a_lattice_under_its_own_status() -> None:
    """A range and the default under a status that no other response has."""
    assert [status for status, _, _ in json_responses(make_part())] == [201, 400]
    assert least_status(make_part(), "default") == 200


def test_there_is_something_sound_in_each_lattice() -> None:
    """And something that is not."""
    for _, _, schema in json_responses(make_part()):
        valid = {
            things().validator(schema).is_valid(b)
            for b in member_combinations(things(), schema).bodies
        }
        assert valid == {True, False}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^[a-f]{3}$"},
        {"type": "integer", "minimum": 5, "exclusiveMinimum": True, "multipleOf": 4},
        {"type": "number", "maximum": -1.5},
        {"type": "string", "minLength": 40},
        {"type": "array", "minItems": 2, "uniqueItems": True, "items": {"type": "integer"}},
        {"oneOf": [{"type": "boolean"}, {"type": "string"}]},
        {"allOf": [PAIR, {"type": "object", "required": ["c"]}]},
        {"type": "object", "minProperties": 2, "additionalProperties": {"type": "boolean"}},
        {"enum": [3]}, {"const": None}, {"type": "string", "nullable": True}, {},
    ],
)  # fmt: skip
def test_a_valid_value_is_valid(schema: dict[str, Any]) -> None:
    """Made by hand where that is enough, else found by schemathesis."""
    assert things().validator(schema).is_valid(ExampleFactory(things()).valid(schema))


def test_a_call_says_all_it_can() -> None:
    """Each parameter, the body, and the keys of the largest alternative, each long."""
    call = valid_calls(things())[make_part()]
    assert call.arguments.keys() == {each.identity for each in make_part().parameters}
    assert call.body is not None and call.credentials.keys() == {"Client", "Token"}
    assert all(len(key.value) > 8 for key in call.credentials.values())


def test_the_matrix_has_each_status_and_each_sort() -> None:
    """From 100 to 999; of those that mean the same, one stands for all."""
    contract: Contract = things()
    cells = list(StatusMatrix(contract, make_part()).cells())
    assert {reply.status for reply in cells} == set(STATUSES)
    assert StatusMatrix(contract, make_part()).representative_statuses() == [100, 201, 400]
    assert StatusMatrix(contract, contract.operations[1]).representative_statuses() == [
        100, 200, 201, 300, 400, 500, 600, 700, 800, 900,
    ]  # fmt: skip


def test_no_kind_of_body_looks_like_another() -> None:
    """Two cells that are the same would be one."""
    replies = list(StatusMatrix(things(), make_part()).samples())
    seen = {(r.status, r.headers, r.body) for r in replies}
    assert len(seen) == len(replies)
    assert json.loads(replies[0].body), "the first is the right body"
