"""What makes cases makes those that it says: one that made none would let every client pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.cases.attempts import of_parameter
from contract_tests.cases.carriage import carriable
from contract_tests.cases.edges import BASE64, LONG, PREFIX, call_edges, header_edges
from contract_tests.cases.kinds import KINDS
from contract_tests.cases.matrix import Matrix
from contract_tests.cases.samples import Samples, sound_calls
from contract_tests.contract import ABSENT, Parameter
from contract_tests.meta.things import make_part, things
from contract_tests.oracles.reading import Reader

A = {"a": {"type": "integer"}}
TEXTS = {"type": "array", "items": {"type": "string"}}


def named(name: str) -> Parameter:
    return next(each for each in make_part().parameters if each.name == name)


def test_what_a_refusal_must_not_show_is_the_value_but_for_a_short_one() -> None:
    """Words of three letters are in messages anyway."""
    call = sound_calls(things())[make_part()]
    attempts = of_parameter(Reader(things()), call, named("id"), ["a long secret", "abc", 12345678])
    assert [each.secrets for each in attempts] == [("a long secret",), (), ()]


@pytest.mark.parametrize(
    ("name", "more", "fits", "does_not"),
    [
        ("id", {"schema": {"type": "string"}}, ["a/b", "a,b"], [""]),
        ("limit", {"schema": {"type": "string"}}, ["", "a,b", "\n"], []),
        ("Accept", {"schema": {"type": "string"}}, ["a, b"], ["a\nb", " a"]),
        ("Accept", {"schema": TEXTS}, [["a"]], [[], ["a,b"]]),
        ("colour", {"schema": TEXTS, "style": "form", "explode": True}, [[], ["a,b"]], []),
        ("colour", {"schema": TEXTS, "style": "form", "explode": False}, [["a"]], [["a,b"]]),
        ("colour", {"schema": TEXTS, "required": True}, [["a"]], [[]]),
        ("colour", {"schema": {"oneOf": [{"type": "object", "properties": A}]}}, [{"a": 1}], [{}]),
    ],
    ids=["path", "query", "header", "list-in-header", "exploded", "joined", "required", "choice"],
)
def test_values_are_made_that_the_place_can_carry(
    name: str, more: dict[str, Any], fits: list[Any], does_not: list[Any]
) -> None:
    """And no others: what cannot travel is no case of a call that arrives."""
    allows = things().validator(carriable(things(), replace(named(name), **more))).is_valid
    assert [value for value in (*fits, *does_not) if allows(value)] == fits


def test_what_stands_beside_an_all_of_counts() -> None:
    """A lone `allOf` is what it holds, and what is said beside it."""
    text = Samples(things()).sound({"allOf": [{"type": "string"}], "minLength": 99})
    assert len(text) == 99


def test_each_header_of_an_answer_has_its_edges() -> None:
    """As texts, and none that a header cannot carry."""
    limits = {"schema": {"type": "integer", "minimum": 3, "maximum": 9}}
    response = replace(make_part().responses[0], headers={"X-A": limits, "X-B": {}})
    found = set(header_edges(things(), response))
    assert {("X-A", "3"), ("X-A", "9"), ("X-B", "true"), ("X-B", "x" * LONG)} <= found
    assert {text for name, text in found if name == "X-A"} <= set("3456789")
    assert all(text.isprintable() for _, text in found)


def test_each_call_has_its_edges() -> None:
    """Without each thing that may be left out; with long keys, with a prefix, with base64."""
    call = sound_calls(things())[make_part()]
    found = [attempt.call for attempt in call_edges(make_part(), call)]
    left_out = [call.arguments.keys() - each.arguments.keys() for each in found]
    omittable = {each.key for each in make_part().parameters if each.omittable}
    assert {key for keys in left_out for key in keys} == omittable != set()
    assert max(map(len, left_out)) == 1
    assert any(each.body is ABSENT for each in found) and any(each.native for each in found)
    assert {frozenset(each.keys) for each in found} == {
        frozenset({"Client", "Token"}),
        frozenset({"Token"}),
    }
    keys = [key for each in found for key in each.keys.values()]
    assert any(len(key.value) > LONG for key in keys)
    assert any(key.prefix == PREFIX for key in keys)
    assert any(key.value.endswith(BASE64) for key in keys)


def test_what_http_can_carry_is_played_over_a_socket_too() -> None:
    """Of each sort of status that may have a body, each kind."""
    carried = list(Matrix(things(), make_part()).carried())
    assert {reply.status for reply in carried} == {201, 400}
    assert len(carried) == 2 * len(KINDS)
