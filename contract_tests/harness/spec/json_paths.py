"""Paths into JSON values, and copies of a value that differ in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

# The member names and list indices that lead from a value to a place in it; () is the value itself.
JsonPath = tuple[str | int, ...]


def paths(value: Any, path: JsonPath = ()) -> Iterator[tuple[JsonPath, Any]]:
    """Yield (path, value) for *value* and each value in it; a container before its content."""
    yield path, value
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from paths(member, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths(item, (*path, index))


def value_at(value: Any, path: JsonPath) -> Any:
    """
    Return what stands at *path* in *value*. The index of an item may be a text.

    Raises:
        LookupError, TypeError: there is no such place.
    """
    for step in path:
        is_index = isinstance(value, list) and isinstance(step, str) and step.isdecimal()
        value = value[int(step) if is_index else step]
    return value


def replaced_at(value: Any, path: JsonPath, new: Any) -> Any:
    """Return a copy of *value* with *new* at *path*. The last step may be a new member's name."""
    if not path:
        return new
    copy = _copy(value)
    copy[path[0]] = replaced_at(value[path[0]], path[1:], new) if path[1:] else new
    return copy


def removed_at(value: Any, path: JsonPath) -> Any:
    """Return a copy of *value* without the member or item at *path*, which must not be empty."""
    *parent, last = path
    copy = _copy(value_at(value, tuple(parent)))
    del copy[last]
    return replaced_at(value, tuple(parent), copy)


def pointer(path: JsonPath) -> str:
    """Return *path* as a JSON pointer: https://www.rfc-editor.org/rfc/rfc6901#section-5."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def reference_path(reference: str) -> JsonPath:
    """
    Return the path that a local `$ref` such as ``#/components/schemas/a~1b`` names in its document.

    Escapes are those of a JSON pointer in a URI: https://www.rfc-editor.org/rfc/rfc6901#section-6
    """
    steps = map(unquote, reference.removeprefix("#/").split("/"))
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def _copy(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value)
