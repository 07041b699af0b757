"""
Drifts: contracts that differ from another one in one place, and whether that breaks the client.

A drift breaks a promise of the client where the server may then send something that the old
contract does not allow, or may refuse something that the old contract allows. This package states
for each drift whether it does, independently of the harness.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.harness.spec.parser import METHODS
from contract_tests.mutation.drift.endpoints import (
    LATER_SCHEME,
    credential_edits,
    path_edits,
    scheme_edits,
    server_edits,
)
from contract_tests.mutation.drift.json_paths import replaced
from contract_tests.mutation.drift.requests import request_edits
from contract_tests.mutation.drift.responses import Edit, response_edits


@dataclass(frozen=True)
class Drift:
    """
    A contract that has changed in one place.

    Args:
        name: unique, and the same on each run.
        category: member, status, content type, response header, security, parameter, path,
            method or body.
        reason: why a client may ignore the drift; empty where the drift breaks its promise.
        document: the changed contract.
    """

    name: str
    category: str
    reason: str
    document: dict[str, Any]

    @property
    def breaks(self) -> bool:
        """Whether the drift breaks a promise of the client."""
        return not self.reason


def drifts(document: Mapping[str, Any]) -> Iterator[Drift]:
    """Yield each drift of the OpenAPI *document*. Response bodies that are equal drift once."""
    flat = inlined(document)
    for edit in _edits(flat):
        drifted = replaced(flat, edit.path, edit.value)
        yield Drift(edit.name, edit.category, edit.reason, drifted)


def _edits(flat: dict[str, Any]) -> Iterator[Edit]:
    operations = [
        (path, method, item[method])
        for path, item in flat["paths"].items()
        for method in METHODS
        if method in item
    ]
    version, seen = str(flat["openapi"]), list[Any]()
    for path, method, operation in operations:
        place = ("paths", path, method)
        label = f"{method.upper()} {path}: " if len(operations) > 1 else ""
        responses = response_edits(operation, place, version, seen)
        requests = request_edits(operation, place, version)
        for edit in (*responses, *requests, *credential_edits(operation, place)):
            yield edit._replace(name=label + edit.name)
    for path in flat["paths"]:
        yield from path_edits(flat, path)
    yield from server_edits(flat)
    securities = [operation.get("security") or () for _, _, operation in operations]
    used = {name for security in securities for schemes in security for name in schemes}
    schemes = flat["components"]["securitySchemes"]
    yield from scheme_edits({name: schemes[name] for name in schemes if name in used}, securities)


def inlined(document: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the same contract with each component in the places where it is used.

    Only references from a schema to itself remain. Each operation has the parameters of its path
    item and the `security` of the document.
    """
    flat: dict[str, Any] = _inlined(document, document, ())
    components = {**document.get("components", {})}
    schemes = flat.get("components", {}).get("securitySchemes", {})
    flat["components"] = {**components, "securitySchemes": {**schemes, "Later": LATER_SCHEME}}
    for item in flat["paths"].values():
        shared = item.pop("parameters", [])
        for method in METHODS:
            if operation := item.get(method):
                own = [*shared, *operation.get("parameters", [])]
                parameters = {(each["in"], each["name"]): each for each in own}
                operation["parameters"] = list(parameters.values())
                operation.setdefault("security", document.get("security", []))
    return flat


def _inlined(node: Any, document: Mapping[str, Any], inside: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_inlined(item, document, inside) for item in node]
    if not isinstance(node, Mapping):
        return node
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return {name: _inlined(value, document, inside) for name, value in node.items()}
    if reference in inside:
        return dict(node)
    target: Any = document
    for part in reference[2:].split("/"):
        target = target[part.replace("~1", "/").replace("~0", "~")]
    return _inlined(target, document, (*inside, reference))
