"""Changes of a large body are merged, and none is lost."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.harness.cases.boundary_values import MAX_VALUES, boundary_values
from contract_tests.harness.cases.examples import ANY_TYPE
from contract_tests.harness.cases.member_combinations import member_combinations
from contract_tests.harness.cases.merged_changes import change_of, merged_changes
from contract_tests.harness.spec import ABSENT
from contract_tests.harness.spec.json_paths import paths, value_at
from contract_tests.harness.tests.sample_spec import missed_classes, things

BASE = {"a": 1, "b": {"c": [1, "x"], "d": None}}
MEMBER = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}
LARGE = {
    "type": "object",
    "required": ["m0"],
    "properties": {f"m{n}": {"type": "array", "items": MEMBER} for n in range(20)},
}


def allow(value: Any) -> bool:
    return True


@pytest.mark.parametrize(
    ("value", "path", "new"),
    [
        ({**BASE, "a": True}, ("a",), True),
        ({"b": BASE["b"]}, ("a",), ABSENT),
        ({**BASE, "new": 3}, ("new",), 3),
        ({**BASE, "b": {"c": [1, "y"], "d": None}}, ("b", "c", 1), "y"),
        ({**BASE, "b": {"c": [1], "d": None}}, ("b", "c"), [1]),
        ({"a": 2, "b": {"c": [2, "x"], "d": None}}, (), None),
        ([], (), []),
    ],
)
def test_a_change_is_the_innermost_place_of_all_differences(
    value: Any, path: tuple[str | int, ...], new: Any
) -> None:
    """Values of different types differ, also `1` and `True`."""
    assert change_of(BASE, value) == (path, value if new is None else new)


def test_changes_of_different_places_are_merged() -> None:
    """Changes of one place, or of a place and a part of it, stay apart."""
    values = [{**BASE, "a": 2}, {**BASE, "a": 3}, {**BASE, "b": {}}, {"a": 1}]
    assert [*merged_changes(BASE, values, allow)] == [{"a": 2, "b": {}}, {"a": 3}]


def test_changes_that_are_invalid_together_stay_apart() -> None:
    """Each of them is yielded alone."""
    values = [{**BASE, "a": 2}, {**BASE, "b": {}}]
    found = [*merged_changes(BASE, values, lambda value: value["a"] == 1 or value["b"] != {})]
    assert found == values


def test_the_boundary_values_of_a_large_body_are_few_and_reach_every_value_class() -> None:
    """There are more than ten boundary values for each of 60 places, in fewer than 60 bodies."""
    values = [*boundary_values(things(), LARGE)]
    assert len(values) < 60 < MAX_VALUES
    assert all(things().validator(LARGE).is_valid(value) for value in values)
    assert missed_classes(LARGE, values) == set()


def test_each_place_of_a_large_body_is_null_of_another_type_and_removed() -> None:
    """The remaining types take turns, and none is left out."""
    complete, *changes = member_combinations(things(), LARGE, bound=10).single_changes
    places = [path for path, _ in paths(complete)]
    by_place: dict[Any, list[Any]] = {path: [] for path in places}
    for value in changes:
        path, new = change_of(complete, value)
        by_place.setdefault(path, []).append(new)
    for path in places:
        assert None in by_place[path]
        kinds = {type(new) for new in by_place[path] if new is not None}
        assert kinds - {type(value_at(complete, path))}
    used = [new for news in by_place.values() for new in news]
    assert all(value in used for value in ANY_TYPE)
    assert len(changes) < 6 * len(places)
