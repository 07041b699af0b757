"""
Finds what the generator left out of a contract without saying so.

The laws verify the contract that the generator supports, so a part that it lost would not be
missed. This module reads the file of the contract with the parser of the harness.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from contract_tests.harness.spec.json_paths import pointer
from contract_tests.harness.spec.parser import METHODS


def missing_parts(
    original: Mapping[str, Any], supported: Mapping[str, Any], pointers: Collection[str]
) -> Iterator[str]:
    """
    Yield the JSON pointer of each operation, body and response that is missing without a reason.

    Args:
        original: the document of the contract.
        supported: the document that the client was made of.
        pointers: the JSON pointers of the limitations of the client.
    """
    built = dict(_operations(supported))
    for place, operation in _operations(original):
        if _has_reason(place, pointers):
            continue
        if (found := built.get(place)) is None:
            yield place
            continue
        responses = operation.get("responses")
        statuses = responses if isinstance(responses, dict) else {}
        parts = [name for name in ("requestBody",) if name in operation and name not in found]
        parts += [
            f"responses/{status}"
            for status in statuses
            if not status.startswith("x-") and status not in found["responses"]
        ]
        yield from (
            f"{place}/{part}" for part in parts if not _has_reason(f"{place}/{part}", pointers)
        )


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                yield f"#{pointer(('paths', path, method))}", item[method]


def _has_reason(place: str, pointers: Collection[str]) -> bool:
    """Whether a limitation names *place*, or a part that contains it."""
    return any(f"{place}/".startswith(f"{each}/") for each in pointers)
