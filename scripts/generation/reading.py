"""Read a document from disk as JSON values. It is JSON or YAML 1.2."""

from __future__ import annotations

import contextlib
import json
import math
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, MappingNode, Node, ScalarNode
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import VersionedResolver
from yaml import YAMLError as PyYAMLError

from generation import fast_yaml
from generation.document import escape
from generation.errors import GenerationError

_SURROGATE = re.compile("[\ud800-\udfff]")
_TAG = "tag:yaml.org,2002:"
# Both parsers also raise errors of Python: for a text without the type of its tag, such as
# `!!bool a`, for a key that is a list, and for an unknown version of YAML.
_INVALID = (
    *(YAMLError, PyYAMLError, ValueError, RecursionError),
    *(ArithmeticError, AssertionError, AttributeError, LookupError, TypeError),
)


class _Resolver(VersionedResolver):
    """Gives plain scalars the tags that they have for libyaml; `1_000` and `0b11` are texts."""

    @property
    def versioned_resolver(self) -> Any:
        return fast_yaml.RESOLVERS


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
    except _INVALID as error:
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
    # ruamel.yaml knows all of YAML 1.2 and describes its errors, but takes ten times as long.
    with contextlib.suppress(*_INVALID):
        return fast_yaml.parse(text)
    yaml = YAML(typ="safe", pure=True)
    yaml.Resolver = _Resolver
    root = yaml.compose(text)
    if root is None:
        return None
    _make_keys_texts(root, set())
    return yaml.constructor.construct_document(root)


def _distinct_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of a JSON object; a name that appears twice is an error, as in YAML."""
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f"the member `{name[:100]}` appears twice in one object")
        members[name] = value
    return members


def _make_keys_texts(node: Node, seen: set[int]) -> None:
    """Read every key as its text: a status may be written as a number, a name as a boolean."""
    if id(node) in seen or isinstance(node, ScalarNode):
        return
    seen.add(id(node))
    for item in node.value:
        if isinstance(node, MappingNode):
            key, item = item
            if isinstance(key, ScalarNode) and key.tag != f"{_TAG}merge":
                key.tag = f"{_TAG}str"
        _make_keys_texts(item, seen)


def _as_json(node: Any, pointer: str) -> Any:
    """
    Return *node* without surrogate pairs.

    Raises:
        ValueError: YAML has a value that JSON does not have, such as `.nan` or `!!binary`.
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
        try:  # ruamel.yaml does not join the pairs that JSON has for emoji
            return node.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise ValueError(f"{pointer}: a text has half of a surrogate pair") from None
    return node
