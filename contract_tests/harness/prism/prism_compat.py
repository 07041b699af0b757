"""
Rewrite a contract so that Prism reads it as OpenAPI means it.

Prism gets the file itself if none of these rewrites changes it:

1. `callbacks` are removed: Prism sends requests to their URLs, which come from generated bodies and
   so name hosts of strangers.
2. Extensions (`x-...`), examples and other data with a `$ref` to another file or to nothing are
   removed: Prism opens the file or the URL, and ends with an error.
3. Media types that the harness cannot read, such as XML, are removed if there are others: Prism may
   choose any of them.
4. `schema: {}` is added to a body without a schema: Prism generates no body without one.
5. A body that is neither JSON nor a form gets the schema of a text, because Prism cannot make a
   text of another value.
6. Formats are removed that Prism enforces and no standard defines, such as `url`, and `int32` and
   `int64` from numbers: Prism takes them for integers.
7. A range of media types, such as `*/*`, becomes JSON: Prism would send a text.
8. Each array in a form gets its default style as its `encoding`: Prism reads arrays only with it.
9. An array or an object in a header or a path gets an empty schema: Prism ends with an error where
   the header is absent (https://github.com/stoplightio/prism/issues/2710).
10. `prefixItems` and the `items` beside it are removed: Prism does not know `prefixItems` and
   applies `items` to all items.
11. A header `Prefer` gets an empty schema: with this header, the harness chooses responses of
   Prism.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contract_tests.harness.spec import ContractError
from contract_tests.harness.spec.json_paths import reference_path, value_at
from contract_tests.harness.spec.json_schema import DATA_KEYWORDS
from contract_tests.harness.spec.media_types import (
    FORM,
    READABLE,
    media_type_essence,
    raw_schema,
    supported_media_types,
)
from contract_tests.harness.spec.references import has_lost_reference
from contract_tests.harness.spec.yaml12 import read_document


@contextmanager
def prism_compatible(path: Path) -> Iterator[Path]:
    """The file for Prism: *path* itself, or a rewritten copy that is deleted after the block."""
    try:
        document = read_document(path)
    except ContractError:  # Prism reports what is wrong with the file.
        yield path
        return
    if (rewritten := _Rewriter(document).rewrite(document)) == document:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="prism-") as folder:
        copy = Path(folder, f"{path.stem}.json")
        copy.write_text(json.dumps(rewritten), encoding="utf-8")
        yield copy


class _Rewriter:
    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def rewrite(self, node: Any, name: str = "") -> Any:
        """Return a rewritten copy of *node*, the member of that *name*."""
        if isinstance(node, list):
            return [self.rewrite(item) for item in node]
        if not isinstance(node, dict):
            return node
        members = {
            key: self.rewrite(member, key)
            for key, member in node.items()
            if not self._is_removed(node, key, name)
        }
        # A property may be called `content` too; only media types contain a slash.
        if name == "content" and all("/" in media_type for media_type in members):
            return self._content(supported_media_types(members, READABLE))
        in_header = members.get("in") == "header"
        if in_header and str(members.get("name")).lower() == "prefer":
            members["schema"] = {}
        if (in_header or members.get("in") == "path") and self._is_container(members.get("schema")):
            members["schema"] = {}
        if members.get("format") in _OWN_FORMATS.get(str(members.get("type")), ()):
            del members["format"]
        return members

    def _content(self, content: dict[str, Any]) -> dict[str, Any]:
        for media_type, body in content.items():
            if not isinstance(body, dict) or "$ref" in body:
                continue
            schema = body.get("schema", {})
            body["schema"] = raw_schema(media_type, schema, self._target(schema))
            if media_type_essence(media_type) == FORM:
                members = self._target(schema).get("properties", {})
                targets = {name: self._target(each) for name, each in members.items()}
                arrays = [name for name, each in targets.items() if each.get("type") == "array"]
                style = {"style": "form", "explode": True}
                encoding = {**dict.fromkeys(arrays, style), **body.get("encoding", {})}
                body |= {"encoding": encoding} if encoding else {}
        return {"application/json" if "*" in name else name: content[name] for name in content}

    def _is_removed(self, node: dict[str, Any], key: str, name: str) -> bool:
        """Whether to remove the member *key* of *node*, which is the member of that *name*."""
        member = node[key]
        if key == "callbacks":
            return "responses" in node
        if key in ("prefixItems", "items"):
            return isinstance(node.get("prefixItems"), list)
        # The examples of a media type and of the components have names, which references use.
        is_named = key == "examples" and isinstance(member, dict)
        is_data = key.startswith("x-") or key in DATA_KEYWORDS or name == "examples"
        return is_data and not is_named and has_lost_reference(self._document, member)

    def _is_container(self, schema: Any) -> bool:
        return self._target(schema).get("type") in ("array", "object")

    def _target(self, schema: Any) -> Any:
        """Return what *schema* is or refers to; an empty schema if its reference is broken."""
        for _ in range(_LONGEST_CHAIN):
            if not (isinstance(schema, dict) and isinstance(schema.get("$ref"), str)):
                break
            try:
                schema = value_at(self._document, reference_path(schema["$ref"]))
            except (LookupError, TypeError):
                return {}
        return schema if isinstance(schema, dict) else {}


# Formats that only Prism enforces, by type.
_OWN_FORMATS = {
    "number": ("int32", "int64"),
    "string": ("url", "iso-time", "iso-date-time", "json-pointer-uri-fragment"),
}
# Of references to references.
_LONGEST_CHAIN = 20
