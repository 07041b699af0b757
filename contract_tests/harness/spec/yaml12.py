"""
A YAML 1.2 loader whose values are those of JSON, as OpenAPI requires.

https://spec.openapis.org/oas/v3.0.3#format. The generator reads YAML with ruamel.yaml. The harness
uses PyYAML, so that a mistake of one parser does not stay hidden in the other; PyYAML is also
faster.
"""

from __future__ import annotations

import re
from typing import Any

import yaml


class Loader(yaml.SafeLoader):
    """
    Loads YAML 1.2: `on` and dates are text.

    Every key is text, the status 201 for example.
    """

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        for key, _ in node.value:
            if key.tag in _SCALAR_TAGS:
                key.tag = f"{TAG}str"
        return super().construct_mapping(node, deep)

    def construct_yaml_int(self, node: Any) -> int:
        return int(self.construct_scalar(node))


TAG = "tag:yaml.org,2002:"
_SCALAR_TAGS = {f"{TAG}{name}" for name in ("bool", "float", "int", "null")}
# https://yaml.org/spec/1.2.2/#1032-tag-resolution: (tag, pattern, first characters).
_RESOLVERS = (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("merge", r"<<", ["<"]),
)
Loader.yaml_implicit_resolvers = {}
for _name, _pattern, _first in _RESOLVERS:
    Loader.add_implicit_resolver(f"{TAG}{_name}", re.compile(f"^(?:{_pattern})$"), _first)
Loader.add_constructor(f"{TAG}int", Loader.construct_yaml_int)
