"""The client's small reader of JSON Schema agrees with the `jsonschema` library."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigcommerce_carts import _validation
from bigcommerce_carts._validation import first_fault, require
from bigcommerce_carts.errors import InvalidArgument
from contract_tests.client.stage import named

# Halves are exact in binary, so both sides compute with the same numbers.
NUMBERS = st.integers(-6, 6) | st.integers(-12, 12).map(lambda number: number / 2)
NAMES = st.sampled_from(["a", "b", "ab", "a/b", "~", ""])
SCALARS = st.none() | st.booleans() | NUMBERS | NAMES
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
TYPES = st.sampled_from(["array", "boolean", "integer", "null", "number", "object", "string"])
# The library takes an empty pattern beside `additionalProperties` for none.
PATTERNS = st.sampled_from(["a", "^a", "b$", "^(a|b)$", "[$]", r"\$", "(?:)"])
LENGTHS = st.integers(0, 3)
BOUNDS = st.integers(-3, 3) | st.sampled_from([-0.5, 0.5, 1.5])


def keywords(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """A strategy for the argument of each keyword."""
    some = st.lists(inner, min_size=1, max_size=3)
    return {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "required": st.lists(NAMES, max_size=2, unique=True),
        "properties": st.dictionaries(NAMES, inner, max_size=2),
        "patternProperties": st.dictionaries(PATTERNS, inner, max_size=2),
        "additionalProperties": inner,
        "unevaluatedProperties": inner,
        "items": inner,
        "uniqueItems": st.booleans(),
        "pattern": PATTERNS,
        "multipleOf": st.sampled_from([1, 2, 0.5, 1.5]),
        "minimum": BOUNDS,
        "maximum": BOUNDS,
        "exclusiveMinimum": BOUNDS,
        "exclusiveMaximum": BOUNDS,
        "minLength": LENGTHS,
        "maxLength": LENGTHS,
        "minItems": LENGTHS,
        "maxItems": LENGTHS,
        "minProperties": LENGTHS,
        "maxProperties": LENGTHS,
        "allOf": some,
        "anyOf": some,
        "oneOf": some,
        "not": inner,
    }


def schemas(depth: int = 2) -> st.SearchStrategy[Any]:
    """Schemas of a few keywords, nested *depth* times."""
    if depth == 0:
        return st.booleans() | st.fixed_dictionaries({"type": TYPES})
    pool = keywords(schemas(depth - 1))
    chosen = st.lists(st.sampled_from(sorted(pool)), max_size=3, unique=True)
    return st.booleans() | chosen.flatmap(
        lambda names: st.fixed_dictionaries({name: pool[name] for name in names})
    )


def test_every_keyword_is_compared() -> None:
    """All but `$ref`, whose meaning is ours, and `format`, which the library does not assert."""
    assert set(keywords(st.nothing())) == set(_validation._KEYWORDS) - {"$ref", "format"}


@given(schema=schemas(), value=VALUES)
def test_both_agree(schema: Any, value: Any) -> None:
    """On whether a value is valid, for any schema of the keywords that contracts use."""
    expected = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert (first_fault(value, schema) is None) is expected


@given(keyword=st.sampled_from(sorted(keywords(st.nothing()))), data=st.data())
def test_both_agree_on_each_keyword(keyword: str, data: st.DataObject) -> None:
    """One at a time, on values of every kind."""
    schema = {keyword: data.draw(keywords(schemas(1))[keyword])}
    value = data.draw(VALUES)
    expected = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert (first_fault(value, schema) is None) is expected


PARTS = ["properties", "patternProperties", "additionalProperties", "allOf", "anyOf", "oneOf"]


@given(data=st.data(), value=st.dictionaries(NAMES, SCALARS, max_size=3))
def test_both_agree_on_what_a_part_has_evaluated(data: st.DataObject, value: Any) -> None:
    """Also on what parts of parts have."""
    pool = {name: keywords(schemas(1))[name] for name in PARTS}
    part = st.lists(st.sampled_from(PARTS), max_size=2, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: pool[name] for name in names})
    )
    schema = data.draw(part) | {
        data.draw(st.sampled_from(["allOf", "anyOf", "oneOf"])): data.draw(
            st.lists(part, min_size=1, max_size=2)
        ),
        "unevaluatedProperties": False,
    }
    expected = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert (first_fault(value, schema) is None) is expected


@pytest.mark.parametrize("rest", [True, {"type": "integer"}, False])
def test_a_part_may_have_evaluated_the_rest_itself(rest: Any) -> None:
    """Then there is none left for the whole."""
    schema = {"allOf": [{"unevaluatedProperties": rest}], "unevaluatedProperties": False}
    expected = jsonschema.Draft202012Validator(schema).is_valid({"a": 1})
    assert (first_fault({"a": 1}, schema) is None) is expected is (rest is not False)


@given(schema=schemas(), value=VALUES)
def test_the_fault_is_where_the_library_sees_one(schema: Any, value: Any) -> None:
    """The pointer of the first fault is the path of one of the library's errors, or goes on it."""
    fault = first_fault(value, schema)
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
        ({"type": "object"}, {1: 2}),
    ],
    ids=named,
)
def test_we_are_stricter_on_purpose(schema: Any, value: Any) -> None:
    """JSON Schema's `$` is the very end; JSON has no NaN, and only strings as names."""
    assert jsonschema.Draft202012Validator(schema).is_valid(value)
    assert first_fault(value, schema) is not None


@pytest.mark.parametrize(
    ("value", "factor", "fits"),
    [(0.3, 0.1, True), (0.35, 0.1, False), (10**40, 0.01, True), (10**4000, 3, False),
     (1e308, 0.5, True), (5e-324, 1, False), (19.99, 0.01, True)],
    ids=named,
)  # fmt: skip
def test_a_multiple_is_one_of_the_numbers_as_written(value: Any, factor: Any, fits: bool) -> None:
    """Not of the binary ones beside them."""
    assert (first_fault(value, {"multipleOf": factor}) is None) is fits


FORMATS: dict[str, tuple[list[str], list[str]]] = {
    "uuid": (
        ["5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11", "5B0B4B9A-6C5A-4A6E-8C5E-2F0E6A2B8A11"],
        ["", "5b0b4b9a6c5a4a6e8c5e2f0e6a2b8a11", "{5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11}",
         "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11\n", "urn:uuid:5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"],
    ),
    "uri": (
        ["https://a.test/?b=c&d=%20#e", "mailto:a@b.test", "urn:x:y", "a:"],
        ["", "a.test", "/path", "//a.test", "https://a b", "https://a/%2", "https://a/\n", "1a:b",
         "https://\xe9.test", "https://a/<b>", 'https://a/"', "https://a/\\b", "https://a/{b}"],
    ),
    "date": (
        ["2024-02-29", "0001-01-01"],
        ["", "2023-02-29", "2024-2-9", "20240229", "2024-02-29\n", "2024-02-29T00:00:00Z",
         "\u0662024-02-29", "2024-W01-1"],
    ),
    "date-time": (
        ["2024-02-29T23:59:59Z", "2024-02-29t00:00:00.123456789z", "2024-02-29T00:00:00-05:30"],
        ["", "2024-02-29", "2024-02-29 00:00:00Z", "2024-02-29T00:00:00", "2024-02-29T24:00:01Z",
         "2024-02-30T00:00:00Z", "2024-02-29T00:00:00Z\n", "2024-02-29T00:00Z"],
    ),
    "no-such-format": (["", "whatever"], []),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_formats_are_asserted(name: str) -> None:
    """Four formats; a value that is no string has none, and an unknown one says nothing."""
    right, wrong = FORMATS[name]
    for text in right:
        assert first_fault(text, {"format": name}) is None, text
    for text in wrong:
        assert first_fault(text, {"format": name}) is not None, text
    assert first_fault(1, {"format": name}) is None


def test_a_value_that_is_too_deep_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a schema that holds itself, a value may be deeper than Python can go."""
    tree = {"Tree": {"properties": {"a": {"$ref": "Tree"}}}}
    monkeypatch.setattr(_validation, "SCHEMAS", tree)
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    with pytest.raises(InvalidArgument, match=r"^Tree: is nested too deep$"):
        require("Tree", deep, {"$ref": "Tree"})
