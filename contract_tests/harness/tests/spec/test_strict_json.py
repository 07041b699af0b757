"""Texts that mean the same have one spelling."""

from __future__ import annotations

import pytest

from contract_tests.harness.spec.strict_json import canonical_text, strict_json


@pytest.mark.parametrize("text", ["1e999", "-1e-999", "0.01E-400", "NaN", '{"a":1,"a":1}', "01"])
def test_a_text_that_is_not_json_or_a_number_that_a_float_cannot_hold_is_refused(text: str) -> None:
    """Infinity and 0 would be other numbers than the text."""
    with pytest.raises(ValueError, match=r".+"):
        strict_json(text.encode())


@pytest.mark.parametrize("text", ["0", "-0.0", "0e999", "0.00E-999", "1e-300", "1e300"])
def test_a_number_that_a_float_can_hold_is_read(text: str) -> None:
    """A zero may have any exponent."""
    assert strict_json(text.encode()) == float(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"b":1,"a":2}', '{"a":2,"b":1}'),
    ],
)
def test_texts_with_one_meaning_are_equal(one: str, other: str) -> None:
    """The members of an object have no order."""
    assert canonical_text(one) == canonical_text(other)


@pytest.mark.parametrize(
    "text",
    [
        "404.0",
        "2024-02-29T08:00:00Z",
        "1.5",
        "1.50",
        "01",
        "1.",
        ".5",
        "1e999",
        "+1.0",
        "1.0 ",
        "\u0661.0",
        "{",
        "1.0.0",
        "",
    ],
)
def test_other_texts_are_unchanged(text: str) -> None:
    """A text that is not a JSON object or array remains as it is, even if it is a number."""
    assert canonical_text(text) == text


@pytest.mark.parametrize(("one", "other"), [('{"a": 1.5}', '{"a": 1}'), ("1.5", "1"), ("1", "01")])
def test_texts_with_different_meanings_differ(one: str, other: str) -> None:
    """No digit is lost."""
    assert canonical_text(one) != canonical_text(other)
