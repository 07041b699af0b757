"""
Rewrite a contract so that Prism reads it as OpenAPI means it.

Prism gets the file itself if none of these rewrites changes it:

1. `callbacks` are removed: Prism sends requests to their URLs, which come from generated bodies and
   so name hosts of strangers.
2. Extensions (`x-...`) that hold a `$ref` to another file are removed: Prism opens the file.
3. Media types that the harness cannot read, such as XML, are removed if there are others: Prism may
   choose any of them.
4. `schema: {}` is added to a body without a schema: Prism generates no body without one.
5. `prefixItems` and the `items` beside it are removed: Prism does not know `prefixItems` and
   applies `items` to all items.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contract_tests.harness.spec import ContractError
from contract_tests.harness.spec.parser import READABLE, supported_media_types
from contract_tests.harness.spec.yaml12 import read_document


@contextmanager
def prism_compatible(path: Path) -> Iterator[Path]:
    """The file for Prism: *path* itself, or a rewritten copy that is deleted after the block."""
    try:
        document = read_document(path)
    except ContractError:  # Prism reports what is wrong with the file.
        yield path
        return
    if (rewritten := _compatible(document)) == document:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="prism-") as folder:
        copy = Path(folder, f"{path.stem}.json")
        copy.write_text(json.dumps(rewritten), encoding="utf-8")
        yield copy


def _compatible(node: Any, name: str = "") -> Any:
    """A rewritten copy of *node*, the member of that *name*."""
    if isinstance(node, list):
        return [_compatible(item) for item in node]
    if not isinstance(node, dict):
        return node
    members = {
        key: _compatible(member, key) for key, member in node.items() if not _is_removed(node, key)
    }
    # A property may be called `content` too; only media types contain a slash.
    if name == "content" and all("/" in media_type for media_type in members):
        members = supported_media_types(members, READABLE)
        for body in members.values():
            if isinstance(body, dict) and "$ref" not in body:
                body.setdefault("schema", {})
    return members


def _is_removed(node: dict[str, Any], name: str) -> bool:
    if name == "callbacks":
        return "responses" in node
    if name in ("prefixItems", "items"):
        return isinstance(node.get("prefixItems"), list)
    return name.startswith("x-") and _has_external_reference(node[name])


def _has_external_reference(node: Any) -> bool:
    if isinstance(node, list):
        return any(map(_has_external_reference, node))
    if not isinstance(node, dict):
        return False
    reference = node.get("$ref", "#")
    if isinstance(reference, str) and not reference.startswith("#"):
        return True
    return any(map(_has_external_reference, node.values()))
