"""The contract as Prism is to serve it: in words that it takes as they are meant."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contract_tests.harness.spec import ContractError
from contract_tests.harness.spec.parser import READABLE, read_document, supported_media_types

# Prism calls the URLs of `callbacks`, which it reads from made-up bodies: hosts of strangers.
CALLING = "callbacks"
CONTENT = "content"


@contextmanager
def prism_compatible(path: Path) -> Iterator[Path]:
    """The file for Prism: *path* itself, or one in other words, for as long as the block."""
    try:
        document = read_document(path)
    except ContractError:  # Prism says what is wrong with it
        yield path
        return
    if (said := _said(document)) == document:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="served-") as folder:
        copy = Path(folder, f"{path.stem}.json")
        copy.write_text(json.dumps(said), encoding="utf-8")
        yield copy


def _said(node: Any, name: str = "") -> Any:
    """
    A copy of *node*, which has that *name*, without callbacks and without what in an extension
    looks like a reference: Prism would open a file. A body without a schema has one that takes
    anything: Prism makes up nothing without. And it says nothing in XML, where it may choose. Of
    `prefixItems` it knows nothing, and takes `items` for that of all items.
    """
    if isinstance(node, list):
        return [_said(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _said(member, key) for key, member in node.items() if not _is_trap(node, key)}
    if name == CONTENT and all("/" in media_type for media_type in kept):
        kept = supported_media_types(kept, READABLE)
        for body in kept.values():
            if isinstance(body, dict) and "$ref" not in body:
                body.setdefault("schema", {})
    return kept


def _is_trap(node: dict[str, Any], name: str) -> bool:
    if name == CALLING:
        return "responses" in node
    if name in ("prefixItems", "items"):
        return isinstance(node.get("prefixItems"), list)
    return name.startswith("x-") and _refers_elsewhere(node[name])


def _refers_elsewhere(node: Any) -> bool:
    if isinstance(node, list):
        return any(map(_refers_elsewhere, node))
    if not isinstance(node, dict):
        return False
    reference = node.get("$ref", "#")
    if isinstance(reference, str) and not reference.startswith("#"):
        return True
    return any(map(_refers_elsewhere, node.values()))
