"""Read a contract from disk, and refuse one that cannot be used with a message of one line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from generation.openapi_validation import first_error

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# Keywords whose value is data, not a part of the document.
DATA = {"example", "examples", "default", "enum", "const"}
# Keywords whose value has free names, which may be those of keywords.
NAMES = {"properties", "patternProperties", "headers", "schemas", "responses", "$defs"}

_SURROGATE = re.compile("[\ud800-\udfff]")


class GenerationError(Exception):
    """The client cannot be generated. The message is one line: the input, the error, the remedy."""

    def __init__(self, message: str) -> None:
        # A text of the contract may have line breaks, or characters that change a terminal.
        super().__init__("".join(c if c.isprintable() else repr(c)[1:-1] for c in message))


def load(path: Path) -> dict[str, Any]:
    """
    Return the contract in *path* as a dict of plain JSON values.

    Raises:
        GenerationError: it is missing, invalid YAML, invalid OpenAPI 3, has an unresolvable
            `$ref` or a duplicate operationId, or has no operation.
    """
    document = _parse(path)
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3."):
        raise GenerationError(f"{path}: not an OpenAPI 3 document: its `openapi` must be 3.x")
    for pointer, reference in _references(document):
        try:
            resolve(document, reference)
        except LookupError:
            raise GenerationError(
                f"{path}: {pointer}: unresolvable `$ref: {reference}`; "
                "add its target to this file or correct it"
            ) from None
    _refuse_duplicate_ids(path, document)
    for node in nodes(document):
        _drop_idle_flags(node)
    _refuse_invalid(path, document)
    _drop_extensions(document["paths"])
    _fetch_path_items(document)
    for _, _, operation in operations(document):
        _drop_extensions(operation.get("responses", {}))
    if not any(operations(document)):
        raise GenerationError(f"{path}: has no operation; add one under `paths`")
    return document


def resolve(document: Mapping[str, Any], reference: str) -> Any:
    """
    Return the node that the local *reference* (`#/a/b`) points to.

    Raises:
        LookupError: it is not local, or its target does not exist.
    """
    if not reference.startswith("#/"):
        raise LookupError(reference)
    node: Any = document
    for part in reference[2:].split("/"):
        part = part.replace("~1", "/").replace("~0", "~")
        node = node[int(part)] if isinstance(node, list) else node[part]
    return node


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (path, method, operation) for every operation, in the order of the document."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                yield path, method, item[method]


def nodes(node: Any, *, names: bool = False) -> Iterator[dict[str, Any]]:
    """Yield every object of the document, children first; skip data and maps with free *names*."""
    for key, value in node.items() if isinstance(node, dict) else ():
        if names or (key not in DATA and not key.startswith("x-")):
            yield from nodes(value, names=key in NAMES and not names)
    for item in node if isinstance(node, list) else ():
        yield from nodes(item)
    if isinstance(node, dict) and not names:
        yield node


def _drop_idle_flags(node: dict[str, Any]) -> None:
    """Delete `exclusiveMinimum: false` without `minimum`, which many contracts have."""
    for limit, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if node.get(flag) is False and limit not in node:
            del node[flag]


def _drop_extensions(entries: dict[str, Any]) -> None:
    """Delete the vendor extensions beside paths or statuses, which have the form of an entry."""
    for name in [name for name in entries if name.startswith("x-")]:
        del entries[name]


def _fetch_path_items(document: dict[str, Any]) -> None:
    """Replace references to path items by the path items."""
    for name, item in document.get("paths", {}).items():
        while isinstance(item, dict) and "$ref" in item:
            item = resolve(document, item["$ref"])
        document["paths"][name] = item


def _refuse_invalid(path: Path, document: dict[str, Any]) -> None:
    if error := first_error(document):
        raise GenerationError(f"{path}: invalid OpenAPI: {error}")


def _parse(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise GenerationError(f"{path}: cannot be read: {reason}") from None
    try:
        return _as_json(_yaml().load(text), "#")
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = f" line {mark.line + 1}:" if mark else ""
        reason = getattr(error, "problem", None) or str(error).split("\n")[0]
        raise GenerationError(f"{path}:{line} invalid YAML: {reason}") from None


def _yaml() -> YAML:
    """Return a parser that keeps dates as strings, as in JSON."""
    yaml = YAML(typ="safe", pure=True)
    known = yaml.constructor.yaml_constructors
    plain = {"tag:yaml.org,2002:timestamp": lambda _, node: node.value}
    yaml.constructor.yaml_constructors = {**known, **plain}
    return yaml


def _as_json(node: Any, pointer: str) -> Any:
    """
    Return *node* with strings as keys: a status may be written as a number.

    Raises:
        ValueError: YAML has a value that JSON does not have, such as `.nan` or `!!binary`.
    """
    if isinstance(node, dict):
        return {
            _as_json(str(name), pointer): _as_json(value, f"{pointer}/{escape(str(name))}")
            for name, value in node.items()
        }
    if isinstance(node, list):
        return [_as_json(item, f"{pointer}/{index}") for index, item in enumerate(node)]
    is_json = node is None or isinstance(node, str | int | float)
    if not is_json or (isinstance(node, float) and not math.isfinite(node)):
        raise ValueError(f"{pointer}: {node!r} is not a JSON value")
    if isinstance(node, str) and _SURROGATE.search(node):
        try:  # ruamel.yaml does not join the pairs that JSON has for emoji
            return node.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise ValueError(f"{pointer}: a text has half of a surrogate pair") from None
    return node


def _references(node: Any, pointer: str = "#", *, names: bool = False) -> Iterator[tuple[str, str]]:
    """Yield (JSON pointer, `$ref`) for every reference. Examples and extensions are data."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            yield pointer, reference
        for key, value in node.items():
            if names or (key not in DATA and not key.startswith("x-")):
                below = f"{pointer}/{escape(key)}"
                yield from _references(value, below, names=key in NAMES and not names)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _references(value, f"{pointer}/{index}")


def escape(part: str) -> str:
    """Return *part* as a part of a JSON pointer."""
    return re.sub("/", "~1", part.replace("~", "~0"))


def _refuse_duplicate_ids(path: Path, document: Mapping[str, Any]) -> None:
    seen: dict[str, str] = {}
    for url, method, operation in operations(document):
        label = f"{method.upper()} {url}"
        identity = operation.get("operationId")
        if identity is None:
            continue
        if identity in seen:
            raise GenerationError(
                f"{path}: operationId `{identity}` names both {seen[identity]} and {label}; "
                "rename one of them"
            )
        seen[identity] = label
