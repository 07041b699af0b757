"""What one of the two contracts says about a place: the text and the definition of a change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.harness.comparison.endpoints import Endpoint
from contract_tests.harness.oracles.request_violations import (
    SERIALISATION,
    accepts_credentials,
    alternative,
    parameters_by_location,
)
from contract_tests.harness.oracles.violations import Location
from contract_tests.harness.spec import Operation, Parameter, Response
from contract_tests.harness.spec.json_paths import JsonPath
from contract_tests.harness.spec.json_schema import DATA_KEYWORDS, NAME_KEYWORDS, json_schema
from contract_tests.harness.spec.media_types import matching_media_type
from contract_tests.harness.spec.schema_places import schema_parts, schemas_at

ABSENT = "absent"
# The place of every item of an array, and of every member without a definition of its own.
ANY = "*"
# The keywords whose places are members that must or must not be there.
MEMBER_KEYWORDS = ("required", "additionalProperties")
# The longest value of a keyword in the text of a change, in characters.
MAX_VALUE = 60


@dataclass(frozen=True)
class Side:
    """One operation of one contract."""

    endpoint: Endpoint

    @property
    def operation(self) -> Operation:
        """The operation with its effective URL."""
        return self.endpoint.effective

    def parameter(self, location: Location) -> Parameter | None:
        """Return the parameter at a location of the kind "parameter"."""
        named = parameters_by_location(self.operation)
        return named.get(location.name) if isinstance(location.name, tuple) else None

    def response(self, location: Location) -> Response | None:
        """Return the response that documents the status of *location*."""
        return self.operation.response(location.status)

    def schema(self, location: Location) -> Any:
        """Return the schema of the value at *location*, its `path` aside; None if there is none."""
        if location.kind == "parameter":
            parameter = self.parameter(location)
            return parameter and parameter.schema
        if location.kind == "header":
            return (self._header(location) or {}).get("schema")
        content = self._content(location)
        media_type = matching_media_type(content, str(location.name))
        return content[media_type] if media_type else None

    def repeats(self, location: Location, other: Location) -> bool:
        """Whether *location* is inside the object of the *other* one, and has the same schema."""
        nodes, others = (
            [id(each) for each in schemas_at(self.endpoint.contract, self.schema(at), at.path)]
            for at in (location, other)
        )
        is_inside = location.path[: len(other.path) - 1] == other.path[:-1]
        return (
            len(location.path) > len(other.path)
            and is_inside
            and bool(nodes)
            and nodes == others
            and replace(location, path=()) == replace(other, path=())
        )

    def parts(self, location: Location) -> list[Mapping[str, Any]]:
        """Return the schemas for the value at the path of *location*, those of `allOf` included."""
        contract, schema = self.endpoint.contract, self.schema(location)
        return [
            json_schema(part, contract.version)
            for each in schemas_at(contract, schema, location.path)
            for part in schema_parts(contract, each)
            if schema is not None and part.keys() - TEXTS
        ]

    def declares(self, location: Location, path: JsonPath) -> bool:
        """Whether the last step of *path* is the name of a property."""
        *parent, name = path
        at_parent = Location(location.kind, location.name, location.status, tuple(parent))
        return any(name in part.get("properties", {}) for part in self.parts(at_parent))

    def state(self, location: Location) -> str:
        """Return what the contract says about *location*, in a few words."""
        if location.keyword in MEMBER_KEYWORDS:
            return self._member_state(location)
        if location.keyword == SERIALISATION:
            parameter = self.parameter(location)
            return _style(parameter) if parameter else ABSENT
        if location.keyword:
            return _keyword_text(location.keyword, self.parts(location))
        return self._presence(location)

    def definition(self, location: Location) -> str:
        """Return the definition of *location* as JSON; empty where there is none."""
        if location.kind in ("parameter", "body", "response body", "header"):
            path = location.path
            if location.keyword in MEMBER_KEYWORDS:
                path = path[:-1]
            place = Location(location.kind, location.name, location.status, path)
            parts = [_without_texts(part) for part in self.parts(place)]
            shown: Any = parts[0] if len(parts) == 1 else parts
            return json.dumps(shown, indent=1, ensure_ascii=False, default=str) if parts else ""
        return self.state(location)

    def _presence(self, location: Location) -> str:
        if location.kind == "parameter":
            parameter = self.parameter(location)
            return _necessity(parameter.required) if parameter else ABSENT
        if location.kind == "header":
            header = self._header(location)
            return ABSENT if header is None else _necessity(header.get("required", False))
        if location.kind == "body" and not location.name:
            body = self.operation.request_body
            return _necessity(body.required) if body else ABSENT
        if location.kind == "credentials":
            return self._credentials(str(location.name))
        if location.kind == "status":
            return "documented" if self.response(location) else ABSENT
        content = self._content(location)
        if not location.name:
            return ", ".join(content) or ABSENT
        return "documented" if matching_media_type(content, str(location.name)) else ABSENT

    def _credentials(self, name: str) -> str:
        own = [each for each in self.operation.security if alternative(each) == name]
        return "accepted" if any(accepts_credentials(self.operation, each) for each in own) else ""

    def _member_state(self, location: Location) -> str:
        *parent, name = location.path
        place = Location(location.kind, location.name, location.status, tuple(parent))
        parts = self.parts(place)
        if any(name in part.get("required", ()) for part in parts):
            return "required"
        if any(name in part.get("properties", {}) for part in parts):
            return "optional"
        is_closed = any(part.get("additionalProperties") is False for part in parts)
        if is_closed:
            return "not allowed"
        return "allowed" if name == ANY else ABSENT

    def _content(self, location: Location) -> Mapping[str, Any]:
        if location.kind == "body":
            body = self.operation.request_body
            return body.content if body else {}
        response = self.response(location)
        return response.content if response else {}

    def _header(self, location: Location) -> Mapping[str, Any] | None:
        response = self.response(location)
        return response.header(str(location.name)) if response else None


TEXTS = {"title", "description", "example", "examples", "default", "deprecated", "externalDocs"}


def _keyword_text(keyword: str, parts: list[Mapping[str, Any]]) -> str:
    """Return the value of *keyword* in all *parts*, as short text."""
    values = [part[keyword] for part in parts if keyword in part]
    if keyword == "type":
        names = [
            each for value in values for each in ([value] if isinstance(value, str) else value)
        ]
        return " or ".join(dict.fromkeys(names)) or "any"
    texts = dict.fromkeys(json.dumps(value, ensure_ascii=False, default=str) for value in values)
    text = " and ".join(texts) or "none"
    if len(text) <= MAX_VALUE:
        return text
    return f"{text[:MAX_VALUE]}\N{HORIZONTAL ELLIPSIS} ({len(text)} characters)"


def _style(parameter: Parameter) -> str:
    return f"style {parameter.style}, explode {json.dumps(parameter.explode)}"


def _necessity(required: bool) -> str:
    return "required" if required else "optional"


def _without_texts(schema: Any) -> Any:
    """Return *schema* without what does not restrict values."""
    if isinstance(schema, list):
        return [_without_texts(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        name: {key: _without_texts(each) for key, each in value.items()}
        if name in NAME_KEYWORDS and isinstance(value, Mapping)
        else value
        if name in DATA_KEYWORDS
        else _without_texts(value)
        for name, value in schema.items()
        if name not in TEXTS and not name.startswith("x-")
    }
