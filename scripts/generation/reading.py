"""Read a document from disk as JSON values. It is JSON or YAML 1.2."""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from generation import yaml12
from generation.document import escape
from generation.errors import GenerationError

_SURROGATE = re.compile("[\ud800-\udfff]")


def read(path: Path) -> Any:
    """
    Return the document in *path* as plain JSON values.

    Raises:
        GenerationError: it is missing, neither JSON nor YAML, or has two members of one name.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise GenerationError(f"{path}: cannot be read: {reason}") from None
    try:
        return _as_json(_parse(text), "#")
    except yaml12.INVALID as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = f" line {mark.line + 1}:" if mark else ""
        text = repr(error) if isinstance(error, LookupError) else str(error)
        reason = getattr(error, "problem", None) or text.split("\n")[0]
        raise GenerationError(f"{path}:{line} invalid YAML: {reason}") from None


@lru_cache(maxsize=1)  # one generation reads its contract twice
def _parse(text: str) -> Any:
    if text.lstrip().startswith("{"):
        try:  # JSON may have tabs, where YAML does not allow them
            return json.loads(text, object_pairs_hook=_distinct_members)
        except json.JSONDecodeError:
            pass
    return yaml12.parse(text)


def _distinct_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of a JSON object; a name that appears twice is an error, as in YAML."""
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f"the member `{name[:100]}` appears twice in one object")
        members[name] = value
    return members


def _as_json(node: Any, pointer: str) -> Any:
    """
    Return a copy of *node*, which the cache of `_parse` keeps.

    Raises:
        ValueError: it has a value that JSON lacks, such as `.nan`, or half of a surrogate pair.
    """
    if isinstance(node, dict):
        return {
            _as_json(name, pointer): _as_json(value, f"{pointer}/{escape(str(name))}")
            for name, value in node.items()
        }
    if isinstance(node, list):
        return [_as_json(item, f"{pointer}/{index}") for index, item in enumerate(node)]
    is_json = node is None or isinstance(node, str | int | float)
    if not is_json or (isinstance(node, float) and not math.isfinite(node)):
        raise ValueError(f"{pointer}: {node!r} is not a JSON value")
    if isinstance(node, str) and _SURROGATE.search(node):
        raise ValueError(f"{pointer}: a text has half of a surrogate pair")
    return node
