"""From a file to a contract, or one line that says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from contract_tests.harness.spec.model import (
    Contract,
    ContractError,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schema,
    SecurityScheme,
)
from contract_tests.harness.spec.yaml12 import Loader

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# What bodies are written in; answers may be text, too. Where a contract has one of them, a client
# need not know others, such as XML.
_SPOKEN = (
    r"[^;]*[/+]json\s*(;|$)|multipart/form-data|application/(octet-stream|x-www-form-urlencoded)"
)
WRITABLE = re.compile(_SPOKEN, re.IGNORECASE)
READABLE = re.compile(f"{_SPOKEN}|text/", re.IGNORECASE)
# What these say is the name of a media type.
NAMES = ("accept", "content-type")
STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


def load_contract(path: Path, *, whole: bool = False) -> Contract:
    """
    Read the OpenAPI 3 file (YAML or JSON) at *path*: what a client needs of it, or the *whole*,
    with each media type that a server may take and say.

    Raises:
        ContractError: the file is missing, is not OpenAPI 3, or has a reference to nothing.
    """
    return parse_contract(path, read_document(path), whole=whole)


def parse_contract(path: Path, document: dict[str, Any], *, whole: bool = False) -> Contract:
    """
    Read the *document* of an OpenAPI 3 file, the *whole* or not; *path* is what it is called.

    Raises:
        ContractError: it is not sound, or has a reference to nothing.
    """
    try:
        return _Parser(path, document, whole=whole).contract()
    except (AttributeError, KeyError, TypeError) as error:
        raise ContractError(
            f"{path} is not sound OpenAPI: {type(error).__name__}: {error}"
        ) from error


def read_document(path: Path) -> dict[str, Any]:
    """
    The document in the file at *path*, as JSON has it.

    Raises:
        ContractError: the file cannot be read, or is not OpenAPI 3.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 (it is a SafeLoader)
    except OSError as error:
        raise ContractError(f"{path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError) as error:
        text = " ".join(str(error).split())
        raise ContractError(f"{path} is neither YAML nor JSON: {text}") from error
    if not isinstance(document, dict):
        raise ContractError(f"{path} is not an OpenAPI 3 contract: it is no mapping")
    found = next((name for name in ("openapi", "swagger") if name in document), None)
    if found != "openapi" or not str(document[found]).startswith("3."):
        says = f"`{found}: {document[found]}`" if found else "no `openapi: 3.x`"
        raise ContractError(f"{path} is not an OpenAPI 3 contract: it says {says}")
    return document


def is_success(answer: Response) -> bool:
    """Whether it documents a success, among others perhaps."""
    return answer.pattern.startswith("2") or answer.pattern.lower() == "default"


def one_per_model(content: Mapping[str, Any]) -> dict[str, Any]:
    """
    *content* without media types for the model of one before: which of them a model is for, a
    caller has no way to say.
    """
    found: dict[str, Any] = {}
    models: set[str] = set()
    for name, body in content.items():
        model = body.get("$ref", name) if isinstance(body, dict) else name
        if model not in models:
            found[name] = body
        models.add(model)
    return found


def supported_media_types(content: Mapping[str, Any], kinds: re.Pattern[str]) -> dict[str, Any]:
    """Those of the media types in *content* that are of these *kinds*; all, where none is."""
    return {name: body for name, body in content.items() if kinds.match(name)} or dict(content)


class _Parser:
    """Turns one document into objects."""

    def __init__(self, path: Path, document: dict[str, Any], *, whole: bool) -> None:
        self.path = path
        self.whole = whole
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
        responses = raw.get("responses")
        if not responses:
            raise ContractError(
                f"{self.path}: {method} {path} has no `responses`: say what the server answers"
            )
        body = self.request_body(raw["requestBody"]) if "requestBody" in raw else None
        answers = tuple(self.response(str(p), r) for p, r in responses.items())
        spoken = {
            "accept": [name for answer in answers if is_success(answer) for name in answer.content],
            "content-type": [*body.content] if body else [],
        }
        # An operation's own parameter replaces the one it shares with its path.
        own = {p.identity: p for p in map(self.parameter, parameters)}.values()
        return Operation(
            id=raw.get("operationId", f"{method.lower()}_{path}"),
            method=method,
            path=path,
            tags=tuple(raw.get("tags", ())),
            parameters=tuple(self.named(p, spoken.get(p.name.lower(), [])) for p in own),
            security=tuple(tuple(map(self.named_scheme, some)) for some in security) or ((),),
            request_body=body,
            responses=answers,
        )

    def named(self, parameter: Parameter, spoken: list[str]) -> Parameter:
        """*parameter* with the media types that it may name: those *spoken* of, else JSON."""
        schema = self.resolve(parameter.schema)
        is_free = (
            isinstance(schema, dict) and schema.get("type") == "string" and "enum" not in schema
        )
        if parameter.location != "header" or parameter.name.lower() not in NAMES or not is_free:
            return parameter
        names = spoken or ["application/json"]
        return replace(parameter, names=tuple(dict.fromkeys(names)))

    def parameter(self, raw: Any) -> Parameter:
        raw = self.resolve(raw)
        name, location = raw["name"], raw["in"]
        content = self.content(raw)
        if "schema" not in raw and len(content) != 1:
            raise ContractError(f"{self.path}: the parameter {name!r} has no `schema`")
        media_type, schema = next(iter(content.items()), ("", raw.get("schema")))
        style = "content" if content else raw.get("style", STYLES[location])
        resolved = self.resolve(schema)
        return Parameter(
            name=name,
            location=location,
            required=raw.get("required", False),
            schema=schema,
            style=style,
            explode=raw.get("explode", style == "form"),
            default=resolved.get("default") if isinstance(resolved, dict) else None,
            media_type=media_type,
        )

    def request_body(self, raw: Any) -> RequestBody:
        raw = self.resolve(raw)
        content = self.content(raw)
        written = content if self.whole else one_per_model(supported_media_types(content, WRITABLE))
        unsupported_media_types = tuple(sorted(content.keys() - written.keys()))
        return RequestBody(raw.get("required", False), written, unsupported_media_types)

    def response(self, pattern: str, raw: Any) -> Response:
        raw = self.resolve(raw)
        headers = {name: self.resolve(header) for name, header in raw.get("headers", {}).items()}
        content = self.content(raw)
        return Response(
            pattern, content if self.whole else supported_media_types(content, READABLE), headers
        )

    def content(self, raw: Mapping[str, Any]) -> dict[str, Schema]:
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
