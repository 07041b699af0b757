"""
Several changes of one value at once.

A large body has so many places that one body for each boundary value of each place would take
minutes. Changes in different places of a valid body stay valid together, so that few bodies have
them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from contract_tests.harness.spec import ABSENT
from contract_tests.harness.spec.json_paths import JsonPath, removed_at, replaced_at

# A place, and its new value; `ABSENT` for a member that is removed.
Change = tuple[JsonPath, Any]


def merged_changes(
    base: Any, values: Iterable[Any], allows: Callable[[Any], bool]
) -> Iterator[Any]:
    """
    Yield values that together have each change of *values*, which differ from *base* in one place.

    A value that *allows* refuses, because its changes depend on each other, is replaced by one
    value for each of its changes.
    """
    groups: list[list[Change]] = []
    for value in values:
        path, new = change_of(base, value)
        free = (each for each in groups if all(_are_apart(path, other) for other, _ in each))
        if (group := next(free, None)) is None:
            groups.append(group := [])
        group.append((path, new))
    for group in groups:
        merged = base
        for change in group:
            merged = _changed(merged, change)
        yield from [merged] if allows(merged) else [_changed(base, change) for change in group]


def change_of(base: Any, value: Any) -> Change:
    """Return the innermost place that contains all differences of *value* from *base*."""
    if isinstance(base, dict) and isinstance(value, dict):
        names = {*base, *value}
        differing = [n for n in names if not _same(base.get(n, ABSENT), value.get(n, ABSENT))]
        if len(differing) == 1:
            name = differing[0]
            if name not in base or name not in value:
                return (name,), value.get(name, ABSENT)
            path, new = change_of(base[name], value[name])
            return (name, *path), new
    if isinstance(base, list) and isinstance(value, list) and len(base) == len(value):
        places = [n for n, pair in enumerate(zip(base, value, strict=True)) if not _same(*pair)]
        if len(places) == 1:
            path, new = change_of(base[places[0]], value[places[0]])
            return (places[0], *path), new
    return (), value


def _same(one: Any, other: Any) -> bool:
    """Whether the values are equal in Python and of one type, other than `1` and `True`."""
    return one is other or (type(one) is type(other) and repr(one) == repr(other))


def _are_apart(one: JsonPath, other: JsonPath) -> bool:
    """Whether neither of the places contains the other."""
    length = min(len(one), len(other))
    return one[:length] != other[:length]


def _changed(value: Any, change: Change) -> Any:
    path, new = change
    return removed_at(value, path) if new is ABSENT else replaced_at(value, path, new)
