"""What a contract is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator

from contract_tests.harness.spec.json_schema import json_schema
from contract_tests.harness.spec.media_types import media_type_essence

# A schema: an object, or in OpenAPI 3.1 a boolean.
Schema = Any


class ContractError(ValueError):
    """The file is not a contract that the harness can read. The message is one line."""


@dataclass(frozen=True, eq=False)
class SecurityScheme:
    """
    One API key or HTTP scheme. `wire_name` names the header, query parameter or cookie.
    """

    name: str
    type: str
    location: str
    wire_name: str
    http_scheme: str = ""

    @property
    def is_basic(self) -> bool:
        """Whether its key is a user and a password."""
        return self.type == "http" and self.http_scheme.lower() == "basic"

    @property
    def credential_kind(self) -> tuple[str, ...]:
        """How its key travels: schemes of one form ask for the same, whatever they are called."""
        name = self.wire_name.lower() if self.location == "header" else self.wire_name
        return self.type, self.http_scheme.lower(), self.location, name


@dataclass(frozen=True, eq=False)
class Parameter:
    """
    One parameter, by its name on the wire. `location` is path, query, header or cookie.

    Its `style` is one of OpenAPI's, or "content" where it is written in the `media_type`. The
    headers Accept and Content-Type mean a media type, also where their schema takes any text:
    these are the `names` of those that make sense, or none where the schema says it all.
    """

    name: str
    location: str
    required: bool
    schema: Schema
    style: str
    explode: bool
    default: Any = None
    media_type: str = ""
    names: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, str]:
        """(location, name): unique in an operation."""
        return self.location, self.name

    @property
    def optional(self) -> bool:
        """A caller may leave it out: it is optional, or the contract says what to send instead."""
        return not self.required or self.default is not None


@dataclass(frozen=True, eq=False)
class RequestBody:
    """
    A body by media type.

    Args:
        unspoken: media types that it may have as well, and that nobody here writes, such as XML, or
            a form for the model that another media type has already.
    """

    required: bool
    content: Mapping[str, Schema]
    unsupported_media_types: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Response:
    """
    One documented answer. `pattern` is a status ("201"), a range ("5XX") or "default".
    """

    pattern: str
    content: Mapping[str, Schema]
    headers: Mapping[str, Mapping[str, Any]]

    def media_type(self, content_type: str) -> str | None:
        """The key of `content` that *content_type* (parameters aside) falls under, if any."""
        found = media_type_essence(content_type)
        ranges = {media_type_essence(name): name for name in self.content}
        kind = found.partition("/")[0]
        return next((ranges[r] for r in (found, f"{kind}/*", "*/*") if r in ranges), None)


@dataclass(frozen=True, eq=False)
class Operation:
    """
    One operation. `security` holds the alternatives; any one of them is enough, and an empty one
    asks for no key.
    """

    id: str
    method: str
    path: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    security: tuple[tuple[SecurityScheme, ...], ...]
    request_body: RequestBody | None
    responses: tuple[Response, ...]

    def __repr__(self) -> str:
        return f"<Operation {self.label}>"

    @property
    def label(self) -> str:
        """The name people read, such as ``GET /things/{id}``."""
        return f"{self.method} {self.path}"

    @cached_property
    def successes(self) -> tuple[int, ...]:
        """
        Documented statuses from 200 to 299, ascending: those that stand there, else the least one
        of the range or of the default.
        """
        exact = (int(r.pattern) for r in self.responses if r.pattern.isdigit())
        found = tuple(sorted(status for status in exact if 200 <= status <= 299))
        return found or ((200,) if self.response(200) else ())

    def response(self, status: int) -> Response | None:
        """The response that documents *status*: an exact one, else a range, else the default."""
        known = self._by_pattern
        patterns = (str(status), f"{status // 100}XX", "DEFAULT")
        return next((known[pattern] for pattern in patterns if pattern in known), None)

    @cached_property
    def _by_pattern(self) -> Mapping[str, Response]:
        return {response.pattern.upper(): response for response in self.responses}

    def allows(self, keys: Iterable[str]) -> bool:
        """Whether the named security schemes satisfy one of the alternatives."""
        held = frozenset(keys)
        return any(held.issuperset(scheme.name for scheme in some) for some in self.security)


@dataclass(frozen=True, eq=False)
class Contract:
    """A whole contract. `document` is the file as it was read, with its references in place."""

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
        """For Hypothesis, which would show all fields, and warn that they are long."""
        printer.text(repr(self))

    def matching_operation(self, operation: Operation) -> Operation | None:
        """The one with that method and path, whatever the parameters in the path are called."""
        wanted = operation.method, without_names(operation.path)
        found = (
            each for each in self.operations if (each.method, without_names(each.path)) == wanted
        )
        return next(found, None)

    def resolve(self, node: Any) -> Any:
        """Follow *node* if it is a reference, to the end. The reader has seen that there is one."""
        while isinstance(node, Mapping) and "$ref" in node:
            found: Any = self.document
            for part in node["$ref"][2:].split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

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
        """Of OpenAPI: `3.0.3`."""
        return str(self.document["openapi"])

    @cached_property
    def _components(self) -> Any:
        return json_schema(self.document.get("components", {}), self.version)

    @cached_property
    def member_names(self) -> frozenset[str]:
        """Of all members that a schema of the contract names."""
        return frozenset(_member_names(self.document))

    def validator(self, schema: Schema) -> Draft202012Validator:
        """A JSON Schema validator (formats included) for a *schema* of this contract."""
        if id(schema) not in self._validators:
            # A `$ref` counts from the root, where the components are.
            root = {"allOf": [json_schema(schema, self.version)], "components": self._components}
            validator = Draft202012Validator(
                root, format_checker=Draft202012Validator.FORMAT_CHECKER
            )
            # Kept with its schema: when that is gone, another may get its identity.
            self._validators[id(schema)] = schema, validator
        return self._validators[id(schema)][1]


def _member_names(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        properties = node.get("properties")
        yield from properties if isinstance(properties, Mapping) else ()
    items = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
    for item in items:
        yield from _member_names(item)


def without_names(template: str) -> str:
    """A path or URL without the names of what is to be filled in."""
    return re.sub(r"\{[^}]*\}", "{}", template)
