"""Parameters are encoded as the table of styles in the OpenAPI specification shows."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from openapi.runtime._base_errors import InvalidArgumentError
from openapi.runtime._parameters import (
    Parameter,
    cookie_pair,
    header,
    header_value,
    path_segment,
    query_pairs,
)

ARRAY = ["blue", "black"]
OBJECT = {"R": 100, "G": 200}


def parameter(
    location: Literal["path", "query", "header", "cookie"], style: str, *, explode: bool = False
) -> Parameter:
    """Return a parameter that is called `color`, as in the specification."""
    return Parameter(location, "color", style=style, explode=explode)


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("scalar", False, "blue", "blue"),
        ("simple", False, ARRAY, "blue,black"),
        ("simple", True, ARRAY, "blue,black"),
        ("simple", False, OBJECT, "R,100,G,200"),
        ("simple", True, OBJECT, "R=100,G=200"),
        ("label", False, "blue", ".blue"),
        ("label", False, ARRAY, ".blue,black"),
        ("label", True, ARRAY, ".blue.black"),
        ("label", True, OBJECT, ".R=100.G=200"),
        ("matrix", False, "blue", ";color=blue"),
        ("matrix", False, ARRAY, ";color=blue,black"),
        ("matrix", True, ARRAY, ";color=blue;color=black"),
        ("matrix", False, OBJECT, ";color=R,100,G,200"),
        ("matrix", True, OBJECT, ";R=100;G=200"),
        ("json", False, {"a": [1]}, "%7B%22a%22%3A%5B1%5D%7D"),
    ],
)
def test_a_path_segment_follows_its_style(
    style: str, explode: bool, value: Any, expected: str
) -> None:
    """The styles of a path are simple, label and matrix."""
    assert path_segment(parameter("path", style, explode=explode), value) == expected


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("scalar", False, True, ["color=true"]),
        ("form", True, ARRAY, ["color=blue", "color=black"]),
        ("form", False, ARRAY, ["color=blue,black"]),
        ("form", True, OBJECT, ["R=100", "G=200"]),
        ("form", False, OBJECT, ["color=R,100,G,200"]),
        ("form", True, [], []),
        ("form", False, [], []),
        ("spaceDelimited", False, ARRAY, ["color=blue%20black"]),
        ("pipeDelimited", False, ARRAY, ["color=blue%7Cblack"]),
        ("pipeDelimited", True, ARRAY, ["color=blue", "color=black"]),
        ("deepObject", True, OBJECT, ["color%5BR%5D=100", "color%5BG%5D=200"]),
        ("json", False, [1], ["color=%5B1%5D"]),
    ],
)
def test_a_query_follows_its_style(
    style: str, explode: bool, value: Any, expected: list[str]
) -> None:
    """The styles of a query are form, spaceDelimited, pipeDelimited and deepObject."""
    assert list(query_pairs(parameter("query", style, explode=explode), value)) == expected


def test_a_header_and_a_cookie_are_not_split() -> None:
    """A header is not percent-encoded, and a cookie is encoded as a whole."""
    assert header(parameter("header", "simple"), ARRAY) == "blue,black"
    assert cookie_pair(parameter("cookie", "form"), ARRAY) == "color=blue%2Cblack"


@pytest.mark.parametrize("value", ["", ".", "..", "%2e%2E", "a/../b", "..\\a", "%252e%252e"])
def test_a_dot_segment_is_refused(value: str) -> None:
    """A dot segment would name another resource, even if it is encoded."""
    with pytest.raises(InvalidArgumentError, match=r"^color: must not be empty or contain a dot"):
        path_segment(parameter("path", "scalar"), value)


@pytest.mark.parametrize("value", [None, 1, "a\n", " a", "a\t", "\x00", "\xe9"])
def test_an_invalid_header_value_is_refused(value: Any) -> None:
    """The message names the header and does not contain the value."""
    with pytest.raises(InvalidArgumentError, match=r"^X: [a-z ]+"):
        header_value("X", value)


def test_a_nested_value_is_refused() -> None:
    """No style of OpenAPI encodes an array in an array."""
    with pytest.raises(InvalidArgumentError, match="must not be nested"):
        list(query_pairs(parameter("query", "form"), [["a"]]))
