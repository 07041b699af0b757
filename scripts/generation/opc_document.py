"""
The document that openapi-python-client reads in place of a contract.

It is written anew, and has nothing that openapi-python-client refuses: one path for each operation,
without references to parameters, bodies and responses; one media type for each response; names that
result in different Python names; and schemas in the forms of `opc_forms`.
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
from generation.discriminators import Choice
from generation.document import deref, escape, operations
from generation.limitations import Limitations
from generation.opc_contents import ContentWriter
from generation.opc_models import Origin
from generation.opc_schemas import SchemaWriter
from generation.reachable import schemas_in_requests, schemas_in_responses
from generation.statuses import documented_errors

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
        choices: how to choose among the classes of a union, by the names of all of them.
    """

    content: dict[str, Any]
    routes: list[Route]
    media_types: dict[str, str]
    origins: Mapping[str, Origin]
    choices: Mapping[frozenset[str], Mapping[str, Choice]]

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
        writer.schemas.write_component(name)
    info = document["info"]
    content = {
        "openapi": "3.1.0",
        "info": {name: info[name] for name in ("title", "version", "description") if name in info},
        "paths": paths,
        "components": {"schemas": writer.schemas.schemas},
    }
    schemas, media_types = writer.schemas, writer.contents.media_types
    return OpcDocument(content, writer.routes, media_types, schemas.origins, schemas.choices)


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
        self.contents = ContentWriter(document, limitations, self.schemas)
        self.routes: list[Route] = []
        self._document = document
        self._prefix = prefix
        self._modules: set[tuple[str, str]] = set()

    def write(
        self, path: str, method: str, operation: Mapping[str, Any]
    ) -> tuple[Route, dict[str, Any]]:
        """Return the route of *operation*, and its definition for openapi-python-client."""
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
            "responses": self.contents.responses(operation, place, name),
        }
        for key in ("summary", "description"):
            if isinstance(operation.get(key), str):
                written[key] = operation[key]
        if body := self.contents.body(operation, place, name):
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


def _shortened(name: str) -> str:
    """Return *name*, or the last part of it, so that it can be the name of a file."""
    return unicodedata.normalize("NFKC", name).encode()[-_LONGEST:].decode(errors="ignore")
