"""The call that the README of a client shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pprint import pformat
from typing import Any

from generation.class_names import distinct_members, identifier
from generation.document import deref
from generation.media_types import is_json, kind_of, read_media_type
from generation.opc_document import Route
from generation.samples import NoSampleError, Samples
from generation.schemas import types_of
from generation.security import Credential
from generation.servers import Server

# Characters of a line of a value.
_WIDTH = 60


@dataclass(frozen=True)
class ReadmeCall:
    """
    A call of one operation, as Python code.

    Args:
        tag: the package of the function.
        endpoint: the operation, as openapi-python-client has it.
        arguments: those without which the function cannot be called, except the client.
        body: a value for an optional body; empty without one.
        member: the attributes that lead to a text in the result, such as `.data.name`; empty
            without any.
        client_class: a class whose clients can make it.
        settings: the arguments without which the class cannot be called, or the call is refused.
    """

    tag: str
    endpoint: Any
    arguments: list[str] = field(default_factory=list)
    body: str = ""
    member: str = ""
    client_class: str = ""
    settings: list[str] = field(default_factory=list)

    @property
    def timeout(self) -> str:
        """The name of the argument for a timeout, beside a parameter of the contract."""
        names = [each.python_name for each in self.endpoint.list_all_parameters()]
        return "request_timeout" if "timeout" in names else "timeout"


def client_settings(
    server: Server, credentials: Iterable[Credential], security: Iterable[tuple[str, ...]]
) -> list[str]:
    """Return arguments of a client class for an operation, with the fewest credentials."""
    found = [f"{each.python_name}={each.example!r}" for each in server.variables]
    if not server.url:
        found.append("base_url='https://api.example.com'")
    needed: tuple[str, ...] = min(filter(None, security), key=len, default=())
    for each in credentials:
        if needed and (each.required or each.scheme in needed):
            value = ("user", "password") if each.kind == "basic" else "your-token"
            found.append(f"{each.python_name}={value!r}")
    return found


class ReadmeCalls:
    """
    Chooses the call.

    Args:
        document: the contract, with a variant of each schema for requests.
        samples: makes values for its schemas.
        prefix: precedes an attribute that begins with a digit.
    """

    def __init__(self, document: Mapping[str, Any], samples: Samples, prefix: str) -> None:
        self._document = document
        self._samples = samples
        self._prefix = prefix

    def first(self, endpoints: Iterable[tuple[str, Any, Route]]) -> ReadmeCall:
        """
        Return a call of the first operation with a JSON success, or else of the first operation.

        Args:
            endpoints: the tag, the endpoint and the route of each operation.
        """
        found: list[ReadmeCall] = []
        first = None
        for tag, endpoint, route in endpoints:
            first = first or ReadmeCall(tag, endpoint)
            operation = self._document["paths"][route.path][route.method]
            try:
                found.append(self._call(tag, endpoint, route.path, operation))
            except NoSampleError:
                continue
            if self._json_success(operation) is not None:
                return found[-1]
        call = next(iter(found), first)
        assert call is not None, "a contract has at least one operation"
        return call

    def _call(self, tag: str, endpoint: Any, path: str, operation: Mapping[str, Any]) -> ReadmeCall:
        declared = self._parameters(path, operation)
        arguments = [
            _code(self._argument(parameter, declared, "path", operation))
            for parameter in endpoint.path_parameters
        ]
        for where in ("query", "header", "cookie"):
            for parameter in getattr(endpoint, f"{where}_parameters"):
                if parameter.required and parameter.default is None:
                    value = self._argument(parameter, declared, where, operation)
                    arguments.append(f"{parameter.python_name}={_code(value)}")
        body = ""
        if endpoint.bodies and endpoint.bodies[0].prop.required:
            arguments.append(f"body={_code(self._body(operation))}")
        elif endpoint.bodies:
            try:
                body = _code(self._body(operation))
            except NoSampleError:
                body = ""
        return ReadmeCall(tag, endpoint, arguments, body, self._member(operation))

    def _parameters(
        self, path: str, operation: Mapping[str, Any]
    ) -> dict[tuple[str, str], Mapping[str, Any]]:
        item = self._document["paths"][path]
        found = {}
        for raw in [*item.get("parameters", []), *operation.get("parameters", [])]:
            parameter = deref(self._document, raw)
            found[parameter["in"], parameter["name"]] = parameter
        return found

    def _argument(
        self,
        parameter: Any,
        declared: Mapping[tuple[str, str], Mapping[str, Any]],
        where: str,
        operation: Mapping[str, Any],
    ) -> Any:
        name = parameter.name.get_untrusted_value()
        raw = declared[where, name]
        if where == "header" and name.lower() == "accept":
            content = self._json_success(operation) or {"application/json": {}}
            return self._samples.value(_schema(raw), read_media_type(content))
        named = [deref(self._document, each) for each in raw.get("examples", {}).values()]
        values = [each.get("value") for each in named if isinstance(each, Mapping)]
        return self._samples.value(_schema(raw), raw.get("example"), *values)

    def _body(self, operation: Mapping[str, Any]) -> Any:
        """Return a value for the body, if a mapping or a text can be one."""
        content = deref(self._document, operation["requestBody"])["content"]
        [(media_type, body), *others] = content.items()
        schema = body.get("schema", {})
        if others or kind_of(media_type, deref(self._document, schema)) not in ("json", "form"):
            raise NoSampleError
        return self._samples.value(schema, body.get("example"))

    def _json_success(self, operation: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the `content` of the only success, if it is JSON."""
        successes = [
            deref(self._document, response)
            for status, response in operation["responses"].items()
            if status.upper()[0] in "2D"
        ]
        content = successes[0].get("content", {}) if len(successes) == 1 else {}
        return content if any(map(is_json, content)) else None

    def _member(self, operation: Mapping[str, Any]) -> str:
        content = self._json_success(operation)
        if content is None:
            return ""
        schema, path = content[read_media_type(content)].get("schema", {}), ""
        while isinstance(schema := deref(self._document, schema), Mapping):
            members = schema.get("properties", {})
            required = [name for name in schema.get("required", []) if name in members]
            is_model = types_of(schema) == ["object"] and not schema.get("nullable")
            if not required or not is_model or {"allOf", "anyOf", "oneOf"} & schema.keys():
                break
            aliases = distinct_members(members, self._prefix)
            path += f".{identifier(aliases[required[0]], self._prefix)}"
            schema = members[required[0]]
        return path


def _schema(parameter: Mapping[str, Any]) -> Any:
    content = list(parameter.get("content", {}).values())
    return content[0].get("schema", {}) if content else parameter.get("schema", {})


def _code(value: Any) -> str:
    return pformat(value, width=_WIDTH, sort_dicts=False)
