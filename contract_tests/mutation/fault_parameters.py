"""
The parameters of the faults in the catalogue: what a contract has that a client can get wrong.

A kind of parameters is what a fault names with `for-each`: each header, credential, member,
status or constraint.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from contract_tests.harness.cases.examples import ExampleFactory
from contract_tests.harness.driver.loader import alphanumeric
from contract_tests.harness.spec import Contract, is_json

# Values by the name that stands for them in a fault, without its `$`.
Parameters = Mapping[str, Any]

MAX_DEPTH = 3


class FaultParameters:
    """The parameters that *contract*, and the client of it in *package*, give."""

    def __init__(self, contract: Contract, package: Path) -> None:
        self._contract = contract
        self._examples = ExampleFactory(contract)
        self._package = package

    def of(self, kind: str) -> list[Parameters]:
        """Return the parameters of that *kind*, each once."""
        unique: dict[str, Parameters] = {}
        for values in KINDS[kind](self):
            unique.setdefault(repr(sorted(values.items())), values)
        return list(unique.values())

    def client(self) -> Iterator[Parameters]:
        """Yield one empty set: the fault has no parameters."""
        yield {}

    def headers(self) -> Iterator[Parameters]:
        """Yield each header parameter with a valid value."""
        for operation in self._contract.operations:
            for parameter in operation.parameters:
                if parameter.location == "header":
                    example = str(self._examples.example(parameter.schema))
                    yield {"header": parameter.name, "valid": example}

    def header_pairs(self) -> Iterator[Parameters]:
        """Yield each two consecutive header parameters."""
        for first, other in pairwise(self.of("header")):
            yield {"first": first["header"], "second": other["header"]}

    def credentials(self) -> Iterator[Parameters]:
        """Yield the header of each credential."""
        for scheme in self._contract.security_schemes.values():
            if scheme.location == "header":
                yield {"credential": scheme.wire_name}

    def credential_pairs(self) -> Iterator[Parameters]:
        """Yield each two credentials that are sent together in headers."""
        for operation in self._contract.operations:
            for schemes in operation.security:
                for first, other in pairwise(schemes):
                    if first.location == other.location == "header":
                        yield {"first": first.wire_name, "second": other.wire_name}

    def body_members(self) -> Iterator[Parameters]:
        """Yield each member of each JSON request body."""
        for operation in self._contract.operations:
            body = operation.request_body
            for media_type, schema in body.content.items() if body else ():
                for path, names, _ in self._objects(schema) if is_json(media_type) else ():
                    for name in names:
                        where = "/".join((operation.id, *path, name))
                        yield {"where": where, "parents": path, "member": name}

    def response_models(self) -> Iterator[Parameters]:
        """Yield each object in a JSON response."""
        for where, path, _, _ in self._response_objects():
            yield {"where": where, "path": path}

    def response_members(self) -> Iterator[Parameters]:
        """Yield each member of each object in a response, with another one."""
        for where, path, names, _ in self._response_objects():
            for name, other in pairwise([*names, *names[:1]]):
                if name != other:
                    yield {
                        "where": f"{where}/{name}",
                        "path": path,
                        "other": other,
                        "letters": alphanumeric(name),
                        "other_letters": alphanumeric(other),
                    }

    def optional_response_members(self) -> Iterator[Parameters]:
        """Yield each optional member of each object in a response."""
        for where, path, names, required in self._response_objects():
            for name in sorted(set(names) - required):
                yield {
                    "where": f"{where}/{name}",
                    "path": path,
                    "member": name,
                    "letters": alphanumeric(name),
                }

    def error_statuses(self) -> Iterator[Parameters]:
        """Yield each documented error status, with another one."""
        patterns = [
            response.pattern.upper()
            for operation in self._contract.operations
            for response in operation.responses
            if response.pattern[0] != "2"
        ]
        unique = list(dict.fromkeys(patterns))
        for status, other in pairwise([*unique, *unique[:1]]):
            yield {"status": status, "other": other}

    def tolerances(self) -> Iterator[Parameters]:
        """Yield the name of each violation that the client tolerates."""
        for name in self._table("_response.py", "TOLERANCES"):
            yield {"tolerance": name}

    def constraints(self) -> Iterator[Parameters]:
        """Yield each keyword of each schema of the client."""
        for holder, schema in self._client_schemas():
            for keyword in schema:
                if keyword not in ("properties", "items"):
                    yield {**_schema(holder, keyword), "keyword": keyword}

    def constraint_items(self) -> Iterator[Parameters]:
        """Yield each item of each list in a schema of the client."""
        for holder, schema in self._client_schemas():
            for keyword, values in schema.items():
                for item in values if isinstance(values, list) and len(values) > 1 else ():
                    yield {**_schema(holder, keyword), "keyword": keyword, "item": item}

    def properties(self) -> Iterator[Parameters]:
        """Yield each property of each schema of the client."""
        for holder, schema in self._client_schemas():
            for name in schema.get("properties", ()):
                yield {**_schema(holder, name), "property": name}

    def optional_properties(self) -> Iterator[Parameters]:
        """Yield each optional property of each schema of the client."""
        for holder, schema in self._client_schemas():
            for name in sorted({*schema.get("properties", ())} - {*schema.get("required", ())}):
                yield {**_schema(holder, name), "property": name}

    def objects(self) -> Iterator[Parameters]:
        """Yield each schema of an open object."""
        for holder, schema in self._client_schemas():
            if schema.get("type") == "object" and "additionalProperties" not in schema:
                yield _schema(holder)

    def types(self) -> Iterator[Parameters]:
        """Yield each schema with a single type."""
        for holder, schema in self._client_schemas():
            if isinstance(schema.get("type"), str):
                yield {**_schema(holder), "type": schema["type"]}

    def _response_objects(
        self,
    ) -> Iterator[tuple[str, tuple[str, ...], list[str], frozenset[str]]]:
        """Yield each object of a JSON response: (name, path, members, required members)."""
        seen: set[int] = set()
        for operation in self._contract.operations:
            for response in operation.responses:
                for media_type, schema in response.content.items():
                    identity = id(self._contract.resolve(schema))
                    if is_json(media_type) and identity not in seen:
                        seen.add(identity)
                        for path, names, required in self._objects(schema):
                            yield "/".join((response.pattern, *path)), path, names, required

    def _objects(
        self, schema: Any, path: tuple[str, ...] = ()
    ) -> Iterator[tuple[tuple[str, ...], list[str], frozenset[str]]]:
        """Yield each object of a body: (path, members, required members)."""
        resolved = self._examples.resolve(schema)
        members = resolved.get("properties", {})
        if members or "object" in self._examples.types(resolved):
            yield path, list(members), frozenset(resolved.get("required", ()))
        for name, member in members.items() if len(path) < MAX_DEPTH else ():
            yield from self._objects(member, (*path, name))

    def _client_schemas(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield each schema in the client: (the Python expression for it, the schema)."""
        for name, schema in self._table("_contract.py", "SCHEMAS").items():
            yield from _nested_schemas(f"SCHEMAS[{name!r}]", schema)

    def _table(self, file: str, wanted: str) -> Mapping[str, Any]:
        """Return the table *wanted* in a module of the client."""
        for node in ast.parse((self._package / file).read_text(encoding="utf-8")).body:
            target = getattr(node, "target", None)
            is_table = isinstance(target, ast.Name) and target.id == wanted
            if is_table and isinstance(node, ast.AnnAssign) and node.value is not None:
                return dict(ast.literal_eval(node.value))
        return {}


class _Code(str):
    """Python code: filled in without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _schema(holder: str, name: str = "") -> Parameters:
    """Return the parameters of a schema, and of its keyword or property *name*."""
    return {"place": f"{holder}[{name!r}]" if name else holder, "holder": _Code(holder)}


def _nested_schemas(holder: str, schema: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(schema, dict):
        yield holder, schema
        for name, member in schema.get("properties", {}).items():
            yield from _nested_schemas(f"{holder}['properties'][{name!r}]", member)
        for keyword in ("items", "additionalProperties"):
            yield from _nested_schemas(f"{holder}[{keyword!r}]", schema.get(keyword))


KINDS: Mapping[str, Callable[[FaultParameters], Iterator[Parameters]]] = {
    "client": FaultParameters.client,
    "header": FaultParameters.headers,
    "two headers": FaultParameters.header_pairs,
    "credential": FaultParameters.credentials,
    "two credentials": FaultParameters.credential_pairs,
    "body member": FaultParameters.body_members,
    "response model": FaultParameters.response_models,
    "response member": FaultParameters.response_members,
    "optional response member": FaultParameters.optional_response_members,
    "error status": FaultParameters.error_statuses,
    "tolerance": FaultParameters.tolerances,
    "constraint": FaultParameters.constraints,
    "item of a constraint": FaultParameters.constraint_items,
    "property": FaultParameters.properties,
    "optional property": FaultParameters.optional_properties,
    "object": FaultParameters.objects,
    "type": FaultParameters.types,
}
