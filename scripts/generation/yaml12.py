"""
Read YAML 1.2 with the parser of libyaml, which is written in C.

PyYAML makes nodes and values of its events. ruamel.yaml takes ten times as long.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.resolver import BaseResolver

_TAG = "tag:yaml.org,2002:"
# https://yaml.org/spec/1.2.2/#1032-tag-resolution: (tag, pattern, first characters).
_SCALARS = (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", [*"-+0123456789"]),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
        r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        [*"-+.0123456789"],
    ),
    ("merge", r"<<", ["<"]),
)
_BASES = {"0o": 8, "0x": 16}
# PyYAML also raises errors of Python: for a text without the type of its tag, such as `!!bool a`.
INVALID = (yaml.YAMLError, ValueError, RecursionError, AttributeError, LookupError, TypeError)


class _Loader(Composer, CParser, SafeConstructor, BaseResolver):
    """The methods of `Composer` replace those of libyaml, which end in a crash of deep nesting."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 (filled below)

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        BaseResolver.__init__(self)

    def compose_mapping_node(self, anchor: Any) -> Any:
        """Read every key as its text: a status may be a number, and a name a boolean."""
        node = super().compose_mapping_node(anchor)
        keys = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for key in keys:
            if key.tag != f"{_TAG}merge":
                key.tag = f"{_TAG}str"
        if len({(key.tag, key.value) for key in keys}) < len(keys):
            raise ConstructorError(None, None, "duplicate key", node.start_mark)
        return node

    def construct_yaml_int(self, node: Any) -> int:
        """Construct an integer; PyYAML would read `010` as octal."""
        text = str(self.construct_scalar(node))
        return int(text, _BASES.get(text[:2], 10))


for _name, _pattern, _first in _SCALARS:
    _Loader.add_implicit_resolver(f"{_TAG}{_name}", re.compile(f"^(?:{_pattern})$"), _first)
_Loader.add_constructor(f"{_TAG}int", _Loader.construct_yaml_int)  # type: ignore[type-var]


def parse(text: str) -> Any:
    """
    Return the value of the YAML document *text*.

    Raises:
        one of `INVALID`: libyaml or PyYAML cannot read it, or it has duplicate keys.
    """
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()
