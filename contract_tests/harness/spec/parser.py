"""Reads an OpenAPI 3 file, or refuses it with a message of one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from contract_tests.harness.spec.contract import Contract
from contract_tests.harness.spec.directions import (
    Direction,
    directed,
    has_directions,
    with_variants,
)
from contract_tests.harness.spec.json_schema import normalized
from contract_tests.harness.spec.media_types import (
    READABLE,
    WRITABLE,
    one_per_model,
    raw_schema,
    supported_media_types,
)
from contract_tests.harness.spec.model import (
    ContractError,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schema,
    SecurityScheme,
)
from contract_tests.harness.spec.references import References
from contract_tests.harness.spec.yaml12 import read_document

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# The headers whose value is a media type.
MEDIA_TYPE_HEADERS = ("accept", "content-type")
DEFAULT_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


def load_contract(path: Path, *, whole: bool = False) -> Contract:
    """
    Read the OpenAPI 3 file (YAML or JSON) at *path*.

    Args:
        path: the file.
        whole: whether to keep the media types that a client need not support, and security schemes
            that are not declared; for a contract from which no client is generated.

    Raises:
        ContractError: the file is missing, not OpenAPI 3, or has an unresolvable reference.
    """
    return parse_contract(path, read_document(path), whole=whole)


def parse_contract(path: Path, document: dict[str, Any], *, whole: bool = False) -> Contract:
    """
    Build the contract of an OpenAPI 3 *document*; *path* is its name in messages.

    Raises:
        ContractError: the document is invalid or has an unresolvable reference.
    """
    try:
        return _Parser(path, document, whole=whole).contract()
    except (AttributeError, KeyError, TypeError) as error:
        raise ContractError(
            f"{path} is not valid OpenAPI: {type(error).__name__}: {error}"
        ) from error


def _is_success(response: Response) -> bool:
    """Whether *response* documents a success, perhaps among other statuses."""
    return response.pattern.startswith("2") or response.pattern.lower() == "default"


class _Parser:
    """Builds the objects of one document."""

    def __init__(self, path: Path, document: dict[str, Any], *, whole: bool) -> None:
        self.path = path
        self.whole = whole
        self.is_directed = has_directions(document)
        self.document = normalized(document)
        self.references = References(path, self.document)
        if self.is_directed:
            self.document = with_variants(self.document, self.references)
            self.references = References(path, self.document)
        schemes = document.get("components", {}).get("securitySchemes", {})
        self.schemes = {name: self.scheme(name, raw) for name, raw in schemes.items()}

    def contract(self) -> Contract:
        """Build the contract from all operations of the document."""
        operations = tuple(self.operations())
        by_id: dict[str, Operation] = {}
        for operation in operations:
            if (first := by_id.setdefault(operation.id, operation)) is not operation:
                raise ContractError(
                    f"{self.path} has the operationId {operation.id!r} twice: "
                    f"{first.label} and {operation.label}"
                )
        if not operations:
            raise ContractError(f"{self.path} has no operation: add one under `paths`")
        servers = tuple(self.document.get("servers", ({"url": "/"},)))
        return Contract(self.path, self.document, operations, servers, self.schemes)

    def resolve(self, node: Any) -> Any:
        """Follow *node* to its target if it is a reference."""
        return self.references.resolve(node)

    def operations(self) -> Iterator[Operation]:
        """Yield each operation of each path item."""
        for path, item in self.document.get("paths", {}).items():
            item = self.resolve(item)
            for method in METHODS:
                if method in item:
                    yield self.operation(method.upper(), path, item, item[method])

    def operation(
        self, method: str, path: str, item: Mapping[str, Any], raw: Mapping[str, Any]
    ) -> Operation:
        """Build one operation of the path item *item*."""
        security = raw.get("security", self.document.get("security", ()))
        if not raw.get("responses"):
            raise ContractError(
                f"{self.path}: {method} {path} has no `responses`: document at least one"
            )
        body = self.request_body(raw["requestBody"]) if "requestBody" in raw else None
        responses = tuple(self.response(str(p), r) for p, r in raw["responses"].items())
        media_types = {
            "accept": [name for each in responses if _is_success(each) for name in each.content],
            "content-type": [*body.content] if body else [],
        }
        # A parameter of the operation replaces the one with its identity in the path item.
        raw_parameters = (*item.get("parameters", ()), *raw.get("parameters", ()))
        parameters = {p.identity: p for p in map(self.parameter, raw_parameters)}.values()
        return Operation(
            id=raw.get("operationId", f"{method.lower()}_{path}"),
            method=method,
            path=path,
            tags=tuple(raw.get("tags", ())),
            parameters=tuple(
                self.with_media_types(p, media_types.get(p.name.lower(), [])) for p in parameters
            ),
            security=tuple(tuple(map(self.named_scheme, each)) for each in security) or ((),),
            request_body=body,
            responses=responses,
        )

    def with_media_types(self, parameter: Parameter, media_types: list[str]) -> Parameter:
        """Add the sensible values of Accept and Content-Type to *parameter*; JSON by default."""
        schema = self.resolve(parameter.schema)
        any_text = isinstance(schema, dict) and schema.get("type") == "string"
        is_header = parameter.location == "header" and parameter.name.lower() in MEDIA_TYPE_HEADERS
        if not is_header or not any_text or "enum" in schema:
            return parameter
        names = dict.fromkeys(media_types or ["application/json"])
        return replace(parameter, media_types=tuple(names))

    def parameter(self, raw: Any) -> Parameter:
        """Build a parameter from a Parameter Object or a reference to one."""
        raw = self.resolve(raw)
        name, location = raw["name"], raw["in"]
        content = self.content(raw)
        if "schema" not in raw and len(content) != 1:
            raise ContractError(f"{self.path}: the parameter {name!r} has no `schema`")
        media_type, schema = next(iter(content.items()), ("", raw.get("schema")))
        style = "content" if content else raw.get("style", DEFAULT_STYLES[location])
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
        """Build a request body from a Request Body Object or a reference to one."""
        raw = self.resolve(raw)
        content = self.directed(self.content(raw), "request")
        kept = content if self.whole else one_per_model(supported_media_types(content, WRITABLE))
        return RequestBody(raw.get("required", False), kept, tuple(sorted(content.keys() - kept)))

    def response(self, pattern: str, raw: Any) -> Response:
        """Build the response that documents the statuses of *pattern*."""
        raw = self.resolve(raw)
        headers = {name: self.resolve(header) for name, header in raw.get("headers", {}).items()}
        content = self.directed(self.content(raw), "response")
        kept = content if self.whole else supported_media_types(content, READABLE)
        return Response(pattern, kept, headers)

    def directed(self, content: dict[str, Schema], direction: Direction) -> dict[str, Schema]:
        """Return the *content* of a request or of a response."""
        if not self.is_directed:
            return content
        return {name: directed(self.references, each, direction) for name, each in content.items()}

    def content(self, raw: Mapping[str, Any]) -> dict[str, Schema]:
        """Return the schema of each media type in the `content` of *raw*."""
        schemas = {media: item.get("schema", {}) for media, item in raw.get("content", {}).items()}
        return {
            media: raw_schema(media, schema, self.resolve(schema))
            for media, schema in schemas.items()
        }

    def scheme(self, name: str, raw: Any) -> SecurityScheme:
        """Build the security scheme of that name."""
        raw = self.resolve(raw)
        if raw["type"] == "apiKey":
            return SecurityScheme(name, "apiKey", raw["in"], raw["name"])
        return SecurityScheme(name, raw["type"], "header", "Authorization", raw.get("scheme", ""))

    def named_scheme(self, name: str) -> SecurityScheme:
        """Return the declared security scheme of that name."""
        if name not in self.schemes and self.whole:
            return SecurityScheme(name, "undeclared", "header", name)
        if name not in self.schemes:
            raise ContractError(f"{self.path} requires the undeclared security scheme {name!r}")
        return self.schemes[name]
