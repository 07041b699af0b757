"""Changes of values that are sent as text: parameters in a URL, and headers."""

from __future__ import annotations

from typing import Any

from contract_tests.harness.spec import Contract
from contract_tests.harness.tests.comparison.small_contracts import changes, contract, items

FILTER = {"type": "object", "properties": {"a": {"type": "string"}}}


def in_query(style: str) -> Contract:
    """Return a contract with an object in the query."""
    parameter = {"name": "f", "in": "query", "style": style, "explode": True, "schema": FILTER}
    return contract(parameters=[parameter])


def with_header(name: str, maximum: int) -> Contract:
    """Return a contract whose response has a header with an integer."""
    header: dict[str, Any] = {"schema": {"type": "integer", "maximum": maximum}}
    return contract(responses={"200": {"description": "A.", "headers": {name: header}}})


def test_a_style_may_change_the_names_alone() -> None:
    """`f[a]=1` becomes `a=1`: the texts are equal, but the server reads another parameter."""
    (item,) = items(in_query("deepObject"), in_query("form"))
    assert item.startswith("breaks request: query parameter f: serialisation: style deepObject")


def test_the_rule_of_a_header_is_that_of_its_type() -> None:
    """A header is a text; the rule that breaks is the one for its number."""
    (item,) = items(with_header("X-A", 5), with_header("X-A", 10))
    assert item == "breaks response: 200 header X-A: maximum: 5 -> 10"


def test_the_name_of_a_header_has_no_letter_case() -> None:
    """The variants of its value are those for both definitions."""
    found = items(with_header("X-A", 5), with_header("x-a", 1_000_000))
    assert [item.lower() for item in found] == [
        "breaks response: 200 header x-a: maximum: 5 -> 1000000"
    ]


def test_the_definition_of_a_change_has_data_as_it_is() -> None:
    """In a constant, `title` is a member and not the title of a schema."""
    (change, *_) = changes(
        contract(request={"const": {"title": 1}}), contract(request={"const": {"title": 2}})
    )
    assert '"title": 1' in change.old_definition and '"title": 2' in change.new_definition
