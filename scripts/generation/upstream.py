"""A contract in the words that upstream's generator knows. What it means stays the same."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from generation.contract import operations
from generation.schemas import deref


def for_upstream(document: dict[str, Any]) -> dict[str, Any]:
    """
    Return *document* as upstream is to see it.

    It leaves out without a word a parameter that is described by its `content`; shown the schema
    alone, it makes the argument. How that is written, the templates ask of the document itself.
    """
    shown = copy.deepcopy(document)
    parameters: list[Any] = list(shown.get("components", {}).get("parameters", {}).values())
    for item in shown.get("paths", {}).values():
        parameters += item.get("parameters", []) if isinstance(item, Mapping) else []
    for _, _, operation in operations(shown):
        parameters += operation.get("parameters", [])
    for parameter in parameters:
        found = deref(shown, parameter)
        content = found.pop("content", {})
        if content:
            found["schema"] = next(iter(content.values())).get("schema", {})
    return shown
