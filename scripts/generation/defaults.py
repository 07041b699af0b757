"""Values of `default` that their schema refuses. A client must not send them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from jsonschema import FormatChecker
from openapi_schema_validator import OAS30Validator, OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from generation.limitations import Limitations
from generation.opc_forms import PARSERS
from generation.schemas import placed_subschemas, schema_places

_DOCUMENT = "urn:contract"


def drop_invalid_defaults(document: Mapping[str, Any], limitations: Limitations) -> None:
    """Delete each `default` that its schema refuses; null, which means none, stays."""
    accepts = _acceptance(document)
    for holder, key, pointer in schema_places(document):
        for place, schema in placed_subschemas(holder[key], pointer):
            value = schema.get("default")
            if value is None or accepts(place, value):
                continue
            reason = f"its schema refuses `{str(value)[:60]}`; there is no default"
            limitations.add("repaired", f"{place}/default", reason, "correct or remove it")
            del schema["default"]


def _acceptance(document: Mapping[str, Any]) -> Callable[[str, Any], bool]:
    """Return a function that says whether the schema in a place of *document* allows a value."""
    resource = DRAFT202012.create_resource(document)
    registry = Registry().with_resource(_DOCUMENT, resource)
    is_30 = str(document["openapi"]).startswith("3.0")
    kind: Any = OAS30Validator if is_30 else OAS31Validator
    formats: Any = FormatChecker(())
    for name, parse in PARSERS.items():
        formats.checks(name, (AttributeError, TypeError, ValueError))(parse)

    def accepts(pointer: str, value: Any) -> bool:
        reference = {"$ref": f"{_DOCUMENT}#{quote(pointer[1:], safe='/~')}"}
        return bool(kind(reference, registry=registry, format_checker=formats).is_valid(value))

    return accepts
