"""
What the templates ask of a contract, and upstream's generator does not read.

Vendor extensions, all optional:

    x-safe-to-repeat: true        operation: a second identical call does no harm
    x-sensitive: true             schema member: a secret, kept out of every `repr`
    x-env: NAME                   server, server variable, security scheme: environment variable
    x-wait: seconds|milliseconds  response header: how long to wait before the next call
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from openapi_python_client.strings import ClassName, PythonIdentifier

from generation.contract import GenerationError, operations
from generation.schemas import deref, reduce
from generation.uses import JSON, Uses

# RFC 9110's names. HTTPStatus has them too, but renames them from one Python to the next.
STATUS_NAMES = {
    "400": "BadRequest", "401": "Unauthorized", "402": "PaymentRequired", "403": "Forbidden",
    "404": "NotFound", "405": "MethodNotAllowed", "406": "NotAcceptable", "408": "RequestTimeout",
    "409": "Conflict", "410": "Gone", "411": "LengthRequired", "412": "PreconditionFailed",
    "413": "ContentTooLarge", "415": "UnsupportedMediaType", "422": "UnprocessableEntity",
    "423": "Locked", "428": "PreconditionRequired", "429": "RateLimited",
    "500": "InternalServerError", "501": "NotImplementedByServer", "502": "BadGateway",
    "503": "ServiceUnavailable", "504": "GatewayTimeout", "507": "InsufficientStorage",
    "3XX": "Redirection", "4XX": "ClientError", "5XX": "ServerError",
}  # fmt: skip


@dataclass(frozen=True)
class Key:
    """One security scheme as an argument of the client."""

    scheme: str
    python_name: str
    where: str  # header, query or cookie
    name: str  # of that header, query parameter or cookie
    kind: str  # apiKey, bearer or basic
    required: bool  # by every alternative of every operation that asks for a key
    env: str | None
    description: str


@dataclass(frozen=True)
class Variable:
    """One variable of the server's URL template."""

    name: str
    python_name: str
    env: str | None
    description: str


@dataclass(frozen=True)
class OperationFacts:
    """One operation, as the endpoint template needs it."""

    label: str
    path: str
    security: tuple[tuple[str, ...], ...]
    safe_to_repeat: bool
    parameters: Mapping[tuple[str, str], Mapping[str, Any]]
    body: Mapping[str, Any]  # schema by media type
    responses: Mapping[str, Mapping[str, Any]]  # {media type: schema} by status pattern


@dataclass
class Facts:
    """A contract, read for templates. Strings in it are untrusted: print them as literals."""

    document: dict[str, Any]
    field_prefix: str
    schemas: dict[str, Any] = field(init=False)
    _by_route: dict[tuple[str, str], OperationFacts] = field(init=False)

    def __post_init__(self) -> None:
        components = self.document.get("components", {})
        self.schemas = {
            name: self.schema(body) for name, body in components.get("schemas", {}).items()
        }
        self._by_route = {
            (method, re.sub(r"\{[^}]*\}", "{}", path)): self._operation(path, method, operation)
            for path, method, operation in operations(self.document)
        }

    def operation(self, endpoint: Any) -> OperationFacts:
        """The operation that upstream's *endpoint* was made from."""
        route = re.sub(r"\{[^}]*\}", "{}", endpoint.path.get_untrusted_value())
        return self._by_route[(endpoint.method.lower(), route)]

    @cached_property
    def uses(self) -> Uses:
        """What a client of it has to be able to do."""
        return Uses.of(self)

    @property
    def operations(self) -> list[OperationFacts]:
        return list(self._by_route.values())

    # -- security and servers

    @property
    def keys(self) -> list[Key]:
        """The security schemes, those that every call needs first."""
        alternatives = [ids for op in self.operations for ids in op.security]
        keys = []
        for scheme, body in self.document.get("components", {}).get("securitySchemes", {}).items():
            body = self._deref(body)
            where, name, kind = self._key_place(scheme, body)
            keys.append(
                Key(
                    scheme=scheme,
                    python_name=self.identifier(re.sub("^[Xx]-", "", scheme)),
                    where=where,
                    name=name,
                    kind=kind,
                    required=bool(alternatives) and all(scheme in ids for ids in alternatives),
                    env=body.get("x-env"),
                    description=body.get("description", "").strip(),
                )
            )
        names = [key.python_name for key in keys]
        if len(set(names)) != len(names):
            raise GenerationError(f"two security schemes share a Python name: {', '.join(names)}")
        return sorted(keys, key=lambda key: not key.required)

    @staticmethod
    def _key_place(scheme: str, body: Mapping[str, Any]) -> tuple[str, str, str]:
        if body["type"] == "apiKey":
            return body["in"], body["name"], "apiKey"
        if body["type"] == "http" and body["scheme"].lower() == "basic":
            return "header", "Authorization", "basic"
        if body["type"] in ("http", "oauth2", "openIdConnect"):
            return "header", "Authorization", "bearer"
        raise GenerationError(
            f"security scheme `{scheme}`: type `{body['type']}` has no place in a client; "
            "use apiKey, http, oauth2 or openIdConnect"
        )

    @property
    def server_url(self) -> str:
        """
        The first server's URL template, or nothing where the contract names no absolute one. Where
        a variable stands for the protocol, that is its default.
        """
        url = self._server.get("url", "")
        if protocol := re.match(r"\{([^}]+)\}(?=://)", url):
            variable = self._server.get("variables", {}).get(protocol[1], {})
            url = variable.get("default", "") + url[protocol.end() :]
        return url.rstrip("/") if re.match("https?://", url) else ""

    @property
    def server_env(self) -> str | None:
        return self._server.get("x-env")

    @property
    def variables(self) -> list[Variable]:
        return [
            Variable(name, self.identifier(name), body.get("x-env"), body.get("description", ""))
            for name, body in self._server.get("variables", {}).items()
            if f"{{{name}}}" in self.server_url
        ]

    @property
    def _server(self) -> dict[str, Any]:
        servers: list[dict[str, Any]] = self.document.get("servers") or [{}]
        return servers[0]

    @property
    def named_headers(self) -> list[str]:
        """The request headers that the contract names. Each is an argument of its own."""
        names = {key.name for key in self.keys if key.where == "header"}
        for operation in self.operations:
            names |= {name for where, name in operation.parameters if where == "header"}
            names |= {"Content-Type"} if operation.body else set()
        return sorted(names)

    # -- errors

    @property
    def statuses(self) -> dict[str, dict[str, Any]]:
        """The documented statuses that are no success: pattern -> name, wait headers."""
        found: dict[str, dict[str, Any]] = {}
        for _, _, operation in operations(self.document):
            for pattern, response in operation.get("responses", {}).items():
                pattern = str(pattern).upper()
                if pattern.startswith(("1", "2")) or pattern == "DEFAULT":
                    continue
                entry = found.setdefault(
                    pattern, {"name": STATUS_NAMES.get(pattern, f"Status{pattern}"), "waits": {}}
                )
                for name, header in self._deref(response).get("headers", {}).items():
                    unit = self._deref(header).get("x-wait")
                    if unit or name.lower() == "retry-after":
                        entry["waits"][name] = 0.001 if unit == "milliseconds" else 1.0
        return dict(sorted(found.items(), key=lambda item: (item[0].endswith("XX"), item[0])))

    def sensitive(self, model: Any) -> set[str]:
        """The wire names of *model*'s members that are secrets."""
        members = model.data.properties or {}
        return {
            name.get_untrusted_value() if hasattr(name, "get_untrusted_value") else str(name)
            for name, schema in members.items()
            if (getattr(schema, "model_extra", None) or {}).get("x-sensitive")
        }

    # -- samples for the package's README

    def sample(self, endpoint: Any) -> dict[str, str]:
        """How a reader may call *endpoint*: its arguments, and a member of what comes back."""
        facts = self.operation(endpoint)
        arguments = [
            repr(facts.parameters[("path", name)]["example"])
            for name in re.findall(r"\{([^}]*)\}", facts.path)
        ]
        for pattern, content in facts.responses.items():
            if pattern.startswith("2") and content:
                return {"arguments": ", ".join(arguments), "member": self._member(content)}
        return {"arguments": ", ".join(arguments), "member": ""}

    def _member(self, content: Mapping[str, Any]) -> str:
        """The way to the first text that is always there: `.data.name`."""
        schema, way = next(iter(content.values())), ""
        while isinstance(schema, dict):
            schema = self.schemas[schema["$ref"]] if "$ref" in schema else schema
            required = [name for name in schema.get("required", []) if name in schema["properties"]]
            if not required:
                break
            way += f".{self.identifier(required[0])}"
            schema = schema["properties"][required[0]]
        return way

    # -- schemas

    def model_schema(self, model: Any) -> Any:
        """The schema that upstream's *model* was made from: a component's name if it is one."""
        for name in self.schemas:
            if str(ClassName(name, self.field_prefix)) == model.class_info.name:
                return {"$ref": name}
        # Upstream blanks what it has understood already, such as a minimum beside a boolean limit.
        plain = {"exclude_none": True, "exclude_unset": True}
        return self.schema(model.data.model_dump(mode="json", by_alias=True, **plain))

    def read_schema(self, content: Mapping[str, Any]) -> Any:
        """The schema that an answer is read by: of *content*, upstream reads what is JSON."""
        json = [body for name, body in content.items() if JSON.match(name)]
        return json[0] if json else next(iter(content.values()))

    def identifier(self, name: str) -> str:
        return str(PythonIdentifier(name, self.field_prefix))

    def schema(self, node: Any) -> Any:
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
        return OperationFacts(
            label=f"{method.upper()} {path}",
            path=path,
            security=tuple(tuple(alternative) for alternative in security),
            safe_to_repeat=operation.get("x-safe-to-repeat") is True
            or method in ("get", "head", "options", "put", "delete", "trace"),
            parameters=parameters,
            body=self._content(body),
            responses={
                str(pattern).upper(): self._content(self._deref(response))
                for pattern, response in operation.get("responses", {}).items()
            },
        )

    def _parameter(self, parameter: Mapping[str, Any]) -> dict[str, Any]:
        where = parameter["in"]
        style = parameter.get("style", "form" if where in ("query", "cookie") else "simple")
        content = list(parameter.get("content", {}).values())
        schema = content[0].get("schema", {}) if content else parameter.get("schema", {})
        description = parameter.get("description") or schema.get("description") or ""
        return {
            "schema": self.schema(schema),
            "required": parameter.get("required", False),
            "style": "json" if content else style,
            "explode": parameter.get("explode", style == "form"),
            "description": description.strip(),
            "example": parameter.get("example", schema.get("example", parameter["name"])),
        }

    def _content(self, holder: Mapping[str, Any]) -> dict[str, Any]:
        return {
            media_type: self.schema(body.get("schema", {}))
            for media_type, body in holder.get("content", {}).items()
        }
