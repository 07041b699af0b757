"""The validation of the runtime agrees with the library `jsonschema` on every keyword."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.client.fake_api import named
from contract_tests.client.schemas import (
    FORMATS,
    NAMES,
    SCALARS,
    VALUES,
    Dialect,
    of_keywords,
)

EVERY = Dialect()
# The parts of a schema that may see to a member.
PARTS = ("properties", "patternProperties", "additionalProperties", "if", "dependentSchemas")
COMPOSED = ("allOf", "anyOf", "oneOf")


@pytest.fixture(scope="session")
def reader(every: ModuleType) -> ModuleType:
    """Return the validation module of a client whose contract uses every keyword."""
    found: ModuleType = every._validation
    return found


def agreed(reader: ModuleType, schema: Any, value: Any) -> bool:
    """Return whether both judge the validity of *value* alike."""
    expected = jsonschema.Draft202012Validator(schema).is_valid(value)
    return (reader.first_violation(value, schema) is None) is expected


def test_every_keyword_is_compared(reader: ModuleType) -> None:
    """`$ref` has its own meaning here, and the library does not assert `format`."""
    assert EVERY.keywords == set(reader._KEYWORDS) - {"$ref", "format"}


@given(schema=EVERY.schemas(), value=VALUES)
def test_both_agree(reader: ModuleType, schema: Any, value: Any) -> None:
    """The schemas combine all keywords."""
    assert agreed(reader, schema, value)


@given(keyword=st.sampled_from(sorted(EVERY.keywords)), data=st.data())
def test_both_agree_on_each_keyword(reader: ModuleType, keyword: str, data: st.DataObject) -> None:
    """Each schema has one keyword, and the values are of every type."""
    schema = data.draw(of_keywords(EVERY.arguments(1), [keyword]))
    assert agreed(reader, schema, data.draw(VALUES))


@given(data=st.data(), value=st.dictionaries(NAMES, SCALARS, max_size=3))
def test_both_agree_on_what_a_part_has_evaluated(
    reader: ModuleType, data: st.DataObject, value: Any
) -> None:
    """Nested parts evaluate members of the whole."""
    pool = EVERY.arguments(1)
    part = st.lists(st.sampled_from([*PARTS, *COMPOSED]), max_size=2, unique=True).flatmap(
        lambda names: of_keywords(pool, names)
    )
    schema = data.draw(part) | {
        data.draw(st.sampled_from(COMPOSED)): data.draw(st.lists(part, min_size=1, max_size=2)),
        "unevaluatedProperties": False,
    }
    assert agreed(reader, schema, value)


@pytest.mark.parametrize("rest", [True, {"type": "integer"}, False])
def test_a_part_may_have_evaluated_the_rest_itself(reader: ModuleType, rest: Any) -> None:
    """Then no member is unevaluated for the whole."""
    schema = {"allOf": [{"unevaluatedProperties": rest}], "unevaluatedProperties": False}
    assert agreed(reader, schema, {"a": 1})
    assert (reader.first_violation({"a": 1}, schema) is None) is (rest is not False)


@given(schema=EVERY.schemas(), value=VALUES)
def test_the_fault_is_where_the_library_sees_one(
    reader: ModuleType, schema: Any, value: Any
) -> None:
    """The pointer is the path of an error of the library, or one member below it."""
    fault = reader.first_violation(value, schema)
    if fault is not None:
        errors = jsonschema.Draft202012Validator(schema).iter_errors(value)
        paths = {"".join(f"/{_escape(part)}" for part in error.absolute_path) for error in errors}
        assert any(
            fault.pointer == path or fault.pointer.rpartition("/")[0] == path for path in paths
        )


def _escape(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": "^a$"}, "a\n"),
        ({"type": "number"}, float("nan")),
        ({"type": "number"}, float("inf")),
    ],
    ids=named,
)
def test_it_is_stricter_on_purpose(reader: ModuleType, schema: Any, value: Any) -> None:
    """In JSON Schema `$` does not match before a line break, and JSON has no NaN."""
    assert jsonschema.Draft202012Validator(schema).is_valid(value)
    assert reader.first_violation(value, schema) is not None


@pytest.mark.parametrize(
    ("value", "factor", "fits"),
    [(0.3, 0.1, True), (0.35, 0.1, False), (10**40, 0.01, True), (10**4000, 3, False),
     (1e308, 0.5, True), (5e-324, 1, False), (19.99, 0.01, True)],
    ids=named,
)  # fmt: skip
def test_a_multiple_is_one_of_the_numbers_as_written(
    reader: ModuleType, value: Any, factor: Any, fits: bool
) -> None:
    """Binary floats near the decimal numbers do not matter."""
    assert (reader.first_violation(value, {"multipleOf": factor}) is None) is fits


@pytest.mark.parametrize("name", FORMATS)
def test_formats_are_asserted(reader: ModuleType, name: str) -> None:
    """Only strings are checked, and only for four formats."""
    right, wrong = FORMATS[name]
    assert [
        text for text in right if reader.first_violation(text, {"format": name}) is not None
    ] == []
    assert [text for text in wrong if reader.first_violation(text, {"format": name}) is None] == []
    assert reader.first_violation(1, {"format": name}) is None
