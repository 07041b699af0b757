"""Paths into JSON values, and JSON Pointer."""

from __future__ import annotations

import pytest

from contract_tests.harness.spec.json_paths import (
    JsonPath,
    paths,
    reference_path,
    removed_at,
    replaced_at,
    value_at,
)

VALUE = {"a": [1, {"b": None}], "c": "d"}


def test_paths_lead_to_every_value_containers_first() -> None:
    """Each path leads to the value beside it."""
    found = list(paths(VALUE))
    assert [path for path, _ in found] == [(), ("a",), ("a", 0), ("a", 1), ("a", 1, "b"), ("c",)]
    assert all(value_at(VALUE, path) == value for path, value in found)


@pytest.mark.parametrize(
    ("path", "replaced", "removed"),
    [
        (("c",), {"a": [1, {"b": None}], "c": 9}, {"a": [1, {"b": None}]}),
        (("a", 0), {"a": [9, {"b": None}], "c": "d"}, {"a": [{"b": None}], "c": "d"}),
        (("a", 1, "b"), {"a": [1, {"b": 9}], "c": "d"}, {"a": [1, {}], "c": "d"}),
    ],
)
def test_a_copy_differs_in_one_place(path: JsonPath, replaced: object, removed: object) -> None:
    """The original stays unchanged."""
    original = repr(VALUE)
    assert replaced_at(VALUE, path, 9) == replaced
    assert removed_at(VALUE, path) == removed
    assert repr(VALUE) == original


def test_a_replacement_may_be_the_whole_value_or_a_new_member() -> None:
    """The empty path is the value itself."""
    assert replaced_at(VALUE, (), 9) == 9
    assert replaced_at({"a": {}}, ("a", "b"), 9) == {"a": {"b": 9}}


def test_a_reference_is_unescaped() -> None:
    """RFC 6901, 3: ``~1`` is a slash, ``~0`` a tilde, ``~01`` therefore ``~1``."""
    assert reference_path("#/paths/~1a~1b/~01") == ("paths", "/a/b", "~1")
    assert reference_path("#/paths/~1%7Bid%7D/get") == ("paths", "/{id}", "get")


def test_a_reference_may_lead_to_an_item() -> None:
    """An index of a reference is a text; a member with the name of a number is none."""
    assert value_at(VALUE, reference_path("#/a/1/b")) is None
    assert value_at({"0": "zero"}, reference_path("#/0")) == "zero"
    for reference in ("#/a/2", "#/a/x", "#/a/-1"):
        with pytest.raises((LookupError, TypeError)):
            value_at(VALUE, reference_path(reference))
