"""Repairs of schemas: keywords that have no valid form, or that the runtime does not support."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from generation.defaults import drop_invalid_defaults
from generation.document import deref, escape
from generation.limitations import Limitations
from generation.nullable import allow_null, inner_references
from generation.schema_cycles import break_cycles
from generation.schemas import ALONE, LISTED, NAMED, placed_subschemas, schema_places, types_of
from generation.union_repairs import loosen_union

# The keywords that decide whether a value is valid, and that the runtime does not support.
UNSUPPORTED = ("unevaluatedItems", "$dynamicRef", "$recursiveRef")


def repair_schemas(document: dict[str, Any], limitations: Limitations) -> None:
    """Repair every schema of *document*, in place."""
    for holder, key, pointer in schema_places(document):
        holder[key] = _repaired(document, holder[key], pointer, limitations)
    break_cycles(document, limitations)
    inner = inner_references(document)
    for holder, key, pointer in schema_places(document):
        for place, schema in placed_subschemas(holder[key], pointer):
            loosen_union(document, schema, place, inner, limitations)
            allow_null(document, schema, place, inner, limitations)
    drop_invalid_defaults(document, limitations)


def _repaired(
    document: Mapping[str, Any], schema: Any, pointer: str, limitations: Limitations
) -> Any:
    """Return *schema*, repaired in place, or `{}` in its place."""
    if isinstance(schema, bool):
        return schema
    if not isinstance(schema, dict):
        limitations.add("repaired", pointer, "not a schema", "write a schema, such as `{}`")
        return {}
    if "$ref" in schema and not _leads_to_a_schema(document, schema):
        reason = f"`$ref: {schema['$ref']}` does not lead to a schema"
        limitations.add("repaired", pointer, reason, "add its target, or correct it")
        return {}
    _use_null_as_a_type(schema)
    _drop_invalid_keywords(schema, pointer, limitations)
    _drop_impossible_enum(schema, pointer, limitations)
    _name_the_type_of_objects(schema)
    for keyword in NAMED:
        for name in list(schema.get(keyword, ())):
            below = f"{pointer}/{keyword}/{escape(name)}"
            if keyword == "patternProperties" and not is_pattern(name):
                limitations.add("repaired", below, _PATTERN, "rewrite it")
                del schema[keyword][name]
            else:
                members = schema[keyword]
                members[name] = _repaired(document, members[name], below, limitations)
    for keyword in ALONE:
        if keyword in schema:
            below = f"{pointer}/{keyword}"
            schema[keyword] = _repaired(document, schema[keyword], below, limitations)
    for keyword in LISTED:
        for index, part in enumerate(schema.get(keyword, ())):
            below = f"{pointer}/{keyword}/{index}"
            schema[keyword][index] = _repaired(document, part, below, limitations)
    return schema


def _leads_to_a_schema(document: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    try:
        return isinstance(deref(document, schema), dict | bool)
    except LookupError:
        return False


def _use_null_as_a_type(schema: dict[str, Any]) -> None:
    """Replace the YAML value null by the name of the type: `type: [string, null]`."""
    if isinstance(schema.get("type"), list):
        schema["type"] = ["null" if name is None else name for name in schema["type"]]


def _drop_invalid_keywords(schema: dict[str, Any], pointer: str, limitations: Limitations) -> None:
    """Delete each keyword whose value is invalid in JSON Schema."""
    for keyword in list(schema):
        below = f"{pointer}/{escape(keyword)}"
        if keyword in UNSUPPORTED:
            reason = f"the runtime does not support the keyword `{keyword}`"
            limitations.add("repaired", below, reason, "remove it, or describe it in prose")
        elif keyword == "pattern" and isinstance(schema[keyword], str):
            if is_pattern(schema[keyword]):
                continue
            limitations.add("repaired", below, _PATTERN, "rewrite it")
        elif keyword in _FORMS and not _FORMS[keyword](schema[keyword]):
            shown = str(schema[keyword])[:60]
            reason = f"`{shown}` is not a value of the keyword `{keyword}`"
            limitations.add("repaired", below, reason, "correct or remove it")
        else:
            continue
        del schema[keyword]
    for limit, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(flag), bool) and limit not in schema:
            del schema[flag]  # it has no effect alone


def _drop_impossible_enum(schema: dict[str, Any], pointer: str, limitations: Limitations) -> None:
    """Delete an `enum` of which no value has the type of the schema."""
    if is_impossible(schema):
        reason = f"no value of `enum` has the type {' or '.join(types_of(schema))}"
        limitations.add("repaired", f"{pointer}/enum", reason, "correct the values or the type")
        del schema["enum"]


def _name_the_type_of_objects(schema: dict[str, Any]) -> None:
    """Set the type of a schema with members: in JSON Schema, it would also allow a number."""
    has_members = "properties" in schema or isinstance(schema.get("additionalProperties"), dict)
    if has_members and schema.keys().isdisjoint(("type", "$ref", "enum", "const")):
        schema["type"] = "object"


def is_impossible(schema: Any) -> bool:
    """Return whether no value of the `enum` of *schema* has its type."""
    if not isinstance(schema, dict) or not isinstance(schema.get("enum"), list):
        return False
    types = types_of(schema)
    if types and schema.get("nullable") is True:  # without a type, it has no effect
        types = [*types, "null"]
    known = bool(types) and all(name in _TYPES for name in types)
    return known and not any(_TYPES[name](each) for each in schema["enum"] for name in types)


def is_pattern(pattern: str) -> bool:
    """Return whether Python can compile *pattern* without a warning."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, Warning, RecursionError, OverflowError):
        return False
    return True


_PATTERN = "Python cannot compile this regular expression; it is not enforced"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return _is_number(value) and value >= 0 and value == int(value)


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict | bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _is_type(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) and name in _TYPES for name in names)


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_text_map(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


#: JSON type -> whether a value has it.
_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": _is_flag,
    "integer": lambda value: _is_number(value) and value == int(value),
    "null": lambda value: value is None,
    "number": _is_number,
    "object": _is_object,
    "string": _is_text,
}
#: Keyword -> whether a value has its form.
_FORMS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("$ref", "pattern", "format", "title", "description"), _is_text),
    **dict.fromkeys(("nullable", "readOnly", "writeOnly", "uniqueItems"), _is_flag),
    **dict.fromkeys(NAMED, _is_object),
    "$defs": _is_object,
    "discriminator": lambda value: _is_object(value) and _is_text_map(value.get("mapping", {})),
    **dict.fromkeys(ALONE, _is_schema),
    **dict.fromkeys(LISTED, _is_list),
    **dict.fromkeys(("minimum", "maximum"), _is_number),
    "minLength": _is_count,
    "maxLength": _is_count,
    "minItems": _is_count,
    "maxItems": _is_count,
    "minProperties": _is_count,
    "maxProperties": _is_count,
    "minContains": _is_count,
    "maxContains": _is_count,
    "multipleOf": lambda value: _is_number(value) and value > 0,
    "exclusiveMinimum": lambda value: isinstance(value, int | float),
    "exclusiveMaximum": lambda value: isinstance(value, int | float),
    "type": _is_type,
    "enum": _is_list,
    "required": _are_names,
    "dependentRequired": lambda value: _is_object(value) and all(map(_are_names, value.values())),
}
