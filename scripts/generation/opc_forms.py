"""
The forms in which schemas are shown to openapi-python-client, which serve only to type values.

openapi-python-client refuses many schemas, for example `allOf` of members with different types,
enums of mixed types, and two models with one name. It always reads these forms:

    {}                                  any value
    {"type": T}, perhaps with a format  a scalar
    {"const": value}                    one value
    {"type": "array", "items": form}    a list
    {"anyOf": [form, ...]}              a union
    {"$ref": ...}                       a model or an enum, a component with a name of its own
    {"allOf": [{"$ref": ...}], ...}     an enum with a default
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from generation.schema_parts import Part

Form = dict[str, Any]

PREFIX = "#/components/schemas/"
#: Type in Python -> type in JSON, of scalars other than null.
JSON_TYPES: Mapping[type, str] = {
    bool: "boolean", int: "integer", float: "number", str: "string",
}  # fmt: skip
_ANNOTATIONS = ("description", "example")
#: Format -> parser of its texts, of the formats for which a client has a type of Python.
PARSERS: Mapping[str, Callable[[Any], object]] = {
    "date": datetime.date.fromisoformat,
    "date-time": datetime.datetime.fromisoformat,
    "uuid": uuid.UUID,
}


def class_form(name: str) -> Form:
    """Return the form of the model or the enum called *name*."""
    return {"$ref": PREFIX + name}


def union_of(forms: list[Form]) -> Form:
    """Return a union without nested unions, repeated members, and lists of different items."""
    flat: list[Form] = []
    for form in forms:
        flat += form.get("anyOf", [form])
    notes = (*_ANNOTATIONS, "default")
    plain = [{key: form[key] for key in form if key not in notes} for form in flat]
    if {} in plain:
        return {}
    lists = [form["items"] for form in plain if form.get("type") == "array"]
    others = [form for form in plain if form.get("type") != "array"]
    if lists:
        others.append({"type": "array", "items": union_of(lists)})
    distinct = [form for index, form in enumerate(others) if form not in others[:index]]
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}


def annotated(form: Form, parts: list[Part], enums: Mapping[str, Any]) -> Form:
    """
    Return *form* with the first description, example and default of *parts*.

    Args:
        form: the form.
        parts: schemas of the contract.
        enums: the components, by name.
    """
    found: dict[str, Any] = {}
    for part in parts[::-1]:
        found |= {key: value for key, value in part.node.items() if value is not None}
    notes = {name: found[name] for name in _ANNOTATIONS if name in found}
    default = found.get("default")
    if not _can_write(form, default, enums):
        return form if "$ref" in form else {**form, **notes}
    if "$ref" in form:
        return {"allOf": [form], "default": default}
    return {**form, **notes, "default": default}


def _can_write(form: Form, default: Any, enums: Mapping[str, Any]) -> bool:
    """Return whether openapi-python-client can write *default* as a value of *form*."""
    if "$ref" in form:
        return default in enums.get(form["$ref"].removeprefix(PREFIX), {}).get("enum", ())
    if form.get("format") in PARSERS:
        try:
            PARSERS[form["format"]](default)
        except (AttributeError, TypeError, ValueError):
            return False
        return True
    kind = JSON_TYPES.get(type(default))
    if "const" in form:
        return bool(default == form["const"])
    fits = kind == form.get("type") or (kind, form.get("type")) == ("integer", "number")
    return kind is not None and fits and "format" not in form
