"""
What the templates need of a contract and openapi-python-client does not read.

Vendor extensions, all optional:

    x-safe-to-repeat: true        operation: a second identical call does no harm
    x-sensitive: true             schema member: a secret, kept out of every `repr`
    x-env: NAME                   server, server variable, security scheme: environment variable
    x-wait: seconds|milliseconds  response header: how long to wait before the next call
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from openapi_python_client.strings import PythonIdentifier

from generation.client_arguments import ClientArguments, client_arguments
from generation.directions import in_direction
from generation.document import deref, operations
from generation.media_types import kind_of, read_media_type
from generation.opc_document import OpcDocument
from generation.readme_call import ReadmeCall, ReadmeCalls, client_settings
from generation.samples import Samples
from generation.schemas import is_scalar, named_schemas, reduce, types_of
from generation.security import Credential, credentials
from generation.servers import Server, first_server
from generation.statuses import documented_errors, request_id_header, wait_headers


@dataclass(frozen=True)
class OperationFacts:
    """An operation, as the endpoint template needs it."""

    label: str
    path: str
    security: tuple[tuple[str, ...], ...]
    safe_to_repeat: bool
    parameters: Mapping[tuple[str, str], Mapping[str, Any]]
    body: Mapping[str, Any]  # schema by media type
    responses: Mapping[str, Mapping[str, Any]]  # {media type: schema} by status pattern
    waits: Mapping[str, Mapping[str, float]]  # {header: seconds of its unit} by status pattern

    @property
    def client_classes(self) -> list[str]:
        """The client classes that can call the operation."""
        needs_none = not self.security or () in self.security
        needs_some = any(self.security)
        return ["AuthenticatedClient"] * needs_some + ["Client"] * needs_none


@dataclass
class TemplateContext:
    """A contract, as the templates need it. Its strings are untrusted: print them as literals."""

    document: dict[str, Any]
    opc: OpcDocument
    field_prefix: str
    schemas: dict[str, Any] = field(init=False)
    _by_route: dict[tuple[str, str], OperationFacts] = field(init=False)

    def __post_init__(self) -> None:
        self.schemas = named_schemas(self.document)
        self._by_route = {
            (path, method): self._operation(path, method, operation)
            for path, method, operation in operations(self.document)
        }

    def operation(self, endpoint: Any) -> OperationFacts:
        """Return the operation of an endpoint of openapi-python-client."""
        route = self.opc.route(endpoint)
        return self._by_route[(route.path, route.method)]

    @property
    def operations(self) -> list[OperationFacts]:
        """All operations, in the order of the document."""
        return list(self._by_route.values())

    # -- security and servers

    @property
    def _arguments(self) -> ClientArguments:
        return client_arguments(self.document, self.field_prefix)

    @property
    def client_classes(self) -> list[str]:
        """The client classes that an operation can use."""
        return sorted({name for each in self.operations for name in each.client_classes})

    @property
    def credentials(self) -> list[Credential]:
        """The security schemes, those that every call needs first."""
        alternatives = [schemes for operation in self.operations for schemes in operation.security]
        return credentials(self.document, alternatives, self._arguments.schemes)

    @property
    def server(self) -> Server:
        """The server that the client calls."""
        return first_server(self.document, self._arguments.variables)

    @property
    def reserved_headers(self) -> list[str]:
        """The request headers of the contract, each of which is an argument of its own."""
        names = {each.name for each in self.credentials if each.location == "header"}
        for operation in self.operations:
            names |= {name for where, name in operation.parameters if where == "header"}
            names |= {"Content-Type"} if operation.body else set()
        return sorted(names)

    # -- responses

    @property
    def statuses(self) -> dict[str, str]:
        """The names of the error classes of all statuses that are not a success, by pattern."""
        return documented_errors(self.document)

    @property
    def waiting_errors(self) -> list[str]:
        """The error classes of the statuses for which a header names a time to wait."""
        waiting = {p for each in self.operations for p, waits in each.waits.items() if waits}
        return [name for pattern, name in self.statuses.items() if pattern in waiting]

    @property
    def request_id(self) -> str:
        """The response header with the id of the request; empty if the contract names none."""
        return request_id_header(self.document)

    def sensitive(self, model: Any) -> set[str]:
        """Return the names of the members of *model* that are secrets, as in JSON."""
        return set(self.opc.origins[model.class_info.name].sensitive)

    # -- the README

    def readme_call(self, collections: Mapping[str, Any]) -> ReadmeCall:
        """Return the call that the README shows; *collections* are the endpoints by their tag."""
        samples = Samples(self.document, self.schemas)
        call = ReadmeCalls(self.document, samples, self.field_prefix).first(
            (tag, endpoint, self.opc.route(endpoint))
            for tag, collection in collections.items()
            for endpoint in collection.endpoints
        )
        facts = self.operation(call.endpoint)
        settings = client_settings(self.server, self.credentials, facts.security)
        return replace(call, client_class=facts.client_classes[0], settings=settings)

    # -- schemas

    def model_schema(self, model: Any) -> Any:
        """Return the schema of a model of openapi-python-client, a `$ref` for a component."""
        schema = self.opc.origins[model.class_info.name].schema
        return self.schema(in_direction(self.document, schema, "either"))

    def read_schema(self, content: Mapping[str, Any]) -> Any:
        """Return the schema of a response, in the media type that the client reads."""
        return content[read_media_type(content)]

    def content_kind(self, body: Any) -> str:
        """Return how a request body of openapi-python-client is encoded; see `Content.kind`."""
        alternatives = getattr(body.prop, "inner_properties", [body.prop])
        if any(each.template == "file_property.py.jinja" for each in alternatives):
            return "file"
        return kind_of(body.content_type.get_untrusted_value())

    def identifier(self, name: str) -> str:
        """Return *name* as a Python identifier."""
        return str(PythonIdentifier(name, self.field_prefix))

    def schema(self, node: Any) -> Any:
        """Return the schema *node* without annotations."""
        return reduce(self.document, node)

    def _deref(self, node: Any) -> Any:
        return deref(self.document, node)

    def _operation(self, path: str, method: str, operation: dict[str, Any]) -> OperationFacts:
        item = self.document["paths"][path]
        parameters = {}
        for parameter in [*item.get("parameters", []), *operation.get("parameters", [])]:
            parameter = self._deref(parameter)
            parameters[(parameter["in"], parameter["name"])] = self._parameter(parameter)
        body = self._deref(operation.get("requestBody", {}))
        security = operation.get("security", self.document.get("security", []))
        responses = {
            str(pattern).upper(): self._deref(response)
            for pattern, response in operation.get("responses", {}).items()
        }
        return OperationFacts(
            label=f"{method.upper()} {path}",
            path=path,
            security=tuple(tuple(alternative) for alternative in security),
            safe_to_repeat=operation.get("x-safe-to-repeat") is True
            or method in ("get", "head", "options", "put", "delete", "trace"),
            parameters=parameters,
            body=self._content(body),
            responses={name: self._content(each) for name, each in responses.items()},
            waits={name: wait_headers(self.document, each) for name, each in responses.items()},
        )

    def _parameter(self, parameter: Mapping[str, Any]) -> dict[str, Any]:
        where = parameter["in"]
        style = parameter.get("style", "form" if where in ("query", "cookie") else "simple")
        content = list(parameter.get("content", {}).values())
        schema = content[0].get("schema", {}) if content else parameter.get("schema", {})
        notes = schema if isinstance(schema, Mapping) else {}
        description = str(parameter.get("description") or notes.get("description") or "")
        reduced, explode = self.schema(schema), parameter.get("explode", style == "form")
        if content:
            style, explode = "json", False
        elif style not in ("label", "matrix") and is_scalar(self.schemas, reduced):
            style, explode = "scalar", False
        return {
            "schema": reduced,
            "required": parameter.get("required", False),
            "style": style,
            "explode": explode,
            "description": description.strip(),
        }

    def _content(self, holder: Mapping[str, Any]) -> dict[str, Any]:
        return {
            media_type: self._body_schema(media_type, self._deref(body.get("schema", {})), body)
            for media_type, body in holder.get("content", {}).items()
        }

    def _body_schema(self, media_type: str, target: Any, body: Mapping[str, Any]) -> Any:
        """Return the schema of a body; that of a text or of bytes must be one of a string."""
        is_text = kind_of(media_type, target) in ("text", "file")
        if is_text and "string" not in (types_of(target) if isinstance(target, dict) else ()):
            return {"type": "string"}
        return self.schema(body.get("schema", {}))
