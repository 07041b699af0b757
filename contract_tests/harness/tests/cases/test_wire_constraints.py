"""Values that no style, form or Prism can represent are recognised."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.cases.argument_cases import parameter_cases
from contract_tests.harness.cases.valid_messages import valid_call
from contract_tests.harness.cases.wire_constraints import (
    encodable_schema,
    is_accepted_by_prism,
    is_encodable,
    is_encodable_body,
    is_form_for_prism,
)
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.spec import Parameter
from contract_tests.harness.spec.media_types import FORM, MULTIPART
from contract_tests.harness.tests.sample_spec import things

PARAMETER = things().operations[0].parameters[0]


@pytest.mark.parametrize(
    ("media_type", "body", "expected"),
    [
        (MULTIPART, {}, False),
        (MULTIPART, {"a": "b"}, True),
        ("application/json", {}, True),
        (None, {}, True),
    ],
)
def test_a_multipart_form_has_a_part(media_type: str | None, body: Any, expected: bool) -> None:
    """Other bodies can always be sent."""
    assert is_encodable_body(media_type, body) is expected


@pytest.mark.parametrize(
    ("media_type", "body", "expected"),
    [
        (FORM, {}, False),
        (FORM, {"a": []}, False),
        (FORM, {"a": [""]}, False),
        (FORM, {"a": ["b"]}, True),
        ("application/json", {}, True),
    ],
)
def test_prism_misreads_empty_parts_of_a_form(media_type: str, body: Any, expected: bool) -> None:
    """Prism reads an empty form, array or item as a missing one."""
    assert is_form_for_prism(media_type, body) is expected


@pytest.mark.parametrize(
    ("value", "expected"), [("a", True), (["a"], True), ([["a"]], False), ({"a": {}}, False)]
)
def test_no_style_encodes_a_nested_value(value: Any, expected: bool) -> None:
    """A list of texts has a style, a list of lists has none."""
    assert is_encodable(PARAMETER, value) is expected


@pytest.mark.parametrize(("item", "accepted"), [("a", True), ("a\nb", False)])
def test_a_header_carries_each_item_of_a_list(item: str, accepted: bool) -> None:
    """A line break in one item makes the header invalid."""
    contract = things()
    call = valid_call(contract, contract.operations[0])
    schema = {"type": "array", "items": {"type": "string"}}
    header = Parameter("X-Tags", "header", False, schema, "simple", False)
    (case,) = parameter_cases(OutcomeOracle(contract), call, header, [[item]])
    assert case.accepted is accepted


@pytest.mark.parametrize(
    ("location", "required", "value", "accepted"),
    [
        ("query", True, "", False),
        ("query", True, ["", ""], False),
        ("query", True, ["", "a"], True),
        ("query", False, [""], True),
        ("header", False, [""], False),
        ("path", True, ["a"], True),
    ],
)
def test_prism_takes_an_empty_value_for_a_missing_one(
    location: str, required: bool, value: Any, accepted: bool
) -> None:
    """A list of empty texts is empty on the wire, too."""
    parameter = Parameter("a", location, required, {}, "form", False)
    assert is_accepted_by_prism(parameter, value) is accepted
    assert is_accepted_by_prism(None, value)


@pytest.mark.parametrize(
    ("schema", "members"),
    [
        ({}, ["name0", "name1"]),
        ({"additionalProperties": {"type": "integer"}, "minProperties": 3}, 3),
        ({"additionalProperties": False}, []),
        ({"properties": {"a": {}}, "additionalProperties": {}}, ["a"]),
    ],
)
def test_an_object_without_named_members_has_some_to_draw(schema: Any, members: Any) -> None:
    """An object without members cannot be sent as a required parameter."""
    parameter = Parameter("a", "query", True, {"type": "object", **schema}, "deepObject", True)
    found = encodable_schema(things(), parameter)["properties"]
    assert list(found) == members or len(found) == members
