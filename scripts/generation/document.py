"""The parts of an OpenAPI document: operations, references, and the objects in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# Keywords whose value is data, not a part of the document.
DATA = {"example", "examples", "default", "enum", "const"}
# Keywords whose value has free names, which may be those of keywords.
NAMES = {
    "$defs", "content", "headers", "parameters", "pathItems", "patternProperties", "properties",
    "requestBodies", "responses", "schemas", "securitySchemes",
}  # fmt: skip


def resolve(document: Mapping[str, Any], reference: str) -> Any:
    """
    Return the node that the local *reference* (`#/a/b`) points to.

    Raises:
        LookupError: it is not local, or its target does not exist.
    """
    if not reference.startswith("#/"):
        raise LookupError(reference)
    node: Any = document
    for part in reference[2:].split("/"):
        part = unescape(part)
        if isinstance(node, list) and part.isdecimal():
            node = node[int(part)]
        elif isinstance(node, dict):
            node = node[part]
        else:
            raise LookupError(reference)
    return node


def deref(document: Mapping[str, Any], node: Any) -> Any:
    """
    Return *node*, or the node that its chain of `$ref`s ends at.

    Raises:
        LookupError: the chain leads nowhere.
    """
    seen = set()
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        if node["$ref"] in seen:
            raise LookupError(node["$ref"])
        seen.add(node["$ref"])
        node = resolve(document, node["$ref"])
    return node


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (path, method, operation) for every operation, in the order of the document."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                yield path, method, item[method]


def references(node: Any, pointer: str = "#", *, names: bool = False) -> Iterator[tuple[str, str]]:
    """Yield (JSON pointer, `$ref`) for every reference. Examples and extensions are data."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and not names:
            yield pointer, reference
        for key, value in node.items():
            if names or (key not in DATA and not key.startswith("x-")):
                below = f"{pointer}/{escape(key)}"
                yield from references(value, below, names=key in NAMES and not names)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from references(value, f"{pointer}/{index}")


def escape(part: str) -> str:
    """Return *part* as a part of a JSON pointer."""
    return re.sub("/", "~1", part.replace("~", "~0"))


def reference_to(name: str) -> str:
    """Return the `$ref` to the schema component called *name*."""
    return "#/components/schemas/" + escape(name).replace("%", "%25")


def unescape(part: str) -> str:
    """Return *part* of the JSON pointer in a `$ref`, which is a part of a URI, as it is."""
    return unquote(part).replace("~1", "/").replace("~0", "~")
