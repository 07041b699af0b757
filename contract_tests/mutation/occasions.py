"""What a contract gives occasion to get wrong: headers, keys, members, statuses, constraints."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from contract_tests.harness.cases.examples import ExampleFactory
from contract_tests.harness.driver.loader import alphanumeric
from contract_tests.harness.spec import Contract, is_json

# What is filled into a fault, by the name of its place there.
Given = Mapping[str, Any]

DEEPEST = 3


class Occasions:
    """Those of one *contract*, and of the client of it in *package*."""

    def __init__(self, contract: Contract, package: Path) -> None:
        self._contract = contract
        self._samples = ExampleFactory(contract)
        self._package = package

    def of(self, kind: str) -> list[Given]:
        """Those of that *kind*, each once."""
        found: dict[str, Given] = {}
        for given in OCCASIONS[kind](self):
            found.setdefault(repr(sorted(given.items())), given)
        return list(found.values())

    def client(self) -> Iterator[Given]:
        """The client itself."""
        yield {}

    def headers(self) -> Iterator[Given]:
        for operation in self._contract.operations:
            for parameter in operation.parameters:
                if parameter.location == "header":
                    sound = str(self._samples.example(parameter.schema))
                    yield {"header": parameter.name, "sound": sound}

    def two_headers(self) -> Iterator[Given]:
        for first, other in pairwise(self.of("header")):
            yield {"first": first["header"], "second": other["header"]}

    def keys(self) -> Iterator[Given]:
        for scheme in self._contract.security_schemes.values():
            if scheme.location == "header":
                yield {"key": scheme.wire_name}

    def two_keys(self) -> Iterator[Given]:
        for operation in self._contract.operations:
            for schemes in operation.security:
                for first, other in pairwise(schemes):
                    if first.location == other.location == "header":
                        yield {"first": first.wire_name, "second": other.wire_name}

    def body_members(self) -> Iterator[Given]:
        for operation in self._contract.operations:
            body = operation.request_body
            for media_type, schema in body.content.items() if body else ():
                for path, names, _ in self._objects(schema) if is_json(media_type) else ():
                    for name in names:
                        where = "/".join((operation.id, *path, name))
                        yield {"where": where, "parents": path, "member": name}

    def answer_models(self) -> Iterator[Given]:
        for where, path, _, _ in self._answers():
            yield {"where": where, "path": path}

    def answer_members(self) -> Iterator[Given]:
        for where, path, names, _ in self._answers():
            for name, other in pairwise([*names, names[0]] if names else ()):
                if name != other:
                    place = {"where": f"{where}/{name}", "path": path, "other": other}
                    yield {
                        **place,
                        "letters": alphanumeric(name),
                        "other_letters": alphanumeric(other),
                    }

    def optional_members(self) -> Iterator[Given]:
        for where, path, names, required in self._answers():
            for name in sorted(set(names) - required):
                yield {"where": f"{where}/{name}", "path": path, "letters": alphanumeric(name)}

    def error_statuses(self) -> Iterator[Given]:
        patterns: list[str] = []
        for operation in self._contract.operations:
            patterns += [r.pattern.upper() for r in operation.responses if r.pattern[0] != "2"]
        unique = list(dict.fromkeys(patterns))
        for status, other in pairwise([*unique, *unique[:1]]):
            yield {"status": status, "other": other}

    def constraints(self) -> Iterator[Given]:
        for holder, schema in self._schemas():
            for keyword in schema:
                if keyword not in ("properties", "items"):
                    place = f"{holder}[{keyword!r}]"
                    yield {"place": place, "holder": _Code(holder), "keyword": keyword}

    def items(self) -> Iterator[Given]:
        for given in self.constraints():
            schema = dict(self._schemas())[given["holder"]]
            values = schema[given["keyword"]]
            for item in values if isinstance(values, list) and len(values) > 1 else ():
                yield {**given, "item": item}

    def properties(self) -> Iterator[Given]:
        for holder, schema in self._schemas():
            for name in schema.get("properties", ()):
                place = f"{holder}[{name!r}]"
                yield {"place": place, "holder": _Code(holder), "property": name}

    def optional_properties(self) -> Iterator[Given]:
        for holder, schema in self._schemas():
            for name in sorted({*schema.get("properties", ())} - {*schema.get("required", ())}):
                place = f"{holder}[{name!r}]"
                yield {"place": place, "holder": _Code(holder), "property": name}

    def objects(self) -> Iterator[Given]:
        for holder, schema in self._schemas():
            if schema.get("type") == "object" and "additionalProperties" not in schema:
                yield {"place": holder, "holder": _Code(holder)}

    def types(self) -> Iterator[Given]:
        for holder, schema in self._schemas():
            if isinstance(schema.get("type"), str):
                yield {"place": holder, "holder": _Code(holder), "type": schema["type"]}

    def _answers(self) -> Iterator[tuple[str, tuple[str, ...], list[str], frozenset[str]]]:
        seen: set[int] = set()
        for operation in self._contract.operations:
            for response in operation.responses:
                for media_type, schema in response.content.items():
                    if is_json(media_type) and id(self._contract.resolve(schema)) not in seen:
                        seen.add(id(self._contract.resolve(schema)))
                        for path, names, required in self._objects(schema):
                            yield "/".join((response.pattern, *path)), path, names, required

    def _objects(
        self, schema: Any, path: tuple[str, ...] = ()
    ) -> Iterator[tuple[tuple[str, ...], list[str], frozenset[str]]]:
        """Each object of a body: where it is, its members, those it must have."""
        found = self._samples.resolve(schema)
        members = found.get("properties", {})
        if members or "object" in self._samples.types(found):
            yield path, list(members), frozenset(found.get("required", ()))
        for name, member in members.items() if len(path) < DEEPEST else ():
            yield from self._objects(member, (*path, name))

    def _schemas(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each schema that the client has: (the code that names it, the schema)."""
        text = (self._package / "_contract.py").read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            target = getattr(node, "target", None)
            is_table = isinstance(target, ast.Name) and target.id == "SCHEMAS"
            if is_table and isinstance(node, ast.AnnAssign) and node.value is not None:
                for name, schema in ast.literal_eval(node.value).items():
                    yield from _within(f"SCHEMAS[{name!r}]", schema)


class _Code(str):
    """A text that is filled in as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _within(holder: str, schema: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(schema, dict):
        yield holder, schema
        for name, member in schema.get("properties", {}).items():
            yield from _within(f"{holder}['properties'][{name!r}]", member)
        for keyword in ("items", "additionalProperties"):
            yield from _within(f"{holder}[{keyword!r}]", schema.get(keyword))


OCCASIONS: Mapping[str, Callable[[Occasions], Iterator[Given]]] = {
    "client": Occasions.client,
    "header": Occasions.headers,
    "two headers": Occasions.two_headers,
    "key": Occasions.keys,
    "two keys": Occasions.two_keys,
    "body member": Occasions.body_members,
    "answer model": Occasions.answer_models,
    "answer member": Occasions.answer_members,
    "optional answer member": Occasions.optional_members,
    "error status": Occasions.error_statuses,
    "constraint": Occasions.constraints,
    "item of a constraint": Occasions.items,
    "property": Occasions.properties,
    "optional property": Occasions.optional_properties,
    "object": Occasions.objects,
    "type": Occasions.types,
}
