"""The example of a change is the smallest message that shows it, and nothing else."""

from __future__ import annotations

from contract_tests.harness.tests.comparison.small_contracts import (
    TEXT,
    changes,
    contract,
    member,
    query,
)


def test_the_example_is_the_smallest_message() -> None:
    """Members and items that do not show the change are left out."""
    old = member(TEXT, required=["id"])
    old["properties"]["id"] = {"type": "integer"}
    new = member({"type": "integer"}, required=["id"])
    new["properties"]["id"] = {"type": "integer"}
    (request,) = [
        each for each in changes(contract(request=old), contract(request=new)) if each.breaks
    ]
    assert request.example == 'POST https://pets.example/pets, {"id": 1, "q": "text-1"}'
    (response,) = [
        each for each in changes(contract(response=old), contract(response=new)) if each.breaks
    ]
    assert response.example == '200, application/json, {"id": 1, "q": 1}'
    assert response.old_definition == '{\n "type": "string"\n}'
    assert response.new_definition == '{\n "type": "integer"\n}'


def test_the_example_shows_its_own_change_only() -> None:
    """A message that breaks several rules does not show what one of them changes."""
    both = {"a": TEXT, "b": TEXT}
    old = contract(response={"type": "object", "required": ["a", "b"], "properties": both})
    new = contract(response={"type": "object", "properties": both})
    assert [each.example for each in changes(old, new)] == [
        '200, application/json, {"b": "text-1"}',
        '200, application/json, {"a": "text-0"}',
    ]


def test_a_text_is_shown_as_it_is() -> None:
    """Only JSON has quotes."""
    old, new = TEXT, {**TEXT, "maxLength": 3}
    for media_type, shown in (("text/plain", "text"), ("application/json", '"text"')):
        contracts = (contract(request=each, media_type=media_type) for each in (old, new))
        (change,) = changes(*contracts)
        assert change.example == f"POST https://pets.example/pets, {shown}"


def test_a_body_that_does_not_show_the_change_is_left_out() -> None:
    """So is an optional parameter."""
    others = [*query(TEXT), {"name": "r", "in": "query", "schema": TEXT}]
    old = contract(parameters=others, request=member(TEXT), required=False)
    new = contract(parameters=others[1:], request=member(TEXT), required=False)
    (change,) = changes(old, new)
    assert change.example == "POST https://pets.example/pets?q=text"
