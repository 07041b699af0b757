"""Examples, and the constraints that argument values must satisfy."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.cases.argument_cases import parameter_cases
from contract_tests.harness.cases.examples import (
    FORMAT_NEAR_MISSES,
    MARKER,
    ExampleFactory,
    NoValidValueError,
)
from contract_tests.harness.cases.valid_messages import valid_bodies, valid_call
from contract_tests.harness.cases.wire_constraints import (
    MAX_SAFE_INTEGER,
    clamp_numbers,
    encodable_schema,
    is_accepted_by_prism,
)
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.spec import Parameter, RequestBody
from contract_tests.harness.tests.sample_spec import make_part, things

MEMBERS = {"a": {"type": "integer"}}
TEXTS = {"type": "array", "items": {"type": "string"}}
PAIR = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"type": "string", "format": "uuid"}, "b": {"type": "integer"}},
}


def parameter_named(name: str) -> Parameter:
    return next(each for each in make_part().parameters if each.name == name)


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
    """Where the example breaks a keyword, schemathesis finds a valid value."""
    assert things().validator(schema).is_valid(ExampleFactory(things()).valid(schema))


def test_a_schema_that_allows_nothing_has_no_valid_value() -> None:
    """Two equal alternatives of `oneOf` refuse each value; an example of one is the closest."""
    text = {"type": "string"}
    with pytest.raises(NoValidValueError, match="no value was found that its schema allows"):
        ExampleFactory(things()).valid({"oneOf": [text, text]})
    assert isinstance(ExampleFactory(things()).closest({"oneOf": [text, text]}), str)


def test_the_part_without_a_valid_value_is_named() -> None:
    """The responses of the operation have bodies nevertheless."""
    nothing = {"oneOf": [{"type": "string"}, {"type": "string"}]}
    response = replace(make_part().responses[0], content={"application/json": nothing})
    body = RequestBody(True, {"application/json": nothing})
    changed = replace(make_part(), request_body=body, responses=(response,))
    for _ in range(2):  # the second one is cached
        with pytest.raises(NoValidValueError) as caught:
            valid_call(things(), changed)
        reason = f"{changed.label}, body: no value was found that its schema allows"
        assert str(caught.value) == reason
    assert valid_bodies(things(), changed).keys() == {id(nothing)}


def test_keywords_beside_an_all_of_are_respected() -> None:
    """The example has the length that stands beside an `allOf` of one schema."""
    text = ExampleFactory(things()).example({"allOf": [{"type": "string"}], "minLength": 99})
    assert len(text) == 99


def test_the_example_of_bytes_is_base64() -> None:
    """Prism refuses another text; members still differ from each other."""
    schema = {"type": "string", "format": "byte"}
    example = ExampleFactory(things()).example({"type": "object", "properties": {"a": schema}})
    assert b64decode(example["a"], validate=True).decode() == f"{MARKER}-0"


def test_null_is_the_last_alternative() -> None:
    """An example is null only if there is no other alternative."""
    null = {"type": "null"}
    assert ExampleFactory(things()).example({"anyOf": [null, {"type": "boolean"}]}) is True
    assert ExampleFactory(things()).example({"oneOf": [null]}) is None


def test_a_valid_call_is_complete() -> None:
    """It has every argument, a body, and long credentials of the largest alternative."""
    call = valid_call(things(), make_part())
    assert call.arguments.keys() == {each.identity for each in make_part().parameters}
    assert call.body is not None and call.credentials.keys() == {"Client", "Token"}
    assert all(len(each.value) > 8 for each in call.credentials.values())


@pytest.mark.parametrize("name", FORMAT_NEAR_MISSES)
def test_near_misses_of_a_format_are_invalid(name: str) -> None:
    """Every replacement of the table applies to the example of its format."""
    factory = ExampleFactory(things())
    schema = {"type": "string", "format": name}
    near_misses = [*factory.near_misses(schema, factory.example(schema))]
    assert len(near_misses) == len(FORMAT_NEAR_MISSES[name])
    assert not any(OutcomeOracle(things()).allows(schema, each) for each in near_misses)


def test_near_misses_change_each_place() -> None:
    """A nested enum value and a member name are changed, and each change makes the body invalid."""
    items = {"type": "array", "items": {"enum": ["ab"]}}
    schema = {"type": "object", "properties": {"a": items}, "additionalProperties": False}
    near_misses = [*ExampleFactory(things()).near_misses(schema, {"a": ["ab"]})]
    assert all(each in near_misses for each in ({"a": ["AB"]}, {"a": ["ab "]}, {"a_": ["ab"]}))
    assert not any(OutcomeOracle(things()).allows(schema, each) for each in near_misses)


def test_secrets_of_an_argument_case_are_long_texts() -> None:
    """Short texts and other types may appear in an error by chance."""
    call = valid_call(things(), make_part())
    cases = parameter_cases(
        OutcomeOracle(things()), call, parameter_named("id"), ["a long secret", "abc", 12345678]
    )
    assert [case.secrets for case in cases] == [("a long secret",), (), ()]


def test_a_value_that_the_contract_lists_is_not_a_secret() -> None:
    """An error may name the media types that the contract documents."""
    call = valid_call(things(), make_part())
    values = ["application/json", "application/xml"]
    cases = parameter_cases(OutcomeOracle(things()), call, parameter_named("Accept"), values)
    assert [case.secrets for case in cases] == [(), ("application/xml",)]
    text = replace(
        parameter_named("Accept"), schema={"type": "string"}, media_types=("text/event-stream",)
    )
    (case,) = parameter_cases(
        OutcomeOracle(things()), call, text, ["text/event-stream", "text/plain"]
    )
    assert case.call.arguments[text.identity] == "text/event-stream" and case.secrets == ()


@pytest.mark.parametrize(
    ("name", "changes", "encodable", "not_encodable"),
    [
        ("id", {"schema": {"type": "string"}}, ["a/b", "a,b"], [""]),
        ("limit", {"schema": {"type": "string"}}, ["", "a,b", "\n"], []),
        ("Accept", {"schema": {"type": "string"}}, ["a, b"], ["a\nb", " a"]),
        ("Accept", {"schema": TEXTS}, [["a"]], [[], ["a,b"]]),
        ("colour", {"schema": TEXTS, "style": "form", "explode": True}, [[], ["a,b"]], []),
        ("colour", {"schema": TEXTS, "style": "form", "explode": False}, [["a"]], [["a,b"]]),
        ("colour", {"schema": TEXTS, "required": True}, [["a"]], [[]]),
        (
            "colour",
            {"schema": {"oneOf": [{"type": "object", "properties": MEMBERS}]}},
            [{"a": 1}],
            [{}],
        ),
    ],
    ids=["path", "query", "header", "list-in-header", "exploded", "joined", "required", "choice"],
)
def test_an_encodable_schema_allows_only_values_that_can_be_sent(
    name: str, changes: dict[str, Any], encodable: list[Any], not_encodable: list[Any]
) -> None:
    """The location, style and `required` of a parameter restrict its schema."""
    schema = encodable_schema(things(), replace(parameter_named(name), **changes))
    allows = things().validator(schema).is_valid
    assert [value for value in (*encodable, *not_encodable) if allows(value)] == encodable


@pytest.mark.parametrize(
    ("name", "accepted", "rejected"),
    [
        ("Accept", ["a", 0], ["", MAX_SAFE_INTEGER + 1]),
        ("id", ["", -MAX_SAFE_INTEGER], [-MAX_SAFE_INTEGER - 1]),
        ("limit", [""], []),
        ("required limit", ["a"], [""]),
        (None, [{"a": [MAX_SAFE_INTEGER, "", None, 1.5, True]}], [{"a": [MAX_SAFE_INTEGER + 1]}]),
    ],
)
def test_prism_rejects_empty_headers_and_large_integers(
    name: str | None, accepted: list[Any], rejected: list[Any]
) -> None:
    """An empty header or required query parameter is missing for Prism, which is in JavaScript."""
    required = replace(parameter_named("limit"), required=True)
    parameter = name and (required if name == "required limit" else parameter_named(name))
    assert all(is_accepted_by_prism(parameter or None, value) for value in accepted)
    assert not any(is_accepted_by_prism(parameter or None, value) for value in rejected)


def test_clamping_replaces_only_numbers_that_prism_rejects() -> None:
    """Nested numbers are clamped too; other values stay."""
    value = {"a": [MAX_SAFE_INTEGER + 1, MAX_SAFE_INTEGER, "x", None], "b": {"c": -1e300, "d": 0.5}}
    clamped = {"a": [992, MAX_SAFE_INTEGER, "x", None], "b": {"c": 840, "d": 0.5}}
    assert clamp_numbers(value) == clamped
    assert is_accepted_by_prism(None, clamped)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"pattern": "^[A-Z]{3}-[0-9]+$"}, "^[A-Z]{3}-[0-9]+$"),
        ({"pattern": "^a+$", "minLength": 3, "maxLength": 4}, "^a{3,4}$"),
        ({"pattern": "-"}, f"^{MARKER}$"),
        ({"pattern": "^8f", "format": "uuid"}, "^8f14e45f-"),
        ({"pattern": "("}, f"^{MARKER}$"),
    ],
)
def test_an_example_of_a_text_matches_its_pattern(schema: dict[str, Any], expected: str) -> None:
    """The usual text is kept if it matches, or if the pattern is no regular expression."""
    assert re.search(expected, ExampleFactory(things()).example({"type": "string", **schema}))


def test_an_example_that_its_schema_refuses_is_not_the_only_one() -> None:
    """The second one uses no example of the contract."""
    schema = {"type": "object", "properties": {"a": {"type": "integer", "example": "x"}}}
    assert list(ExampleFactory(things()).examples(schema)) == [{"a": "x"}, {"a": 1}]
