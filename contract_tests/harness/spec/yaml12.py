"""
A YAML 1.2 loader whose values are those of JSON, as OpenAPI requires.

https://spec.openapis.org/oas/v3.0.3#format. The generator has the same rules.
The harness uses the parser of PyYAML, so that a mistake of one parser does not stay hidden in the
other.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from contract_tests.harness.spec.model import ContractError


class Loader(yaml.SafeLoader):
    """
    Loads YAML 1.2: `on` and dates are text.

    Every key is text, the status 201 for example.
    """

    def compose_mapping_node(self, anchor: Any) -> Any:
        """Read every key as text, and refuse a second one of its name."""
        node = super().compose_mapping_node(anchor)
        for key, _ in node.value:
            if key.tag in _SCALAR_TAGS:
                key.tag = f"{TAG}str"
        names = [(key.tag, key.value) for key, _ in node.value]
        if len(set(names)) < len(names):
            raise yaml.constructor.ConstructorError(None, None, "duplicate key", node.start_mark)
        return node

    def construct_yaml_int(self, node: Any) -> int:
        """Construct an integer; YAML 1.1 would read `010` as octal."""
        text = self.construct_scalar(node)
        return int(text, BASES.get(text[:2], 10))


TAG = "tag:yaml.org,2002:"
BASES = {"0o": 8, "0x": 16}
# PyYAML also raises errors of Python: for a text without the type of its tag, such as `!!bool a`.
INVALID = (yaml.YAMLError, ValueError, RecursionError, AttributeError, LookupError, TypeError)
_SCALAR_TAGS = {f"{TAG}{name}" for name in ("bool", "float", "int", "null")}
# https://yaml.org/spec/1.2.2/#1032-tag-resolution: (tag, pattern, first characters).
_RESOLVERS = (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("merge", r"<<", ["<"]),
)
Loader.yaml_implicit_resolvers = {}
for _name, _pattern, _first in _RESOLVERS:
    Loader.add_implicit_resolver(f"{TAG}{_name}", re.compile(f"^(?:{_pattern})$"), _first)
Loader.add_constructor(f"{TAG}int", Loader.construct_yaml_int)


def _parse(text: str) -> Any:
    if text.lstrip().startswith("{"):
        with suppress(json.JSONDecodeError):  # JSON may have tabs; YAML must not
            return json.loads(text, object_pairs_hook=_distinct_members)
    return yaml.load(text, Loader=Loader)  # noqa: S506 (a SafeLoader)


def _distinct_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError(f"two members of one object have one name: {', '.join(members)}"[:200])
    return members


def read_document(path: Path) -> dict[str, Any]:
    """
    Return the OpenAPI 3 document at *path* as JSON values.

    Raises:
        ContractError: the file cannot be read, or is not OpenAPI 3.
    """
    try:
        document = _parse(path.read_text(encoding="utf-8-sig"))
        # YAML has values that JSON does not have; no file can have half of a surrogate pair.
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except OSError as error:
        raise ContractError(f"{path} cannot be read: {error.strerror}") from error
    except INVALID as error:
        text = " ".join((repr(error) if isinstance(error, LookupError) else str(error)).split())
        raise ContractError(f"{path} is neither YAML nor JSON: {text}") from error
    if not isinstance(document, dict):
        raise ContractError(f"{path} is not an OpenAPI 3 contract: its top level is not a mapping")
    if "swagger" in document and "openapi" not in document:
        raise ContractError(
            f"{path} is a Swagger {document['swagger']} contract: convert it to OpenAPI 3 first, "
            f"with `npx swagger2openapi --outfile new.yaml {path}` for example"
        )
    version = document.get("openapi")
    if not str(version).startswith("3."):
        found = "no `openapi: 3.x`" if version is None else f"`openapi: {version}`"
        raise ContractError(f"{path} is not an OpenAPI 3 contract: it has {found}")
    return document
