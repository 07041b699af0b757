"""The client's reader of JSON Schema: what it knows, it reads as the `jsonschema` library does."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given

from bigcommerce_carts import _assertions, _validation
from bigcommerce_carts._validation import first_violation, validate
from bigcommerce_carts.errors import InvalidArgument
from contract_tests.client.schemas import FORMATS, VALUES, Dialect

# `$ref` has a meaning of ours, and formats the library does not assert.
KNOWN = Dialect(
    frozenset(_validation._KEYWORDS) - {"$ref", "format"}, frozenset(_assertions._TYPES)
)


@given(schema=KNOWN.schemas(), value=VALUES)
def test_both_agree(schema: Any, value: Any) -> None:
    """On whether a value is valid; the other keywords are proven where a contract has them."""
    expected = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert (first_violation(value, schema) is None) is expected


def test_an_object_has_strings_as_names() -> None:
    """JSON knows no others; the library does not look."""
    assert jsonschema.Draft202012Validator({"type": "object"}).is_valid({1: 2})
    assert first_violation({1: 2}, {"type": "object"}) is not None


@pytest.mark.parametrize("name", [*_assertions.FORMATS, "no-such-format"])
def test_formats_are_asserted(name: str) -> None:
    """A value that is no string has none, and an unknown one says nothing."""
    right, wrong = FORMATS[name]
    for text in right:
        assert first_violation(text, {"format": name}) is None, text
    for text in wrong:
        assert first_violation(text, {"format": name}) is not None, text
    assert first_violation(1, {"format": name}) is None


def test_a_value_that_is_too_deep_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a schema that holds itself, a value may be deeper than Python can go."""
    tree = {"Tree": {"properties": {"a": {"$ref": "Tree"}}}}
    monkeypatch.setattr(_validation, "SCHEMAS", tree)
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    with pytest.raises(InvalidArgument, match=r"^Tree: is nested too deep$"):
        validate("Tree", deep, {"$ref": "Tree"})
