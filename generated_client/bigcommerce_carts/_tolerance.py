# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""What the client tolerates in a response although the contract does not allow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ._assertions import is_array, is_object
from ._contract import SCHEMAS
from ._validation import Schema, first_violation

# The names of the relaxed schemas in the table begin with it. No name in a contract has a blank.
_PREFIX = "relaxed "
# The formats that are converted to another type than str.
_CONVERTED = ("date", "date-time", "uuid")
_JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}

# The relaxed schemas of responses, by the id of the schema, which lives as long as its module.
_of_responses: dict[int, Schema] = {}


def tolerant(schema: Schema) -> Schema:
    """Return the schema that a client which is not strict applies to a response with *schema*."""
    if id(schema) not in _of_responses:
        _of_responses[id(schema)] = relaxed(schema)
    return _of_responses[id(schema)]


def relaxed(schema: Schema) -> Schema:
    """Return *schema* without the constraints that a response may break.

    Inside of a union they are kept, because there they choose between schemas, except in a schema
    that is only made nullable.
    """
    if isinstance(schema, bool):
        return schema
    result = {name: _RELAX[name](part) if name in _RELAX else part for name, part in schema.items()}
    if "enum" in schema:
        allowed = sorted({_JSON_TYPES[type(each)] for each in result.pop("enum")})
        result.setdefault("type", allowed)
    if schema.get("format") not in _CONVERTED:
        result.pop("format", None)
    return result


def _relax_members(members: Any) -> Any:
    return {name: relaxed(part) for name, part in members.items()}


#: Keyword -> function that relaxes the schemas in its argument.
_RELAX: Mapping[str, Callable[[Any], Any]] = {
    "$ref": lambda name: _PREFIX + name,
    "additionalProperties": relaxed,
    "properties": _relax_members,
}
#: Keyword -> function from its argument to the schemas that apply to the same value.
_SAME_VALUE: Mapping[str, Callable[[Any], Sequence[Schema]]] = {
    "$ref": lambda name: [SCHEMAS[name]]
}


def without_nulls(value: Any, schema: Schema) -> Any:
    """Return *value* without optional members that are null although the contract forbids it."""
    if isinstance(schema, bool):
        return value
    for keyword, argument in schema.items():
        for part in _SAME_VALUE[keyword](argument) if keyword in _SAME_VALUE else ():
            value = without_nulls(value, part)
    if is_array(value):
        first, rest = schema.get("prefixItems", ()), schema.get("items", True)
        return [
            without_nulls(item, first[index] if index < len(first) else rest)
            for index, item in enumerate(value)
        ]
    if is_object(value):
        members, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        return {
            name: without_nulls(item, members.get(name, rest))
            for name, item in value.items()
            if item is not None
            or name not in members
            or name in schema.get("required", ())
            or first_violation(None, members[name]) is None
        }
    return value


def relaxed_table(table: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the relaxed schemas of *table* by the names that relaxed references use."""
    return {_PREFIX + name: relaxed(schema) for name, schema in table.items()}


# Added at import, because a call in one thread must not change the table while another reads it.
SCHEMAS.update(relaxed_table(SCHEMAS))
