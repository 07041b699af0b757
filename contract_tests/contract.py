"""
Read a contract: an OpenAPI 3 file becomes frozen objects.

Rule 1: this file knows OpenAPI, and neither the client, the mock server nor the tests.
Rule 2: a `$ref` is followed wherever OpenAPI names an object. Inside a schema it stays, because a
schema may contain itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


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


@dataclass(frozen=True, eq=False)
class Parameter:
    """One parameter, by its name on the wire. `location` is path, query, header or cookie."""

    name: str
    location: str
    required: bool
    schema: Mapping[str, Any]
    style: str
    explode: bool
    default: Any = None

    @property
    def key(self) -> tuple[str, str]:
        """(location, name): unique in an operation."""
        return self.location, self.name

    @property
    def omittable(self) -> bool:
        """A caller may leave it out: it is optional, or the contract says what to send instead."""
        return not self.required or self.default is not None


@dataclass(frozen=True, eq=False)
class RequestBody:
    """A body by media type."""

    required: bool
    content: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, eq=False)
class Response:
    """
    One documented answer. `pattern` is a status ("201"), a range ("5XX") or "default".
    """

    pattern: str
    content: Mapping[str, Mapping[str, Any]]
    headers: Mapping[str, Mapping[str, Any]]


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

    @property
    def successes(self) -> tuple[int, ...]:
        """The documented statuses from 200 to 299, ascending."""
        exact = (int(r.pattern) for r in self.responses if r.pattern.isdigit())
        return tuple(sorted(status for status in exact if 200 <= status <= 299))

    def response(self, status: int) -> Response | None:
        """The response that documents *status*: an exact one, else a range, else the default."""
        by_pattern = {response.pattern.upper(): response for response in self.responses}
        patterns = (str(status), f"{status // 100}XX", "DEFAULT")
        return next((by_pattern[p] for p in patterns if p in by_pattern), None)

    def allows(self, keys: Iterable[str]) -> bool:
        """Whether the named security schemes satisfy one of the alternatives."""
        held = frozenset(keys)
        return any(held.issuperset(scheme.name for scheme in some) for some in self.security)


class Absent(Enum):
    """The mark for a body that is not sent: `None` is a JSON value."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent.ABSENT


@dataclass(frozen=True)
class Key:
    """What a caller gives for one security scheme. `prefix` goes before the key, with a space."""

    value: str
    prefix: str | None = None


@dataclass(frozen=True)
class Call:
    """
    What a caller asks of an operation, in the contract's own words.

    Args:
        arguments: JSON values by (location, name); what is not there was left out.
        body: a JSON value, or `ABSENT`.
        media_type: of the body.
        keys: by name of the security scheme.
        native: give values such as UUIDs as Python objects, not as the text they have on the wire.
    """

    arguments: Mapping[tuple[str, str], Any]
    body: Any = ABSENT
    media_type: str | None = None
    keys: Mapping[str, Key] = field(default_factory=dict)
    native: bool = False


@dataclass(frozen=True, eq=False)
class Contract:
    """A whole contract. `document` is the file as it was read, with its references in place."""

    path: Path
    document: Mapping[str, Any]
    operations: tuple[Operation, ...]
    servers: tuple[Mapping[str, Any], ...]
    security_schemes: Mapping[str, SecurityScheme]
    _validators: dict[int, Draft202012Validator] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        return f"<Contract {self.path}>"

    @cached_property
    def _components(self) -> Any:
        return _json_schema(self.document.get("components", {}))

    def validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        """A JSON Schema validator (formats included) for a *schema* of this contract."""
        if id(schema) not in self._validators:
            self._validators[id(schema)] = Draft202012Validator(
                {**_json_schema(schema), "components": self._components},
                format_checker=Draft202012Validator.FORMAT_CHECKER,
            )
        return self._validators[id(schema)]


def load_contract(path: Path) -> Contract:
    """
    Read the OpenAPI 3 file (YAML or JSON) at *path*.

    Raises:
        ContractError: the file is missing, is not OpenAPI 3, or has a reference to nothing.
    """
    document = _read(path)
    try:
        return _Reader(path, document).contract()
    except (AttributeError, KeyError, TypeError) as error:
        raise ContractError(
            f"{path} is not sound OpenAPI: {type(error).__name__}: {error}"
        ) from error


class _Loader(yaml.SafeLoader):
    """YAML as JSON sees it: a date in an example stays text, and so does a key such as 201."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own way to change what text means)
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep)
        return {str(key) if isinstance(key, int) else key: value for key, value in mapping.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (it is a SafeLoader)
    except OSError as error:
        raise ContractError(f"{path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        text = " ".join(str(error).split())
        raise ContractError(f"{path} is neither YAML nor JSON: {text}") from error
    version = document.get("openapi") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not str(version).startswith("3."):
        raise ContractError(f"{path} is not an OpenAPI 3 contract: it says `openapi: {version}`")
    return document


class _Reader:
    """Turns one document into objects."""

    def __init__(self, path: Path, document: dict[str, Any]) -> None:
        self.path = path
        self.document = document
        schemes = document.get("components", {}).get("securitySchemes", {})
        self.schemes = {name: self.scheme(name, raw) for name, raw in schemes.items()}

    def contract(self) -> Contract:
        operations = tuple(self.operations())
        seen: dict[str, Operation] = {}
        for operation in operations:
            if (first := seen.setdefault(operation.id, operation)) is not operation:
                raise ContractError(
                    f"{self.path} has the operationId {operation.id!r} twice: "
                    f"{first.label} and {operation.label}"
                )
        if not operations:
            raise ContractError(f"{self.path} has no operation: add one under `paths`")
        servers = tuple(self.document.get("servers", ({"url": "/"},)))
        return Contract(self.path, self.document, operations, servers, self.schemes)

    def resolve(self, node: Any) -> Any:
        """Follow *node* if it is a reference."""
        visited = []
        while isinstance(node, dict) and "$ref" in node:
            reference = node["$ref"]
            if reference in visited:
                raise ContractError(f"{self.path} has a reference to itself: {reference}")
            visited.append(reference)
            node = self._target(reference)
        return node

    def _target(self, reference: str) -> Any:
        if not reference.startswith("#/"):
            raise ContractError(
                f"{self.path} refers to another file: {reference}. Bundle the contract first"
            )
        node: Any = self.document
        for part in reference[2:].split("/"):
            part = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or part not in node:
                raise ContractError(f"{self.path} refers to nothing: {reference}")
            node = node[part]
        return node

    def operations(self) -> Iterator[Operation]:
        for path, item in self.document.get("paths", {}).items():
            item = self.resolve(item)
            for method in METHODS:
                if method in item:
                    yield self.operation(method.upper(), path, item, item[method])

    def operation(
        self, method: str, path: str, item: Mapping[str, Any], raw: Mapping[str, Any]
    ) -> Operation:
        parameters = [*item.get("parameters", ()), *raw.get("parameters", ())]
        security = raw.get("security", self.document.get("security", ()))
        return Operation(
            id=raw.get("operationId", f"{method.lower()}_{path}"),
            method=method,
            path=path,
            tags=tuple(raw.get("tags", ())),
            # An operation's own parameter replaces the one it shares with its path.
            parameters=tuple({p.key: p for p in map(self.parameter, parameters)}.values()),
            security=tuple(tuple(map(self.named_scheme, some)) for some in security) or ((),),
            request_body=self.request_body(raw["requestBody"]) if "requestBody" in raw else None,
            responses=tuple(self.response(str(p), r) for p, r in raw["responses"].items()),
        )

    def parameter(self, raw: Any) -> Parameter:
        raw = self.resolve(raw)
        name, location = raw["name"], raw["in"]
        if "schema" not in raw:
            raise ContractError(f"{self.path}: the parameter {name!r} has no `schema`")
        style = raw.get("style", STYLES[location])
        return Parameter(
            name=name,
            location=location,
            required=raw.get("required", False),
            schema=raw["schema"],
            style=style,
            explode=raw.get("explode", style == "form"),
            default=self.resolve(raw["schema"]).get("default"),
        )

    def request_body(self, raw: Any) -> RequestBody:
        raw = self.resolve(raw)
        return RequestBody(raw.get("required", False), self.content(raw))

    def response(self, pattern: str, raw: Any) -> Response:
        raw = self.resolve(raw)
        headers = {name: self.resolve(header) for name, header in raw.get("headers", {}).items()}
        return Response(pattern, self.content(raw), headers)

    def content(self, raw: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        content = {media: item.get("schema", {}) for media, item in raw.get("content", {}).items()}
        for schema in content.values():
            self.resolve(schema)
        return content

    def scheme(self, name: str, raw: Any) -> SecurityScheme:
        raw = self.resolve(raw)
        if raw["type"] == "apiKey":
            return SecurityScheme(name, "apiKey", raw["in"], raw["name"])
        return SecurityScheme(name, raw["type"], "header", "Authorization", raw.get("scheme", ""))

    def named_scheme(self, name: str) -> SecurityScheme:
        if name not in self.schemes:
            raise ContractError(f"{self.path} asks for the security scheme {name!r}, not declared")
        return self.schemes[name]


def _json_schema(node: Any) -> Any:
    """The OpenAPI 3.0 dialect as JSON Schema 2020-12: `nullable` and the two boolean limits."""
    if isinstance(node, list):
        return [_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {name: _json_schema(value) for name, value in node.items()}
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive):
            schema[exclusive] = schema.pop(limit)
    if schema.get("nullable") is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
    return schema
