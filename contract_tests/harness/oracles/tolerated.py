"""
The violations of a schema that a client may tolerate in a response.

Rule 1: this module shares nothing with the generator, the client or httpx.
Rule 2: inside of `anyOf` and `oneOf` nothing is tolerated, because there each constraint may choose
between schemas; except in a schema that is only made nullable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from jsonschema import ValidationError

from contract_tests.harness.spec.json_paths import removed_at

# The names of the tolerances that a client's table can list.
ERROR_BODY = "error-body"
NO_CONTENT_TYPE = "no-content-type"
UNKNOWN_ENUM_VALUE = "unknown-enum-value"
NULL_MEMBER = "null-member"
TEXT_FORMAT = "text-format"

# The formats whose values a client converts to another type than text.
CONVERTED_FORMATS = ("date", "date-time", "uuid", "binary")
# Keywords that apply schemas to the members of a value, by names of the contract or by others.
BY_NAME = ("properties", "patternProperties", "dependentSchemas", "$defs", "schemas")
TO_MEMBERS = (*BY_NAME, "additionalProperties", "items", "prefixItems")
TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def read_tolerantly(
    validator: Any, body: Any, tolerances: Collection[str]
) -> tuple[bool, Any, frozenset[str]]:
    """
    Return whether *body* is valid, the body as it is read, and the tolerances that were needed.

    Args:
        validator: a strict validator of the schema.
        body: a JSON value.
        tolerances: the names of those that may be used.
    """
    used: set[str] = set()
    if NULL_MEMBER in tolerances:
        errors = list(_flat(validator.iter_errors(body)))
        nulls = {tuple(e.absolute_path) for e in errors if e.instance is None and _is_member(e)}
        for path in nulls:
            body = removed_at(body, path)
            used.add(NULL_MEMBER)
    for error in _flat(validator.iter_errors(body)):
        name = _tolerance(error)
        if name not in tolerances:
            return False, None, frozenset()
        used.add(name)
    return True, body, frozenset(used)


def _flat(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    """Yield the errors, and in place of that of a nullable schema, those of the schema itself."""
    for error in errors:
        if error.validator in ("anyOf", "oneOf") and error.context:
            schemas: Any = error.validator_value
            others = [index for index, each in enumerate(schemas) if each != {"type": "null"}]
            if len(others) == 1:
                inner = (each for each in error.context if each.schema_path[0] == others[0])
                yield from _flat(inner)
                continue
        yield error


def _is_member(error: ValidationError) -> bool:
    """Whether the invalid value is that of a member that the schema names."""
    place, by_name = "", False
    for step in error.absolute_schema_path:
        if by_name:
            by_name = False
        elif step in TO_MEMBERS:
            place, by_name = str(step), step in BY_NAME
    return place == "properties"


def _tolerance(error: ValidationError) -> str:
    """Return the name of the tolerance for *error*; empty without one."""
    if "propertyNames" in error.absolute_schema_path:
        return ""
    if error.validator == "format" and error.validator_value not in CONVERTED_FORMATS:
        return TEXT_FORMAT
    if error.validator == "enum":
        values: Any = error.validator_value
        schema: Any = error.schema
        kinds = {TYPES[type(each)] for each in values}
        if "type" in schema or TYPES.get(type(error.instance)) in kinds:
            return UNKNOWN_ENUM_VALUE
    return ""
