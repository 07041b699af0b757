"""
Restricts argument schemas to values that can be encoded in their location.

A schema may allow any string where HTTP can encode only some. It is also restricted to values with
one interpretation: an item of a comma-separated list contains no comma, for example. The tests of
invalid arguments send the other values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from contract_tests.harness.oracles.body_codec import canonical
from contract_tests.harness.oracles.expected_request import serialise
from contract_tests.harness.spec import Contract, Parameter, is_json
from contract_tests.harness.spec.media_types import FORM, MULTIPART, media_type_essence

# For strings that the contract does not restrict. A header: visible ASCII, blanks inside. A cookie:
# RFC 6265, 4.1.1, without characters that a client may percent-encode.
PATTERNS = {"header": r"^([!-~]([ -~]*[!-~])?)?$", "cookie": r"^[A-Za-z0-9_.~-]+$"}
# For items of a list and members of an object that are joined with delimiters.
JOINED_PATTERN = r"^[A-Za-z0-9_~-]+$"
RESTRICTING_KEYWORDS = {"enum", "const", "format", "pattern"}

# The largest integer of JavaScript, in which Prism is written.
MAX_SAFE_INTEGER = 2**53 - 1
# Prism's limit for the format `float`; a contract may mean a larger range.
MAX_FLOAT32 = 3.402823669209385e38
CLAMPED_MODULUS = 1_000


def encodable_schema(contract: Contract, parameter: Parameter) -> Any:
    """Return the restricted schema of *parameter*, for generating values."""
    if parameter.style == "content":
        return parameter.schema
    if parameter.media_types:
        return {"enum": list(parameter.media_types)}
    schema = _restricted(contract, parameter.schema, PATTERNS.get(parameter.location), parameter)
    if parameter.location == "path" and isinstance(schema, dict) and _is(schema, "string"):
        return {"minLength": 1, **schema}
    return schema


def encodable_body_schema(contract: Contract, media_type: str, schema: Any, *, mocked: bool) -> Any:
    """
    Return the restricted *schema* of a body, for generating values.

    Text and bytes are not empty, because an empty body equals no body. If *mocked*, a multipart
    form has only documented members, because Prism crashes on some names of parts.
    """
    resolved = contract.resolve(schema)
    if not isinstance(resolved, Mapping) or is_json(media_type):
        return schema
    if _is(resolved, "string"):
        return {"minLength": 1, **resolved}
    if mocked and media_type_essence(media_type) == MULTIPART and "properties" in resolved:
        return {**resolved, "additionalProperties": False}
    return schema


def is_encodable_body(media_type: str | None, body: Any) -> bool:
    """Whether *body* can be sent: a multipart form has at least one part."""
    is_multipart = media_type_essence(media_type or "") == MULTIPART
    return not (is_multipart and isinstance(body, dict)) or bool(canonical(MULTIPART, body))


def is_form_for_prism(media_type: str, body: Any) -> bool:
    """
    Whether Prism reads *body* as it was sent, if it is an URL-encoded form.

    Prism takes an empty form for a missing body, an empty array for a missing field, and an empty
    item of an array for no item.
    """
    if media_type_essence(media_type) != FORM or not isinstance(body, dict):
        return True
    fields = canonical(FORM, body)
    arrays = {name for name, value in body.items() if isinstance(value, list)}
    is_complete = bool(body) and body.keys() == {name for name, _ in fields}
    return is_complete and all(text for name, text in fields if name in arrays)


def is_encodable(parameter: Parameter, value: Any) -> bool:
    """Whether *value* can be sent; in a path, it must not be empty or a dot segment."""
    if value is None or (parameter.style != "content" and _is_nested(value)):
        return False
    if parameter.location != "path":
        return True
    segment = "".join(text for _, text in serialise(parameter, value))
    # Some servers decode repeatedly, and treat a backslash as a slash.
    while segment != (once := unquote(segment)):
        segment = once
    return segment != "" and {".", ".."}.isdisjoint(re.split(r"[/\\]", segment))


def _is_nested(value: Any) -> bool:
    """Whether *value* is a list or object that contains another one, which no style encodes."""
    members = value.values() if isinstance(value, dict) else value
    is_container = isinstance(value, (list, dict))
    return is_container and any(isinstance(each, (list, dict)) for each in members)


def is_accepted_by_prism(parameter: Parameter | None, value: Any) -> bool:
    """
    Whether Prism accepts a *value* that the contract allows, in a *parameter* or in the body.

    Prism treats an empty header, and an empty required query parameter, as missing, also a list of
    nothing but empty texts. It rejects
    integers that JavaScript cannot represent and numbers beyond single precision.
    """
    if isinstance(value, dict):
        return all(is_accepted_by_prism(None, member) for member in value.values())
    if isinstance(value, list) and not (value and all(item == "" for item in value)):
        return all(is_accepted_by_prism(None, item) for item in value)
    if isinstance(value, (int, float)):
        return abs(value) <= (MAX_SAFE_INTEGER if isinstance(value, int) else MAX_FLOAT32)
    is_empty = value == "" or isinstance(value, list)
    if not is_empty or parameter is None:
        return True
    return parameter.location != "header" and not (
        parameter.location == "query" and parameter.required
    )


def clamp_numbers(value: Any) -> Any:
    """Replace each number in *value* that Prism rejects; a large body nearly always has one."""
    if isinstance(value, dict):
        return {name: clamp_numbers(member) for name, member in value.items()}
    if isinstance(value, list):
        return [clamp_numbers(item) for item in value]
    return value if is_accepted_by_prism(None, value) else int(value % CLAMPED_MODULUS)


def _restricted(contract: Contract, schema: Any, pattern: str | None, parameter: Parameter) -> Any:
    schema = contract.resolve(schema)
    if not isinstance(schema, Mapping):
        return schema
    restricted = dict(schema)
    for keyword in {"allOf", "anyOf", "oneOf"} & schema.keys():
        parts = schema[keyword]
        restricted[keyword] = [_restricted(contract, part, pattern, parameter) for part in parts]
    if _is(schema, "string") and pattern and not RESTRICTING_KEYWORDS & schema.keys():
        restricted["pattern"] = pattern
    inner = pattern if _is_repeated(parameter) else JOINED_PATTERN
    if "items" in schema:
        restricted["items"] = _restricted(contract, schema["items"], inner, parameter)
    if _is(schema, "array") and (parameter.required or parameter.location != "query"):
        restricted["minItems"] = max(1, schema.get("minItems", 0))
    if _is(schema, "object"):
        members = _members(schema)
        restricted["properties"] = {
            name: _restricted(contract, member, inner, parameter)
            for name, member in members.items()
        }
        restricted["additionalProperties"] = False
        restricted["minProperties"] = max(1 if members else 0, schema.get("minProperties", 0))
    return restricted


def _members(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The members of an object, or a few of any name if the schema names none."""
    members: Mapping[str, Any] = schema.get("properties") or {}
    if members:
        return members
    others = schema.get("additionalProperties", True)
    if others is False:
        return {}
    number = max(2, schema.get("minProperties", 0))
    member = others if isinstance(others, Mapping) and others else {"type": "string"}
    return {f"name{index}": member for index in range(number)}


def _is(schema: Mapping[str, Any], type_name: str) -> bool:
    types = schema.get("type", ())
    return type_name == types or (isinstance(types, list) and type_name in types)


def _is_repeated(parameter: Parameter) -> bool:
    """Whether each item is a pair of its own, instead of a part of one text."""
    return parameter.style == "deepObject" or (parameter.style == "form" and parameter.explode)
