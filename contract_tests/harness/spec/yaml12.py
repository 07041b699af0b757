"""The loader of YAML, as JSON sees it."""

from __future__ import annotations

import re
from typing import Any

import yaml


class Loader(yaml.SafeLoader):
    """
    YAML 1.2 as JSON sees it, which OpenAPI asks for: `on` and a date are text, and so is every
    key, 201 too. https://spec.openapis.org/oas/v3.0.3#format
    """

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        for key, _ in node.value:
            if key.tag in _PLAIN_TAGS:
                key.tag = f"{TAG}str"
        return super().construct_mapping(node, deep)

    def construct_yaml_int(self, node: Any) -> int:
        return int(self.construct_scalar(node))


TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = {f"{TAG}{kind}" for kind in ("bool", "float", "int", "null")}
Loader.yaml_implicit_resolvers = {}
for _kind, _pattern, _first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("merge", r"<<", ["<"]),
):
    Loader.add_implicit_resolver(f"{TAG}{_kind}", re.compile(f"^(?:{_pattern})$"), _first)
Loader.add_constructor(f"{TAG}int", Loader.construct_yaml_int)
