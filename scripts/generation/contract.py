"""Read a contract from disk, and refuse it in one line where it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from generation.openapi_validation import first_error

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# What stands under these is a value, whatever it looks like.
DATA = {"example", "examples", "default", "enum", "const"}
# What stands under these is called as it likes, also as a keyword is.
NAMES = {"properties", "patternProperties", "headers", "schemas", "responses", "$defs"}


class GenerationError(Exception):
    """The client cannot be generated. The message is one line: the input, the fault, the remedy."""


def load(path: Path) -> dict[str, Any]:
    """
    Return the contract in *path* as a dict of plain JSON values.

    Raises:
        GenerationError: it is missing, not YAML, not OpenAPI 3, has a `$ref` that leads nowhere,
            uses an operationId twice, or has no operation.
    """
    document = _parse(path)
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3."):
        raise GenerationError(f"{path}: not an OpenAPI 3 document: its `openapi` must be 3.x")
    for pointer, reference in _references(document):
        try:
            resolve(document, reference)
        except LookupError:
            raise GenerationError(
                f"{path}: {pointer}: `$ref: {reference}` leads nowhere in this file; "
                "add its target or correct it"
            ) from None
    _refuse_duplicate_ids(path, document)
    for node in nodes(document):
        _drop_idle_flags(node)
    _refuse_invalid(path, document)
    _fetch_path_items(document)
    if not any(operations(document)):
        raise GenerationError(f"{path}: has no operation; add one under `paths`")
    return document


def resolve(document: Mapping[str, Any], reference: str) -> Any:
    """
    Return what the local *reference* (`#/a/b`) points at.

    Raises:
        LookupError: it is not local, or points at nothing.
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
    """Each mapping in *node* that is no value and no set of *names*; what is in it comes first."""
    for key, value in node.items() if isinstance(node, dict) else ():
        if names or (key not in DATA and not key.startswith("x-")):
            yield from nodes(value, names=key in NAMES and not names)
    for item in node if isinstance(node, list) else ():
        yield from nodes(item)
    if isinstance(node, dict) and not names:
        yield node


def _drop_idle_flags(node: dict[str, Any]) -> None:
    """Of a limit that is not there, many contracts say that it is not exclusive."""
    for limit, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if node.get(flag) is False and limit not in node:
            del node[flag]


def _fetch_path_items(document: dict[str, Any]) -> None:
    """Put each path item in its place: it may be a reference."""
    for name, item in document.get("paths", {}).items():
        while isinstance(item, dict) and "$ref" in item:
            item = resolve(document, item["$ref"])
        document["paths"][name] = item


def _refuse_invalid(path: Path, document: dict[str, Any]) -> None:
    if fault := first_error(document):
        raise GenerationError(f"{path}: not valid OpenAPI: {fault}")


def _parse(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise GenerationError(f"{path}: the contract cannot be read: {reason}") from None
    try:
        return _as_json(_yaml().load(text))
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = f" line {mark.line + 1}:" if mark else ""
        reason = getattr(error, "problem", None) or str(error).split("\n")[0]
        raise GenerationError(f"{path}:{line} not YAML: {reason}") from None


def _yaml() -> YAML:
    """YAML without dates: in JSON they are text."""
    yaml = YAML(typ="safe", pure=True)
    known = yaml.constructor.yaml_constructors
    plain = {"tag:yaml.org,2002:timestamp": lambda _, node: node.value}
    yaml.constructor.yaml_constructors = {**known, **plain}
    return yaml


def _as_json(node: Any) -> Any:
    """With names of members that are text: `200` may stand there as a number."""
    if isinstance(node, dict):
        return {str(name): _as_json(value) for name, value in node.items()}
    return [_as_json(item) for item in node] if isinstance(node, list) else node


def _references(node: Any, pointer: str = "#", *, names: bool = False) -> Iterator[tuple[str, str]]:
    """Yield (where it stands, `$ref`) for every reference. Examples and extensions are data."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            yield pointer, reference
        for key, value in node.items():
            if names or (key not in DATA and not key.startswith("x-")):
                below = f"{pointer}/{_escape(key)}"
                yield from _references(value, below, names=key in NAMES and not names)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _references(value, f"{pointer}/{index}")


def _escape(part: str) -> str:
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
                "give one of them another"
            )
        seen[identity] = label
