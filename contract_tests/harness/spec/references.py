"""Follows the references of a document that may be invalid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract_tests.harness.spec.json_paths import reference_path, value_at
from contract_tests.harness.spec.model import ContractError


@dataclass(frozen=True)
class References:
    """
    The references of a document.

    Args:
        path: the name of the document in messages.
        document: what the references lead into.
    """

    path: Path
    document: Mapping[str, Any]

    def resolve(self, node: Any) -> Any:
        """
        Follow *node* to its target if it is a reference.

        Raises:
            ContractError: the reference leads to another file, to nothing or to itself.
        """
        *_, last = self.chain(node)
        return last

    def applicable(self, node: Any) -> list[Any]:
        """Return the chain of *node* without the nodes whose siblings of `$ref` are ignored."""
        nodes = list(self.chain(node))
        # https://spec.openapis.org/oas/v3.0.3#reference-object
        return nodes[-1:] if str(self.document.get("openapi")).startswith("3.0") else nodes

    def chain(self, node: Any) -> Iterator[Any]:
        """
        Yield *node*, the target of its reference, and so on.

        Raises:
            ContractError: see `resolve`.
        """
        visited = []
        yield node
        while isinstance(node, dict) and "$ref" in node:
            reference = node["$ref"]
            if reference in visited:
                raise ContractError(f"{self.path} has a reference to itself: {reference}")
            visited.append(reference)
            node = self._target(reference)
            yield node

    def _target(self, reference: str) -> Any:
        if not reference.startswith("#/"):
            raise ContractError(
                f"{self.path} refers to another file: {reference}. Bundle the contract first"
            )
        try:
            return value_at(self.document, reference_path(reference))
        except (LookupError, TypeError):
            raise ContractError(f"{self.path} has an unresolvable reference: {reference}") from None


def has_lost_reference(document: Any, node: Any) -> bool:
    """Whether a `$ref` in *node*, or in what it refers to, leads to no part of *document*."""
    return _is_lost(document, node, set())


def _is_lost(document: Any, node: Any, followed: set[str]) -> bool:
    if isinstance(node, list):
        return any(_is_lost(document, item, followed) for item in node)
    if not isinstance(node, dict):
        return False
    reference = node.get("$ref")
    if isinstance(reference, str) and reference not in followed:
        followed.add(reference)
        try:
            target = value_at(document, reference_path(reference))
        except (LookupError, TypeError):
            return True
        if _is_lost(document, target, followed):
            return True
    return any(_is_lost(document, member, followed) for member in node.values())
