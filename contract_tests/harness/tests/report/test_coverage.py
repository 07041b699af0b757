"""Coverage is computed from the contract, and only what was proven is counted."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contract_tests.harness.report.coverage import Coverage, Item, Observer
from contract_tests.harness.report.coverage.schema_tree import flat, tree
from contract_tests.harness.report.coverage.value_classes import LONG, classify, value_classes
from contract_tests.harness.spec import Call, Credential
from contract_tests.harness.tests.sample_records import (
    CALL,
    REQUEST,
    RESPONSE,
    changed,
    exchange,
    record,
)
from contract_tests.harness.tests.sample_spec import make_part, things

FORMATS = Draft202012Validator.FORMAT_CHECKER
ANY = {"null", "true", "false", "given"}


def kinds(schema: dict[str, Any], value: Any) -> set[str]:
    """The classes of *value*."""
    return set(classify(value, value_classes(flat(things(), schema), FORMATS)))


def names(schema: dict[str, Any], *, allowed: bool) -> set[str]:
    """The names of the classes of a schema."""
    classes = value_classes(flat(things(), schema), FORMATS)
    return {kind.name for kind in classes if kind.allowed is allowed}


@pytest.mark.parametrize(
    ("schema", "allowed", "broken"),
    [
        ({"type": "string"}, "given, empty, long, non-ASCII", "null, wrong type"),
        (
            {"type": "string", "minLength": 2, "maxLength": 9},
            "given, shortest, longest, non-ASCII",
            "null, wrong type, out of limits",
        ),
        ({"type": "string", "format": "uuid"}, "given", "null, wrong type, wrong format"),
        ({"type": "string", "enum": ["a", "b"]}, "a, b", "null, wrong type, not in the list"),
        ({"type": "string", "nullable": True}, "given, null, empty, long, non-ASCII", "wrong type"),
        (
            {"type": "integer", "minimum": 1},
            "given, minimum",
            "null, wrong type, out of limits",
        ),
        ({"type": "integer"}, "given, negative, zero", "null, wrong type"),
        (
            {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            "given, fraction",
            "null, wrong type, out of limits",
        ),
        ({"type": "boolean"}, "given, true, false", "null, wrong type"),
        (
            {"type": "array", "maxItems": 2},
            "given, no items, one item, several items",
            "null, wrong type, out of limits",
        ),
        ({"type": "object"}, "given, no members, extra member", "null, wrong type"),
        (
            {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
            "given, no members",
            "null, wrong type, extra member",
        ),
        ({"enum": [1, None]}, "1, null", "wrong type, not in the list"),
    ],
)
def test_the_classes_follow_from_the_schema(
    schema: dict[str, Any], allowed: str, broken: str
) -> None:
    """A table of what a value can be, and of how it can break its schema."""
    assert names(schema, allowed=True) == set(allowed.split(", "))
    assert names(schema, allowed=False) == set(broken.split(", "))


def test_a_schema_that_allows_anything_cannot_be_broken() -> None:
    """It has the classes of all types."""
    assert names({}, allowed=False) == set()
    assert {*ANY, "empty", "zero", "no items", "no members"} <= names({}, allowed=True)


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "string"}, "", {"given", "empty"}),
        ({"type": "string"}, "ä" * LONG, {"given", "long", "non-ASCII"}),
        ({"type": "string"}, 1, {"wrong type"}),
        ({"type": "string"}, None, {"null"}),
        ({"type": "string", "format": "uuid"}, "x", {"wrong format"}),
        ({"type": "integer"}, True, {"wrong type"}),
        ({"type": "integer"}, 0, {"given", "zero"}),
        ({"type": "integer"}, 1.5, {"wrong type"}),
        ({"type": "integer", "maximum": 9}, 10, {"out of limits"}),
        ({"type": "integer", "maximum": 9}, 9, {"given", "maximum"}),
        ({"type": "number"}, 1.5, {"given", "fraction"}),
        ({"enum": [1]}, True, {"wrong type"}),
        ({"enum": ["a"]}, "b", {"not in the list"}),
        ({"type": "array", "minItems": 1}, [], {"out of limits"}),
        ({"type": "object", "required": ["a"]}, {"b": 1}, {"given", "extra member"}),
    ],
)
def test_a_value_is_of_the_classes_it_shows(
    schema: dict[str, Any], value: Any, expected: set[str]
) -> None:
    """One that breaks its schema is of no class that the schema allows."""
    assert kinds(schema, value) == expected


@pytest.mark.parametrize("word", ["allOf", "oneOf", "anyOf"])
def test_a_schema_of_schemas_is_read_as_one(word: str) -> None:
    """Members of all parts count; only what `allOf` requires is required."""
    part = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    other = {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}}
    whole = flat(things(), {word: [part, other]})
    assert whole["properties"].keys() == {"a", "b"}
    assert whole["required"] == ({"a", "b"} if word == "allOf" else set())


def test_a_schema_or_null_is_the_schema() -> None:
    """The way in which OpenAPI 3.1 says `nullable`."""
    schema = {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]}
    assert names(schema, allowed=True) == {"a", "null"}


def test_a_schema_that_contains_itself_is_followed_once() -> None:
    """Its places are named by their way from the root."""
    part = {"$ref": "#/components/schemas/Part"}
    names = [node.name for node in tree(things(), part)]
    assert {"", "name", "parts", "parts[]"} <= set(names)
    assert not any(name.startswith("parts[].") for name in names)


def item(coverage: Coverage, part: str, name: str) -> Item:
    """The item of `makePart` of that name."""
    label = make_part().label
    found = [i for i in coverage.items if (i.operation, i.part, i.name) == (label, part, name)]
    assert len(found) == 1, found
    return found[0]


def covered(*calls: Call, request: bytes = REQUEST, response: bytes = RESPONSE) -> Coverage:
    """What the trials of these calls reach, each with these bytes on the wire."""
    observer = Observer(things())
    for call in calls:
        observer.see(record(exchange(request, response), call=call))
    observer.coverage.add(observer.coverage.take())
    return observer.coverage


def test_nothing_is_covered_before_anything_ran() -> None:
    """Every item is there, and none was reached."""
    coverage = covered()
    assert coverage.covered == (0, len(coverage.items))
    assert {i.part for i in coverage.items} >= {"key", "security", "response body", "response"}
    assert str(coverage).startswith("Covered of the contract: 0 of ")


def test_a_trial_covers_what_it_had() -> None:
    """What was said, what arrived, and what came back; nothing else."""
    coverage = covered(CALL)
    reached = {(i.part, i.name) for i in coverage.items if i.cases}
    assert reached == {
        ("operation", make_part().label),
        ("path parameter", "id"),
        ("query parameter", "limit"),
        ("query parameter", "colour"),
        ("security", "Client and Token"),
        ("key", "Client"),
        ("key", "Token"),
        ("request body", "(whole)"),
        ("request body", "name"),
        ("request body", "size"),
        ("response", "201"),
        ("response body", "(whole)"),
        ("response body", "name"),
    }
    assert item(coverage, "operation", make_part().label).seen == {"sync": 1}
    assert item(coverage, "query parameter", "colour").seen == {"given": 1, "several items": 1}
    assert item(coverage, "request body", "name").seen == {"given": 1, "non-ASCII": 1}


def test_what_was_left_out_is_a_class_and_covers_nothing() -> None:
    """A header that has a default, and a body that is optional."""
    accept = item(covered(CALL), "header parameter", "Accept")
    assert (accept.cases, accept.seen) == (0, {"left out": 1})


def test_what_is_not_allowed_covers_nothing() -> None:
    """A refusal is counted apart."""
    number = item(
        covered(Call({("path", "id"): "", ("query", "limit"): 10}, credentials=CALL.credentials)),
        "query parameter",
        "limit",
    )
    assert (number.cases, number.seen) == (0, {"not allowed": 1})


def test_a_key_that_was_lost_on_the_way_is_told_from_one_that_arrived() -> None:
    """By the bytes on the wire."""
    coverage = covered(CALL, request=changed(b"X-Token: a-token\r\n", b""))
    token = item(coverage, "key", "Token")
    assert (token.cases, token.seen) == (0, {"lost on the way": 1})
    assert item(coverage, "security", "Client and Token").cases == 0


def test_a_key_that_cannot_be_sent_is_not_allowed() -> None:
    """A line end would add a header."""
    call = Call(
        CALL.arguments,
        credentials={"Token": Credential("a\nb"), "Client": CALL.credentials["Client"]},
    )
    assert item(covered(call), "key", "Token").seen == {"not allowed": 1}


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        (b'{"name":""}', b'{"name":1 }', {"with its body": 1}),
        (b'{"name":""}', b"{name}     ", {"no JSON": 1}),
        (b"application/json", b"text/html", {"other media type": 1}),
        (b'11\r\n\r\n{"name":""}', b"0\r\n\r\n", {"no body": 1}),
    ],
)
def test_a_response_is_told_by_its_body(old: bytes, new: bytes, seen: dict[str, int]) -> None:
    """As the contract documents it, or in one of the ways in which it can be wrong."""
    assert item(covered(CALL, response=RESPONSE.replace(old, new)), "response", "201").seen == seen


def test_a_call_that_is_made_again_counts_again() -> None:
    """Also when it is the same object, which is looked at once."""
    assert item(covered(CALL, CALL, CALL), "path parameter", "id").cases == 3


def test_counts_add_up_from_several_processes() -> None:
    """What one took, another can add."""
    total, worker = Observer(things()).coverage, Observer(things())
    for _ in range(2):
        worker.see(record(exchange(REQUEST)))
        total.add(worker.coverage.take())
    assert item(total, "path parameter", "id").cases == 2
