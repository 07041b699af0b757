"""
Finds what the generator left out of a contract without saying so.

The laws verify the contract that the generator supports, so a part that it lost would not be
missed. This module reads the file of the contract with the parser of the harness.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

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
    for place, operation in _operations(original):
        reasons = [each for each in pointers if f"{place}/".startswith(f"{each}/")]
        if reasons:
            continue
        found = dict(_operations(supported)).get(place)
        if found is None:
            yield place
            continue
        if "requestBody" in operation and "requestBody" not in found:
            yield from _unless_named(f"{place}/requestBody", pointers)
        responses = operation.get("responses")
        for status in responses if isinstance(responses, dict) else ():
            if not status.startswith("x-") and status not in found["responses"]:
                yield from _unless_named(f"{place}/responses/{status}", pointers)


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                escaped = path.replace("~", "~0").replace("/", "~1")
                yield f"#/paths/{escaped}/{method}", item[method]


def _unless_named(place: str, pointers: Collection[str]) -> Iterator[str]:
    if not any(f"{place}/".startswith(f"{each}/") for each in pointers):
        yield place
