"""The strategies reach the values that reveal bugs, and only valid ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from contract_tests.harness.cases.strategies import (
    calls,
    credential_sets,
    from_schema,
    reduced_examples,
)
from contract_tests.harness.spec import ABSENT, Call, parse_contract
from contract_tests.harness.tests.sample_spec import make_part, things

CALLS = calls(things(), make_part())
SEARCH = settings(
    max_examples=2_000, database=None, derandomize=True, deadline=None, phases=[Phase.generate]
)
OPTIONAL = [("query", "limit"), ("query", "colour"), ("header", "Accept")]


@pytest.mark.parametrize(("profile", "count"), [("brief", 6), ("ci", 25), ("soak", 1250)])
def test_reduced_examples_are_a_quarter_of_the_profile(profile: str, count: int) -> None:
    """The profile is the current one when the test is decorated; the minimum is six examples."""
    current = settings.get_current_profile_name()
    drawn: list[int] = []
    settings.load_profile(profile)
    try:
        reduced_examples(given(st.integers())(lambda number: drawn.append(number)))()
    finally:
        settings.load_profile(current)
    assert len(drawn) == count


@pytest.fixture(scope="module")
def sample() -> list[Call]:
    """150 calls."""
    drawn: list[Call] = []
    settings(SEARCH, max_examples=150)(given(CALLS)(lambda call: drawn.append(call)))()
    return drawn


def test_every_present_absent_combination_is_reached(sample: list[Call]) -> None:
    """Three optional parameters and an optional body have sixteen combinations."""

    def present(call: Call) -> tuple[bool, ...]:
        return (*(key in call.arguments for key in OPTIONAL), call.body is not ABSENT)

    missing = set(product([True, False], repeat=4)) - set(map(present, sample))
    while missing:
        missing.remove(present(find(CALLS, lambda call: present(call) in missing, settings=SEARCH)))


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(lambda c: set(c.credentials) == {"Client", "Token"}, id="both-credentials"),
        pytest.param(lambda c: set(c.credentials) == {"Token"}, id="one-credential"),
        pytest.param(lambda c: any(each.prefix for each in c.credentials.values()), id="prefix"),
        pytest.param(lambda c: "%" in c.credentials["Token"].value, id="percent-in-credential"),
        pytest.param(lambda c: " " in c.arguments["path", "id"], id="blank-in-path"),
        pytest.param(lambda c: not c.arguments["path", "id"].isascii(), id="non-ascii-in-path"),
        pytest.param(lambda c: "?" in c.arguments["path", "id"], id="question-mark-in-path"),
        pytest.param(lambda c: c.arguments.get(("query", "limit")) == 9, id="limit-at-its-bound"),
        pytest.param(lambda c: "" in c.arguments.get(("query", "colour"), ()), id="empty-item"),
        pytest.param(lambda c: c.body is not ABSENT and c.body["name"] is None, id="null-member"),
        pytest.param(lambda c: c.body is not ABSENT and c.body["name"] == "", id="empty-member"),
        pytest.param(lambda c: c.body is not ABSENT and c.body.get("parts"), id="nested-body"),
        pytest.param(lambda c: c.native, id="native"),
    ],
)
def test_revealing_values_are_reached(wanted: Callable[[Call], bool], sample: list[Call]) -> None:
    """Values that a faulty client changes, swaps or drops are in the sample, or can be found."""
    assert any(map(wanted, sample)) or find(CALLS, wanted, settings=SEARCH)


@given(st.data())
@settings(SEARCH, max_examples=50)
def test_credentials_differ_and_are_visible_ascii(data: st.DataObject) -> None:
    """A test notices swapped credentials, and a header carries each of them unchanged."""
    values = [each.value for each in data.draw(credential_sets(make_part())).values()]
    assert len(set(values)) == len(values)
    assert all("!" <= character <= "~" for value in values for character in value)


def test_every_drawn_call_is_allowed_by_the_contract(sample: list[Call]) -> None:
    """Required arguments are present, and each value matches its schema."""
    for call in sample:
        assert make_part().allows(call.credentials)
        for parameter in make_part().parameters:
            assert parameter.optional or parameter.identity in call.arguments
            if parameter.identity in call.arguments:
                things().validator(parameter.schema).validate(call.arguments[parameter.identity])


@pytest.mark.parametrize("name", ["Note", "example", "enum"])
def test_a_schema_may_be_named_like_a_keyword(name: str) -> None:
    """Its `nullable` has no effect without a `type`, as in every other schema."""
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Names", "version": "1"},
        "components": {"schemas": {name: {"allOf": [{"type": "string"}], "nullable": True}}},
        "paths": {"/": {"get": {"responses": {"200": {"description": "Any."}}}}},
    }
    values = from_schema(
        parse_contract(Path("names"), document), {"$ref": f"#/components/schemas/{name}"}
    )
    with pytest.raises(NoSuchExample):
        find(values, lambda value: value is None, settings=settings(SEARCH, max_examples=200))
