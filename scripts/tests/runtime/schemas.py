"""Strategies for JSON schemas and values, to compare a validator with the `jsonschema` library."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from hypothesis import strategies as st

# Halves are exact in binary, so both validators compute with the same numbers.
NUMBERS = st.integers(-6, 6) | st.integers(-12, 12).map(lambda number: number / 2)
NAMES = st.sampled_from(["a", "b", "ab", "a/b", "~", ""])
SCALARS = st.none() | st.booleans() | NUMBERS | NAMES
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
# `jsonschema` ignores an empty pattern beside `additionalProperties`, so there is none here.
PATTERNS = st.sampled_from(["a", "^a", "b$", "^(a|b)$", "[$]", r"\$", "(?:)"])
LENGTHS = st.integers(0, 3)
BOUNDS = st.integers(-3, 3) | st.sampled_from([-0.5, 0.5, 1.5])

# Format -> valid texts and invalid texts. An unknown format has no invalid text.
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


def keywords(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Return a strategy for the argument of each keyword; *inner* generates its subschemas."""
    type_ = st.sampled_from(TYPES)
    some = st.lists(inner, min_size=1, max_size=3)
    names = st.lists(NAMES, max_size=2, unique=True)
    return {
        "type": type_ | st.lists(type_, min_size=1, max_size=3, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "required": names,
        "dependentRequired": st.dictionaries(NAMES, names, max_size=2),
        "dependentSchemas": st.dictionaries(NAMES, inner, max_size=2),
        "properties": st.dictionaries(NAMES, inner, max_size=2),
        "patternProperties": st.dictionaries(PATTERNS, inner, max_size=2),
        "additionalProperties": inner,
        "unevaluatedProperties": inner,
        "propertyNames": inner,
        "prefixItems": some,
        "items": inner,
        "contains": inner,
        "minContains": LENGTHS,
        "maxContains": LENGTHS,
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
        "if": inner,
        "then": inner,
        "else": inner,
    }


# Keyword -> keywords of the same schema that change its meaning.
COMPANIONS = {
    "if": ("then", "else"),
    "contains": ("minContains", "maxContains"),
    "prefixItems": ("items",),
    "unevaluatedProperties": ("allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"),
}


KEYWORDS = frozenset(keywords(st.nothing()))


def arguments(depth: int) -> dict[str, st.SearchStrategy[Any]]:
    """Return a strategy for the argument of each keyword, with subschemas nested *depth* times."""
    return keywords(schemas(depth))


def schemas(depth: int = 2) -> st.SearchStrategy[Any]:
    """Return a strategy for schemas of a few keywords, with subschemas nested *depth* times."""
    if depth == 0:
        return st.booleans() | st.fixed_dictionaries({"type": st.sampled_from(TYPES)})
    pool = arguments(depth - 1)
    chosen = st.lists(st.sampled_from(sorted(pool)), max_size=3, unique=True)
    return st.booleans() | chosen.flatmap(lambda names: schemas_with(pool, names))


def schemas_with(
    pool: Mapping[str, st.SearchStrategy[Any]], names: Collection[str]
) -> st.SearchStrategy[Any]:
    """Return a strategy for schemas with the keywords *names* and some of their companions."""
    others = {other for name in names for other in COMPANIONS.get(name, ()) if other in pool}
    return st.fixed_dictionaries(
        {name: pool[name] for name in names},
        optional={name: pool[name] for name in sorted(others.difference(names))},
    )
