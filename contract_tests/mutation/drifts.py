"""
Drifts: a contract that has changed in one place, and whether that breaks a client's promise.

A drift breaks it where the server may now say something that the old contract does not have, or no
longer takes something that the old one allows. Which ones do is written down here, drift by drift,
from that sentence; the harness is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.harness.spec.parser import METHODS
from contract_tests.mutation.drift_answers import Edit, drifted_answers
from contract_tests.mutation.drift_nodes import replaced
from contract_tests.mutation.drift_places import (
    LATER,
    drifted_keys,
    drifted_places,
    drifted_schemes,
    drifted_servers,
)
from contract_tests.mutation.drift_requests import drifted_requests


@dataclass(frozen=True)
class Drift:
    """
    One drift.

    Args:
        name: unique, and the same on each run.
        fault: its class: member, status, content type, response header, security, parameter, path,
            method or body.
        breaks: whether it breaks the client's promise.
        reason: why a client may ignore it; empty where it breaks.
        document: the contract that has changed.
    """

    name: str
    fault: str
    breaks: bool
    reason: str
    document: dict[str, Any]


def drifts(document: Mapping[str, Any]) -> Iterator[Drift]:
    """Each drift of the OpenAPI *document*, one place at a time; equal bodies of answers once."""
    flat = flattened(document)
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
        answers = drifted_answers(operation, place, version, seen)
        requests = drifted_requests(operation, place, version)
        for edit in (*answers, *requests, *drifted_keys(operation, place)):
            yield _drift(flat, edit, label)
    for path in flat["paths"]:
        yield from (_drift(flat, edit) for edit in drifted_places(flat, path))
    yield from (_drift(flat, edit) for edit in drifted_servers(flat))
    asked = [operation.get("security") or () for _, _, operation in operations]
    used = {name for each in asked for some in each for name in some}
    schemes = flat["components"]["securitySchemes"]
    schemes = {name: scheme for name, scheme in schemes.items() if name in used}
    yield from (_drift(flat, edit) for edit in drifted_schemes(schemes, asked))


def _drift(flat: dict[str, Any], edit: Edit, label: str = "") -> Drift:
    document = replaced(flat, edit.place, edit.value)
    return Drift(label + edit.name, edit.fault, not edit.reason, edit.reason, document)


def flattened(document: Mapping[str, Any]) -> dict[str, Any]:
    """
    The same contract with each thing in the place where it is used: no references but from a
    schema to itself; the parameters of a path and the keys of all in each operation.
    """
    flat: dict[str, Any] = _inlined(document, document, ())
    components = {**document.get("components", {})}
    schemes = flat.get("components", {}).get("securitySchemes", {})
    flat["components"] = {**components, "securitySchemes": {**schemes, "Later": LATER}}
    for item in flat["paths"].values():
        shared_clients = item.pop("parameters", [])
        for method in METHODS:
            if operation := item.get(method):
                own = [*shared_clients, *operation.get("parameters", [])]
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
