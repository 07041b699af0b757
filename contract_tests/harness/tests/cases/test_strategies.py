"""The strategies can say what a bug may hide behind."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from contract_tests.harness.cases.strategies import calls, from_schema, key_sets, reduced_examples
from contract_tests.harness.spec import ABSENT, Call, parse_contract
from contract_tests.harness.tests.sample_spec import make_part, things

CALLS = calls(things(), make_part())
SEARCH = settings(
    max_examples=2_000, database=None, derandomize=True, deadline=None, phases=[Phase.generate]
)
OPTIONAL = [("query", "limit"), ("query", "colour"), ("header", "Accept")]


@pytest.mark.parametrize(("profile", "count"), [("brief", 10), ("ci", 25), ("soak", 1250)])
def test_few_examples_are_a_quarter_of_the_profile(profile: str, count: int) -> None:
    """Of the one that is loaded when the test is made, and not so few that they show nothing."""
    before = settings.get_current_profile_name()
    seen: list[int] = []
    settings.load_profile(profile)
    try:
        reduced_examples(given(st.integers())(lambda number: seen.append(number)))()
    finally:
        settings.load_profile(before)
    assert len(seen) == count


@pytest.fixture(scope="module")
def sample() -> list[Call]:
    """Some hundred calls."""
    found: list[Call] = []
    settings(SEARCH, max_examples=150)(given(CALLS)(lambda call: found.append(call)))()
    return found


def test_every_present_absent_combination_is_reached(sample: list[Call]) -> None:
    """Three optional parameters and an optional body: sixteen combinations."""

    def present(call: Call) -> tuple[bool, ...]:
        return (*(key in call.arguments for key in OPTIONAL), call.body is not ABSENT)

    missing = set(product([True, False], repeat=4)) - set(map(present, sample))
    while missing:
        missing.remove(present(find(CALLS, lambda call: present(call) in missing, settings=SEARCH)))


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(lambda c: set(c.credentials) == {"Client", "Token"}, id="both-keys"),
        pytest.param(lambda c: set(c.credentials) == {"Token"}, id="one-key"),
        pytest.param(lambda c: any(key.prefix for key in c.credentials.values()), id="prefix"),
        pytest.param(lambda c: "%" in c.credentials["Token"].value, id="percent-in-key"),
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
def test_hard_values_are_reached(wanted: Callable[[Call], bool], sample: list[Call]) -> None:
    """Values that a careless client changes, swaps or drops: in the sample, or else found."""
    assert any(map(wanted, sample)) or find(CALLS, wanted, settings=SEARCH)


@given(st.data())
@settings(SEARCH, max_examples=50)
def test_keys_differ_and_can_stand_in_a_header(data: st.DataObject) -> None:
    """Two swapped keys can be told apart, and each is visible ASCII."""
    keys = [key.value for key in data.draw(key_sets(make_part())).values()]
    assert len(set(keys)) == len(keys)
    assert all("!" <= character <= "~" for key in keys for character in key)


def test_every_call_is_allowed_by_the_contract(sample: list[Call]) -> None:
    """Required values are there, and each value fits its schema."""
    for call in sample:
        assert make_part().allows(call.credentials)
        for parameter in make_part().parameters:
            assert parameter.optional or parameter.identity in call.arguments
            if parameter.identity in call.arguments:
                things().validator(parameter.schema).validate(call.arguments[parameter.identity])


@pytest.mark.parametrize("name", ["Note", "example", "enum"])
def test_a_schema_may_be_called_what_it_likes(name: str) -> None:
    """Also as a keyword is: without a type beside it, `nullable` says nothing there either."""
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
