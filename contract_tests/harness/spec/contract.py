"""The contract: its operations, references, schemas and servers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator

from contract_tests.harness.spec.json_paths import paths
from contract_tests.harness.spec.json_schema import json_schema
from contract_tests.harness.spec.model import Operation, Schema, SecurityScheme
from contract_tests.harness.spec.references import References


@dataclass(frozen=True, eq=False)
class Contract:
    """
    One contract.

    Args:
        document: the file as JSON values; references are kept.
        servers: Server Objects of OpenAPI.
        security_schemes: by name.
    """

    path: Path
    document: Mapping[str, Any]
    operations: tuple[Operation, ...]
    servers: tuple[Mapping[str, Any], ...]
    security_schemes: Mapping[str, SecurityScheme]
    _validators: dict[int, tuple[Schema, Draft202012Validator]] = field(
        default_factory=dict, repr=False
    )

    def __repr__(self) -> str:
        return f"<Contract {self.path}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Print the `repr`; Hypothesis would print every field, and warn about the length."""
        printer.text(repr(self))

    def resolve(self, node: Any) -> Any:
        """
        Follow *node* to its target if it is a reference.

        Raises:
            ContractError: it leads to nothing. The parser has checked those outside of schemas.
        """
        is_reference = isinstance(node, Mapping) and "$ref" in node
        return self._references.resolve(node) if is_reference else node

    def server_url(self, values: Mapping[str, str]) -> str:
        """
        Return the URL of the first server, without a trailing slash.

        Args:
            values: by the name of a server variable, percent-encoded in the URL. The default of the
                contract replaces a variable without a value.
        """
        server: Mapping[str, Any] = next(iter(self.servers), {"url": "/"})
        url = str(server["url"])
        for name, variable in server.get("variables", {}).items():
            default = str(variable.get("default", ""))
            value = quote(values[name], safe="") if name in values else default
            url = url.replace(f"{{{name}}}", value)
        return url.rstrip("/")

    @property
    def version(self) -> str:
        """The version of OpenAPI, such as `3.0.3`."""
        return str(self.document["openapi"])

    @cached_property
    def _references(self) -> References:
        return References(self.path, self.document)

    @cached_property
    def _components(self) -> Any:
        return json_schema(self.document.get("components", {}), self.version)

    @cached_property
    def member_names(self) -> frozenset[str]:
        """The names of all properties in the schemas of the contract."""
        objects = (
            node.get("properties") for _, node in paths(self.document) if isinstance(node, Mapping)
        )
        return frozenset(name for names in objects if isinstance(names, Mapping) for name in names)

    def validator(self, schema: Schema) -> Draft202012Validator:
        """Return a JSON Schema validator, formats included, for a *schema* of this contract."""
        if id(schema) not in self._validators:
            # A `$ref` is relative to the root, so the components are there.
            root = {"allOf": [json_schema(schema, self.version)], "components": self._components}
            validator = Draft202012Validator(
                root, format_checker=Draft202012Validator.FORMAT_CHECKER
            )
            # The schema is kept too: another schema could get the `id` of one that was freed.
            self._validators[id(schema)] = schema, validator
        return self._validators[id(schema)][1]


def without_names(template: str) -> str:
    """Return a path or URL template with empty braces: ``/things/{}`` for ``/things/{id}``."""
    return re.sub(r"\{[^}]*\}", "{}", template)
