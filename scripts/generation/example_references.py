"""
References in examples and defaults, which are data there.

OpenAPI gives them no meaning, but Prism and schemathesis follow them: they open files, download
URLs, and end with an error where a reference leads to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generation.document import NAMES, escape, resolve
from generation.limitations import Limitations

_EXAMPLES = ("default", "example", "examples")


def drop_lost_examples(document: dict[str, Any], limitations: Limitations) -> None:
    """Delete the examples in *document* whose references lead out of it, or to nothing."""
    while lost := list(_lost_examples(document, document, "#")):
        for holder, key, pointer in lost:
            reason = "an example has a `$ref` that does not lead to a part of the contract"
            limitations.add("repaired", pointer, reason, "write the value instead")
            del holder[key]


def _lost_examples(
    document: Mapping[str, Any], node: Any, pointer: str, *, names: bool = False
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield (object, key, JSON pointer) of each example with a lost reference below *node*."""
    if isinstance(node, list):
        for index, value in enumerate(node):
            yield from _lost_examples(document, value, f"{pointer}/{index}")
    for key, value in node.items() if isinstance(node, dict) else ():
        below = f"{pointer}/{escape(key)}"
        if names or key not in _EXAMPLES:
            if not key.startswith("x-"):
                yield from _lost_examples(document, value, below, names=key in NAMES and not names)
        elif key == "examples" and isinstance(value, dict):  # by name
            for name, example in value.items():
                if _is_lost(document, example):
                    yield value, name, f"{below}/{escape(name)}"
        elif _is_lost(document, value):
            yield node, key, below


def _is_lost(document: Mapping[str, Any], node: Any) -> bool:
    """Return whether a `$ref` in *node* does not lead to a part of *document*."""
    if isinstance(node, list):
        return any(_is_lost(document, item) for item in node)
    if not isinstance(node, dict):
        return False
    reference = node.get("$ref")
    if isinstance(reference, str):
        try:
            resolve(document, reference)
        except LookupError:
            return True
    return any(_is_lost(document, value) for value in node.values())
