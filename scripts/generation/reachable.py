"""The schemas that requests and responses contain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from generation.document import deref, operations, resolve
from generation.schemas import subschemas


def schemas_in_requests(document: Mapping[str, Any]) -> set[int]:
    """Return the ids of all schemas that the bodies of requests contain."""
    bodies = [operation.get("requestBody", {}) for _, _, operation in operations(document)]
    return _reachable(document, (deref(document, body) for body in bodies))


def schemas_in_responses(document: Mapping[str, Any]) -> set[int]:
    """Return the ids of all schemas that the bodies of responses contain."""
    responses = [
        response
        for _, _, operation in operations(document)
        for response in operation["responses"].values()
    ]
    return _reachable(document, (deref(document, response) for response in responses))


def _reachable(document: Mapping[str, Any], holders: Iterable[Mapping[str, Any]]) -> set[int]:
    left = [
        body["schema"]
        for holder in holders
        for body in holder.get("content", {}).values()
        if "schema" in body
    ]
    found: set[int] = set()
    while left:
        for part in subschemas(left.pop()):
            if id(part) not in found:
                found.add(id(part))
                if "$ref" in part:
                    left.append(resolve(document, part["$ref"]))
    return found
