"""
Read-only and write-only members: the schemas of requests and of responses.

A member with `readOnly` is not sent in a request; one with `writeOnly` may be absent in a response.
Components with such members get a variant for each direction, called ``NAME:request`` and
``NAME:response``, to which the bodies refer. A component cannot have such a name.
https://spec.openapis.org/oas/v3.0.3#fixed-fields-19
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

from contract_tests.harness.spec.json_paths import paths
from contract_tests.harness.spec.json_schema import DATA_KEYWORDS, rebuilt
from contract_tests.harness.spec.references import References

COMPONENTS = "#/components/schemas/"
MARKS = {"request": "readOnly", "response": "writeOnly"}
Direction = Literal["request", "response"]


def has_directions(document: Mapping[str, Any]) -> bool:
    """Whether a member of *document* has a direction."""
    marks = MARKS.values()
    return any(
        isinstance(node, dict) and any(node.get(mark) is True for mark in marks)
        for _, node in paths(document)
    )


def with_variants(document: dict[str, Any], references: References) -> dict[str, Any]:
    """Return *document* with the variants of each component."""
    components = document.get("components", {})
    schemas = components.get("schemas", {})
    variants = {
        f"{name}:{direction}": directed(references, schema, direction)
        for direction in ("request", "response")
        for name, schema in schemas.items()
    }
    return {**document, "components": {**components, "schemas": {**schemas, **variants}}}


def directed(references: References, node: Any, direction: Direction) -> Any:
    """
    Return the schema *node* as it is in one direction.

    A request has no read-only members; a response need not have the write-only ones.
    """
    change = partial(_directed, references, direction)
    return rebuilt(node, change, data=(*DATA_KEYWORDS, "required", "discriminator"))


def _directed(
    references: References, direction: Direction, node: dict[str, Any], changed: dict[str, Any]
) -> Any:
    head, _, _ = str(node.get("$ref")).rpartition("/")
    if f"{head}/" == COMPONENTS:
        changed["$ref"] = f"{node['$ref']}:{direction}"
    if isinstance(discriminator := node.get("discriminator"), dict):
        changed["discriminator"] = _with_mapping_to(discriminator, direction)
    members = node.get("properties")
    if isinstance(members, dict):
        absent = [n for n, each in members.items() if _has(references, each, MARKS[direction])]
        if "required" in node:
            changed["required"] = [name for name in node["required"] if name not in absent]
        for name in absent if direction == "request" else ():
            del changed["properties"][name]
    return changed


def _with_mapping_to(discriminator: dict[str, Any], direction: Direction) -> dict[str, Any]:
    """Return *discriminator* with a mapping to the variants of components."""
    mapping = discriminator.get("mapping")
    if not isinstance(mapping, dict):
        return discriminator
    variants = {value: f"{target}:{direction}" for value, target in mapping.items()}
    return {**discriminator, "mapping": variants}


def _has(references: References, schema: Any, mark: str) -> bool:
    nodes = references.applicable(schema)
    return any(isinstance(each, dict) and each.get(mark) is True for each in nodes)
