"""The JSON Schema validator of the client agrees with the `jsonschema` library."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.runtime import _validation
from tests.runtime.schemas import (
    FORMATS,
    KEYWORDS,
    NAMES,
    SCALARS,
    VALUES,
    arguments,
    schemas,
    schemas_with,
)

# Keywords that may evaluate a member of an object.
EVALUATING = ("properties", "patternProperties", "additionalProperties", "if", "dependentSchemas")
COMPOSED = ("allOf", "anyOf", "oneOf")


@pytest.fixture(scope="session")
def validation() -> ModuleType:
    """Return the validation module of the runtime, which has every keyword."""
    return _validation


def violation(validation: ModuleType, value: Any, schema: Any) -> Any:
    """Return the first violation of *schema* by *value*, or None."""
    return validation.first_violation(value, schema)


def agrees(validation: ModuleType, value: Any, schema: Any) -> bool:
    """Return whether the validator and the library agree that *value* is valid or invalid."""
    expected = jsonschema.Draft202012Validator(schema).is_valid(value)
    return (violation(validation, value, schema) is None) is expected


def test_every_keyword_is_compared(validation: ModuleType) -> None:
    """`$ref` names a definition here, and `jsonschema` does not assert `format`."""
    assert set(validation._KEYWORDS) - {"$ref", "format"} == KEYWORDS


@given(schema=schemas(), value=VALUES)
def test_the_validator_agrees_on_any_schema(
    validation: ModuleType, schema: Any, value: Any
) -> None:
    """Schemas combine all keywords that contracts may use."""
    assert agrees(validation, value, schema)


@given(keyword=st.sampled_from(sorted(KEYWORDS)), data=st.data())
def test_the_validator_agrees_on_each_keyword(
    validation: ModuleType, keyword: str, data: st.DataObject
) -> None:
    """Each keyword is tested with its companions, on values of every type."""
    schema = data.draw(schemas_with(arguments(1), [keyword]))
    assert agrees(validation, data.draw(VALUES), schema)


@given(data=st.data(), value=st.dictionaries(NAMES, SCALARS, max_size=3))
def test_the_validator_agrees_on_evaluated_members(
    validation: ModuleType, data: st.DataObject, value: Any
) -> None:
    """`unevaluatedProperties` sees what subschemas, and subschemas of these, evaluate."""
    pool = arguments(1)
    part = st.lists(st.sampled_from([*EVALUATING, *COMPOSED]), max_size=2, unique=True).flatmap(
        lambda names: schemas_with(pool, names)
    )
    schema = data.draw(part) | {
        data.draw(st.sampled_from(COMPOSED)): data.draw(st.lists(part, min_size=1, max_size=2)),
        "unevaluatedProperties": False,
    }
    assert agrees(validation, value, schema)


@pytest.mark.parametrize("rest", [True, {"type": "integer"}, False])
def test_a_subschema_may_evaluate_the_remaining_members(validation: ModuleType, rest: Any) -> None:
    """The outer `unevaluatedProperties` then has no member left to refuse."""
    schema = {"allOf": [{"unevaluatedProperties": rest}], "unevaluatedProperties": False}
    assert agrees(validation, {"a": 1}, schema)
    assert (violation(validation, {"a": 1}, schema) is None) is (rest is not False)


@given(schema=schemas(), value=VALUES)
def test_a_violation_is_at_the_place_of_an_error_of_the_library(
    validation: ModuleType, schema: Any, value: Any
) -> None:
    """The JSON pointer is the path of one of the errors of the library, or a member below it."""
    found = violation(validation, value, schema)
    if found is not None:
        errors = jsonschema.Draft202012Validator(schema).iter_errors(value)
        paths = {"".join(f"/{_escape(part)}" for part in error.absolute_path) for error in errors}
        assert {found.pointer, found.pointer.rpartition("/")[0]} & paths


def _escape(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": "^a$"}, "a\n"),
        ({"type": "number"}, float("nan")),
        ({"type": "number"}, float("inf")),
        ({"type": "object"}, {1: 2}),
    ],
    ids=["line break", "nan", "infinity", "integer as a name"],
)
def test_the_validator_is_stricter_than_the_library(
    validation: ModuleType, schema: Any, value: Any
) -> None:
    """`$` matches the very end only (ECMA-262); JSON has no NaN, and names are strings."""
    assert jsonschema.Draft202012Validator(schema).is_valid(value)
    assert violation(validation, value, schema) is not None


@pytest.mark.parametrize(
    ("value", "factor", "is_multiple"),
    [(0.3, 0.1, True), (0.35, 0.1, False), (10**40, 0.01, True), (10**4000, 3, False),
     (1e308, 0.5, True), (5e-324, 1, False), (19.99, 0.01, True)],
    ids=lambda value: repr(value)[:9],
)  # fmt: skip
def test_a_multiple_is_calculated_with_decimal_numbers(
    validation: ModuleType, value: Any, factor: Any, is_multiple: bool
) -> None:
    """Binary rounding does not change whether a number is a multiple as written."""
    assert (violation(validation, value, {"multipleOf": factor}) is None) is is_multiple


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_accepts_valid_texts_only(validation: ModuleType, name: str) -> None:
    """A format applies to texts only, and an unknown format accepts every text."""
    schema = {"format": name}
    valid, invalid = FORMATS[name]
    assert [text for text in valid if violation(validation, text, schema) is not None] == []
    assert [text for text in invalid if violation(validation, text, schema) is None] == []
    assert violation(validation, 1, schema) is None


def test_a_value_that_is_nested_too_deep_is_refused(
    validation: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value of a recursive schema may be deeper than the recursion limit of Python."""
    tree = {"Tree": {"properties": {"a": {"$ref": "Tree"}}}}
    monkeypatch.setattr(validation, "SCHEMAS", tree)
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    with pytest.raises(ValueError, match=r"^Tree: .*nested too deep$"):
        validation.validate("Tree", deep, {"$ref": "Tree"})
