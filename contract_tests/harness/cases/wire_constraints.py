"""
What a URL, a header, a cookie or a body can carry: schemas of arguments, narrowed to it.

A contract may say "string" where only some strings can travel. What cannot is left to the tests
of refusals. Narrowed away is also what two readers could read in two ways, such as a comma in an
item of a list that commas separate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from contract_tests.harness.oracles.expected_request import serialise
from contract_tests.harness.spec import Contract, Parameter, is_json
from contract_tests.harness.spec.media_types import MULTIPART, media_type_essence

# For a string of which the contract does not say more. A header: visible ASCII, blanks inside. A
# cookie: RFC 6265, 4.1.1, without what a client may percent-encode or not.
PATTERNS = {"header": r"^([!-~]([ -~]*[!-~])?)?$", "cookie": r"^[A-Za-z0-9_.~-]+$"}
# The items of a list and the members of an object that share one text.
JOINED = r"^[A-Za-z0-9_~-]+$"
SAYS_MORE = {"enum", "const", "format", "pattern"}

# What JavaScript, in which Prism is written, tells from its neighbours.
MAX_SAFE_INTEGER = 2**53 - 1
# Where a format is `float`, the most that Prism takes. A contract may mean it so or not.
MAX_FLOAT32 = 3.402823669209385e38
SMALL = 1_000


def encodable_schema(contract: Contract, parameter: Parameter) -> Any:
    """The schema of *parameter*, narrowed. It is for the making of values only."""
    if parameter.style == "content":
        return parameter.schema
    if parameter.names:
        return {"enum": list(parameter.names)}
    narrowed = _narrowed(contract, parameter.schema, PATTERNS.get(parameter.location), parameter)
    if parameter.location == "path" and isinstance(narrowed, dict):
        return {"minLength": 1, **narrowed} if _is(narrowed, "string") else narrowed
    return narrowed


def encodable_body_schema(contract: Contract, media_type: str, schema: Any, *, mocked: bool) -> Any:
    """
    The *schema* of a body, narrowed: where it is plain text or bytes, nothing is no body. Prism, if
    it is *mocked*, dies of some names of parts: then a form has those that the contract names.
    """
    resolved = contract.resolve(schema)
    if not isinstance(resolved, Mapping) or is_json(media_type):
        return schema
    if _is(resolved, "string"):
        return {"minLength": 1, **resolved}
    if mocked and media_type_essence(media_type) == MULTIPART and "properties" in resolved:
        return {**resolved, "additionalProperties": False}
    return schema


def is_encodable(parameter: Parameter, value: Any) -> bool:
    """Whether *value* says something, and as a path segment no path of its own."""
    if value is None:
        return False
    if parameter.location != "path":
        return True
    segment = "".join(text for _, text in serialise(parameter, value))
    # A server may decode more than once, and may take a backslash for a slash.
    while segment != (once := unquote(segment)):
        segment = once
    return segment != "" and {".", ".."}.isdisjoint(re.split(r"[/\\]", segment))


def is_accepted_by_prism(parameter: Parameter | None, value: Any) -> bool:
    """
    Whether Prism takes a *value* that the contract allows, in a *parameter* or in the body.

    To Prism, a header that says nothing is missing, and so is what a query has to have; a wrong
    format has an integer beyond what JavaScript can count with, and perhaps a number beyond single
    precision.
    """
    if isinstance(value, dict):
        return all(is_accepted_by_prism(None, member) for member in value.values())
    if isinstance(value, list):
        return all(is_accepted_by_prism(None, item) for item in value)
    if isinstance(value, (int, float)):
        return abs(value) <= (MAX_SAFE_INTEGER if isinstance(value, int) else MAX_FLOAT32)
    if value != "" or parameter is None:
        return True
    return parameter.location != "header" and not (
        parameter.location == "query" and parameter.required
    )


def clamp_numbers(value: Any) -> Any:
    """*value* with a small number in place of each that Prism does not take: in a large body, one
    of the many that are made is nearly always such.
    """
    if isinstance(value, dict):
        return {name: clamp_numbers(member) for name, member in value.items()}
    if isinstance(value, list):
        return [clamp_numbers(item) for item in value]
    return value if is_accepted_by_prism(None, value) else int(value % SMALL)


def _narrowed(contract: Contract, schema: Any, pattern: str | None, parameter: Parameter) -> Any:
    schema = contract.resolve(schema)
    if not isinstance(schema, Mapping):
        return schema
    found = dict(schema)
    for keyword in ("allOf", "anyOf", "oneOf"):
        if keyword in found:
            parts = found[keyword]
            found[keyword] = [_narrowed(contract, part, pattern, parameter) for part in parts]
    if _is(found, "string") and pattern and not SAYS_MORE & found.keys():
        found["pattern"] = pattern
    inner = pattern if _stands_alone(parameter) else JOINED
    if "items" in found:
        found["items"] = _narrowed(contract, found["items"], inner, parameter)
    if _is(found, "array") and (parameter.required or parameter.location != "query"):
        found["minItems"] = max(1, found.get("minItems", 0))
    if _is(found, "object"):
        members = found.get("properties", {})
        found["properties"] = {
            name: _narrowed(contract, member, inner, parameter) for name, member in members.items()
        }
        found["additionalProperties"] = False
        found["minProperties"] = max(1, found.get("minProperties", 0))
    return found


def _is(schema: Mapping[str, Any], kind: str) -> bool:
    types = schema.get("type", ())
    return kind == types or (isinstance(types, list) and kind in types)


def _stands_alone(parameter: Parameter) -> bool:
    """Whether each item is a pair of its own."""
    return parameter.style == "deepObject" or (parameter.style == "form" and parameter.explode)
