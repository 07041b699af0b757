"""
The document that openapi-python-client reads in place of a contract.

It is written anew, and has nothing that openapi-python-client refuses: one path for each operation,
without references to parameters, bodies and responses; one media type for each response; names that
result in different Python names; and schemas in the forms of `opc_schemas`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from openapi_python_client.parser.openapi import generate_operation_id
from openapi_python_client.schema import UntrustedString

from generation.class_names import ClassNames, component_names, distinct_parameters, identifier
from generation.document import deref, escape, operations
from generation.limitations import Limitations
from generation.media_types import (
    BYTES,
    FORM,
    MULTIPART,
    kind_of,
    read_media_type,
    sent_media_types,
)
from generation.opc_schemas import Form, Origin, SchemaWriter
from generation.reachable import schemas_in_requests, schemas_in_responses
from generation.schema_parts import Part, common_types, expand
from generation.statuses import documented_errors

# The media types by which openapi-python-client knows each kind of content.
_CANONICAL = {
    "json": "application/json", "text": "text/plain", "form": FORM, "multipart": MULTIPART,
    "file": BYTES,
}  # fmt: skip
# The longest name of a module or of a folder, in bytes.
_LONGEST = 100


class Argument(NamedTuple):
    """A parameter: its location and name in the contract, and a name that is its own in Python."""

    location: str
    name: str
    python: str


@dataclass(frozen=True)
class Route:
    """
    One operation.

    Args:
        path: the path template in the contract.
        method: in lower case.
        arguments: by the name for openapi-python-client.
    """

    path: str
    method: str
    arguments: Mapping[str, Argument]


@dataclass(frozen=True)
class OpcDocument:
    """
    A document for openapi-python-client.

    Args:
        content: the document.
        routes: the operations in their order; the index is the first segment of the path.
        media_types: the canonical media type of each media type of a body.
        origins: what each model was made of, by the name of its class.
    """

    content: dict[str, Any]
    routes: list[Route]
    media_types: dict[str, str]
    origins: Mapping[str, Origin]

    def route(self, endpoint: Any) -> Route:
        """Return the operation of an endpoint of openapi-python-client."""
        return self.routes[int(endpoint.path.get_untrusted_value().split("/")[1])]


def document_for_opc(
    document: dict[str, Any], limitations: Limitations, prefix: str
) -> OpcDocument:
    """Return the document for openapi-python-client; *prefix* is its option `field_prefix`."""
    writer = _OperationWriter(document, limitations, prefix)
    paths = {}
    for index, (path, method, operation) in enumerate(operations(document)):
        route, written = writer.write(path, method, operation)
        names = [alias for alias, each in route.arguments.items() if each.location == "path"]
        template = "".join(f"/{{{alias}}}" for alias in names)
        paths[f"/{index}{template}"] = {method: written}
        writer.routes.append(route)
    for name in document["components"].get("schemas", {}):
        writer.schemas.component(name)
    info = document["info"]
    content = {
        "openapi": "3.1.0",
        "info": {name: info[name] for name in ("title", "version", "description") if name in info},
        "paths": paths,
        "components": {"schemas": writer.schemas.schemas},
    }
    return OpcDocument(content, writer.routes, writer.media_types, writer.schemas.origins)


class _OperationWriter:
    def __init__(self, document: dict[str, Any], limitations: Limitations, prefix: str) -> None:
        components = document["components"].get("schemas", {})
        names = ClassNames(documented_errors(document).values(), prefix)
        self.schemas = SchemaWriter(
            document,
            limitations,
            names,
            component_names(components, names, prefix),
            prefix,
            sent=schemas_in_requests(document),
            received=schemas_in_responses(document),
        )
        self.routes: list[Route] = []
        self.media_types: dict[str, str] = {}
        self._document = document
        self._limitations = limitations
        self._prefix = prefix
        self._modules: set[tuple[str, str]] = set()

    def write(
        self, path: str, method: str, operation: Mapping[str, Any]
    ) -> tuple[Route, dict[str, Any]]:
        place = f"#/paths/{escape(path)}/{method}"
        tag = _shortened(str((operation.get("tags") or ["default"])[0]))
        name = self._module_name(tag, path, method, operation)
        parameters = self._parameters(path, method, operation)
        names = distinct_parameters(parameters, self._prefix)
        # openapi-python-client finds only ASCII names in a path template.
        arguments = {
            f"p{index}": Argument(*pair, names[pair]) for index, pair in enumerate(parameters)
        }
        written: dict[str, Any] = {
            "operationId": name,
            "tags": [tag],
            "parameters": [
                self._parameter(
                    alias, *parameters[(each.location, each.name)], words=(name, each.name)
                )
                for alias, each in arguments.items()
            ],
            "responses": self._responses(operation, place, name),
        }
        for key in ("summary", "description"):
            if isinstance(operation.get(key), str):
                written[key] = operation[key]
        if body := self._body(operation, place, name):
            written["requestBody"] = body
        return Route(path, method, arguments), written

    def _module_name(self, tag: str, path: str, method: str, operation: Mapping[str, Any]) -> str:
        """Return the operationId, or a name made of the path, as a module that no other has."""
        name = operation.get("operationId") or generate_operation_id(
            path=UntrustedString(path), method=method, prefix=self._prefix
        )
        name = _shortened(str(name))
        wanted, number = name, 1
        folder = identifier(tag, "tag")
        while (folder, identifier(wanted, self._prefix).lower()) in self._modules:
            number += 1
            wanted = f"{name}_{number}"
        self._modules.add((folder, identifier(wanted, self._prefix).lower()))
        return wanted

    def _parameters(
        self, path: str, method: str, operation: Mapping[str, Any]
    ) -> dict[tuple[str, str], tuple[Mapping[str, Any], str]]:
        """
        Return (parameter, JSON pointer) by location and name.

        Path parameters have the order of the path. A parameter of the operation replaces that of
        the path item.
        """
        place = f"#/paths/{escape(path)}"
        holders = ((place, self._document["paths"][path]), (f"{place}/{method}", operation))
        found: dict[tuple[str, str], tuple[Mapping[str, Any], str]] = {}
        for pointer, holder in holders[::-1]:
            for index, raw in enumerate(holder.get("parameters", [])):
                parameter = deref(self._document, raw)
                identity = parameter["in"], parameter["name"]
                found.setdefault(identity, (parameter, f"{pointer}/parameters/{index}"))
        order = dict.fromkeys(("path", name) for name in re.findall(r"\{([^{}]+)\}", path))
        return {identity: found[identity] for identity in (order | found)}

    def _parameter(
        self, alias: str, found: Mapping[str, Any], place: str, words: tuple[str, str]
    ) -> dict[str, Any]:
        content = list(found.get("content", {}).values())
        schema = content[0].get("schema", {}) if content else found.get("schema", {})
        description = found.get("description")
        return {
            "name": alias,
            # openapi-python-client refuses some types in a header; `opc_adapter` moves them back.
            "in": "query" if found["in"] == "header" else found["in"],
            "required": found.get("required", False),
            "schema": self.schemas.write(schema, f"{place}/schema", words),
            **({"description": description} if isinstance(description, str) else {}),
        }

    def _responses(self, operation: Mapping[str, Any], place: str, name: str) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for status, raw in operation["responses"].items():
            response = deref(self._document, raw)
            pattern = status if status == "default" else status.upper()
            written[pattern] = {"description": str(response.get("description") or "")}
            if not response.get("content"):
                continue
            media_type = read_media_type(response["content"])
            where = f"{place}/responses/{status}/content/{escape(media_type)}/schema"
            body = response["content"][media_type]
            words = (name, f"response_{pattern}")
            kind, form = self._content(media_type, body.get("schema", {}), where, words)
            kind = kind if kind in ("json", "text") else "file"
            written[pattern]["content"] = {_CANONICAL[kind]: {"schema": form}}
        return written

    def _body(self, operation: Mapping[str, Any], place: str, name: str) -> dict[str, Any] | None:
        body = deref(self._document, operation.get("requestBody", {}))
        content = body.get("content", {})
        if not content:
            return None
        written: dict[str, Any] = {}
        types: list[str] = []
        for media_type in sent_media_types(content):
            where = f"{place}/requestBody/content/{escape(media_type)}"
            words = (name, f"{kind_of(media_type)} body" if written else "body")
            schema = content[media_type].get("schema", {})
            kind, form = self._content(media_type, schema, f"{where}/schema", words)
            instance = self._instance_type(form)
            if types and (not instance or not all(types) or instance in types):
                reason = "a value for this media type cannot be told apart from one for another"
                self._limitations.add("skipped", where, reason, "use different schemas")
                del content[media_type]
                continue
            types.append(instance)
            self.media_types[media_type] = _CANONICAL["file" if kind == "text" else kind]
            written[media_type] = {"schema": form}
        return {"required": body.get("required", False), "content": written}

    def _instance_type(self, form: Form) -> str:
        """Return the name of the Python type of the values of *form*, or an empty text."""
        if "$ref" in form:
            name = form["$ref"].rpartition("/")[2]
            written = self.schemas.schemas[name]
            return name if written.get("properties") else str(written["type"])
        kind = form.get("type", "")
        return "file" if form.get("format") == "binary" else str(kind)

    def _content(
        self, media_type: str, schema: Any, place: str, words: tuple[str, str]
    ) -> tuple[str, Form]:
        """Return the kind and the form of a body, which is a text or bytes if it is not JSON."""
        kind = kind_of(media_type, deref(self._document, schema))
        if kind in ("json", "form", "multipart"):
            form = self.schemas.write(schema, place, words)
            if kind == "json" or form:
                return kind, form
            return kind, self.schemas.write({"type": "object"}, place, words)
        types = common_types(expand(self._document, [Part(place, schema)]))
        if types is not None and types != ["string"]:
            reason = "a body that is not JSON is a text" if kind == "text" else "the body is bytes"
            self._limitations.add("untyped", place, reason, "describe it with `type: string`")
        return kind, {"type": "string", **({} if kind == "text" else {"format": "binary"})}


def _shortened(name: str) -> str:
    """Return *name*, or the last part of it, so that it can be the name of a file."""
    return unicodedata.normalize("NFKC", name).encode()[-_LONGEST:].decode(errors="ignore")
