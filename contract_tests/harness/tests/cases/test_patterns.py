"""Patterns that schemathesis would ignore are spelled so that it accepts them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.harness.cases.patterns import (
    explicit_braces,
    matching_texts,
    with_explicit_braces,
)
from contract_tests.harness.cases.strategies import from_schema
from contract_tests.harness.tests.sample_spec import things

# A pattern, and its explicit form.
BRACES = {
    r"x\d{1-5}": r"x\d\{1-5\}",
    r"a{,3}b{2}c{2,}d{2,3}": r"a{0,3}b{2}c{2,}d{2,3}",
    r"{}{a}{": r"\{\}\{a\}\{",
    r"\{[{}][^]}]\}": r"\{[{}][^]}]\}",
    r"a{,}": r"a{0,}",
}


def test_texts_that_match_a_pattern_have_many_lengths() -> None:
    """Two patterns may differ in their quantifier only."""
    texts = matching_texts("^a+$")
    assert all(re.fullmatch("a+", text) for text in texts)
    assert len(set(map(len, texts))) > 5
    assert matching_texts("(") == ()


@pytest.mark.parametrize(("pattern", "explicit"), BRACES.items())
def test_literal_braces_are_escaped(pattern: str, explicit: str) -> None:
    """The pattern means the same to Python, and an explicit one does not change."""
    assert explicit_braces(pattern) == explicit == explicit_braces(explicit)
    assert re.compile(pattern).groups == re.compile(explicit).groups


@given(st.text("ab{},12\\d", max_size=8), st.from_regex(r"[ab{},12]{0,8}", fullmatch=True))
def test_an_explicit_pattern_matches_the_same_texts(pattern: str, text: str) -> None:
    """A pattern that Python can compile keeps its meaning."""
    try:
        compiled = re.compile(pattern)
    except re.error:
        return
    explicit = re.compile(explicit_braces(pattern))
    assert bool(compiled.fullmatch(text)) == bool(explicit.fullmatch(text))


def test_only_patterns_are_changed() -> None:
    """Data, and a member called `pattern`, stay as they are."""
    schema = {"properties": {"pattern": {"pattern": "{a"}}, "enum": [{"pattern": "{a"}]}
    changed = with_explicit_braces({**schema, "patternProperties": {"{a": {}}})
    assert changed["properties"] == {"pattern": {"pattern": r"\{a"}}
    assert changed["enum"] == schema["enum"] and changed["patternProperties"] == {r"\{a": {}}


def test_generated_values_match_a_pattern_with_literal_braces() -> None:
    """Schemathesis would ignore the pattern."""
    pattern = r"^\d(x\d{1-5})?$"

    @settings(max_examples=20, database=None, derandomize=True)
    @given(from_schema(things(), {"type": "string", "pattern": pattern}))
    def check(text: str) -> None:
        assert re.search(pattern, text)

    check()
