"""
Schemas in the terms of openapi-python-client, which serve only to give values a type.

openapi-python-client refuses many schemas, for example `allOf` of members with different types,
enums of mixed types, and two models with one name. `SchemaWriter` writes only these forms, which
openapi-python-client always reads:

    {}                                  any value
    {"type": T}, perhaps with a format  a scalar
    {"const": value}                    one value
    {"type": "array", "items": form}    a list
    {"anyOf": [form, ...]}              a union
    {"$ref": ...}                       a model or an enum, which is a component with its own name

The client validates values by the schemas of the contract itself, whatever their form here.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from generation.class_names import ClassNames, distinct_members
from generation.document import escape, resolve, unescape
from generation.limitations import Limitations
from generation.schema_parts import (
    UNIONS,
    Part,
    common_types,
    enum_values,
    expand,
    has_union,
    is_strong,
)

PREFIX = "#/components/schemas/"
_FORMATS = ("date", "date-time", "uuid", "binary")
_ANNOTATIONS = ("description", "example")

Form = dict[str, Any]


class Origin(NamedTuple):
    """What a model was made of."""

    schema: Any
    """The schema in the contract."""
    members: Mapping[str, str]
    """The name of each member in the contract, by that for openapi-python-client."""
    sensitive: frozenset[str]
    """The names of the members that are secrets."""


class SchemaWriter:
    """
    Writes schemas for openapi-python-client.

    Args:
        document: the contract.
        names: assigns names to classes.
        components: the names of the classes of components.
        prefix: precedes a Python name that would begin with a digit.
        sent: the ids of the schemas in requests.
        received: the ids of the schemas in responses.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        limitations: Limitations,
        names: ClassNames,
        components: Mapping[str, str],
        prefix: str,
        *,
        sent: set[int],
        received: set[int],
    ) -> None:
        self._document = document
        self._limitations = limitations
        self._names = names
        self._components = components
        self._prefix = prefix
        self._sent, self._received = sent, received
        self._forms: dict[str, Form] = {}
        self._open: set[str] = set()
        self._postponed: list[Callable[[], None]] = []
        self.schemas: dict[str, Form] = {}
        self.origins: dict[str, Origin] = {}

    def write(self, node: Any, pointer: str, words: tuple[str, ...]) -> Form:
        """Return the form of the schema *node*. A class of its own is named by *words*."""
        form = self._write([Part(pointer, node)], words)
        while self._postponed:
            self._postponed.pop(0)()
        return form

    def component(self, name: str) -> None:
        """Write the component called *name*, whether or not an operation uses it."""
        self.write({"$ref": PREFIX + escape(name)}, PREFIX + escape(name), (name,))

    def _write(self, places: list[Part], words: tuple[str, ...], reference: str = "") -> Form:
        """Return the form of a value to which all schemas in *places* apply."""
        parts = expand(self._document, places)
        strong = [part for part in parts if is_strong(self._document, part.node)]
        typed = strong or [part for part in parts if "type" in part.node]
        references = {part.reference for part in typed}
        if len(references) == 1 and "" not in references:
            form = self._referenced(references.pop())
        else:
            form = self._form(parts, places, words, reference)
        return self._annotated(form, [part for part in parts if not part.reference])

    def _referenced(self, reference: str) -> Form:
        """Return the form of the target of *reference*, which is written once."""
        if reference in self._forms:
            return self._forms[reference]
        if reference in self._open:
            reason = "openapi-python-client supports recursive objects, but no other recursion"
            return self._untyped(reference, reason)
        self._open.add(reference)
        target = resolve(self._document, reference)
        words = (unescape(reference.rpartition("/")[2]),)
        form = self._write([Part(reference, target)], words, reference)
        self._open.remove(reference)
        return self._forms.setdefault(reference, form)

    def _untyped(self, pointer: str, reason: str) -> Form:
        self._limitations.add("untyped", pointer, reason, "simplify the schema for a typed value")
        return {}

    def _form(
        self, parts: list[Part], places: list[Part], words: tuple[str, ...], reference: str
    ) -> Form:
        types, values = common_types(parts), enum_values(parts)
        if types == []:
            return self._untyped(places[0].pointer, "its parts allow no common type")
        if values is not None:
            return self._enum(values, types, places[0], words, reference)
        unions = [part for part in parts if has_union(self._document, part.node)]
        has_members = any("properties" in part.node for part in parts)
        if unions and not (has_members and types == ["object"]):
            return self._union(unions, types, words)
        if unions:
            reason = "the model has only the members that are not in an alternative"
            self._untyped(unions[0].pointer, reason)
        forms = [
            self._of_type(name, parts, places, words, reference, is_open=bool(unions))
            for name in types or ()
        ]
        return _union_of(forms) if forms else {}

    def _enum(
        self,
        values: list[Any],
        types: list[str] | None,
        place: Part,
        words: tuple[str, ...],
        reference: str,
    ) -> Form:
        """Return an enum of strings or of integers, one constant, or the types of the values."""
        if types is not None:
            values = [each for each in values if _has_one_of(each, types)]
        plain = [each for each in values if each is not None]
        null = [{"type": "null"}] if len(plain) < len(values) else []
        kinds = {type(each) for each in plain}
        if not values or not kinds <= {*_JSON_TYPES}:
            return self._untyped(place.pointer, "openapi-python-client supports no such enum")
        if len(plain) == 1 and "const" in place.node and float not in kinds:
            return _union_of([*null, {"const": plain[0]}])
        if kinds in ({str}, {int}):
            name = self._class(words, reference)
            self.schemas[name] = {"type": _JSON_TYPES[type(plain[0])], "enum": plain}
            return _union_of([*null, {"$ref": PREFIX + name}])
        if kinds & {str, int}:
            reason = "openapi-python-client supports enums of strings or of integers, not of both"
            self._untyped(place.pointer, reason)
        names = sorted(_JSON_TYPES[kind] for kind in kinds)
        return _union_of([*null, *({"type": name} for name in names)])

    def _union(self, unions: list[Part], types: list[str] | None, words: tuple[str, ...]) -> Form:
        if len(unions) > 1 or all(keyword in unions[0].node for keyword in UNIONS):
            return self._untyped(unions[0].pointer, "two unions apply to one value")
        part = unions[0]
        keyword = next(keyword for keyword in UNIONS if keyword in part.node)
        forms = []
        for index, branch in enumerate(part.node[keyword]):
            title = branch.get("title") if isinstance(branch, Mapping) else None
            last = title or f"{words[-1]} type {index}"
            place = Part(part.below(keyword, str(index)), branch)
            form = self._write([place], (*words[:-1], str(last)))
            if not form and types:  # the type is beside the union
                form = _union_of([{"type": name} for name in types if name not in _CONTAINERS])
            forms.append(form)
        return _union_of(forms)

    def _of_type(
        self,
        name: str,
        parts: list[Part],
        places: list[Part],
        words: tuple[str, ...],
        reference: str,
        *,
        is_open: bool,
    ) -> Form:
        """Return the form of the values of one JSON type."""
        if name == "object":
            return self._model(parts, places, words, reference, is_open=is_open)
        if name == "array":
            return {"type": "array", "items": self._items(parts, words)}
        formats = [part.node["format"] for part in parts if part.node.get("format") in _FORMATS]
        if name == "string" and formats:
            return {"type": "string", "format": formats[0]}
        return {"type": name}

    def _items(self, parts: list[Part], words: tuple[str, ...]) -> Form:
        words = (*words[:-1], f"{words[-1]} item")
        first = [
            self._write([Part(part.below("prefixItems", str(index)), each)], words)
            for part in parts
            for index, each in enumerate(part.node.get("prefixItems", ()))
        ]
        rest = [
            Part(part.below("items"), part.node["items"]) for part in parts if "items" in part.node
        ]
        if first and any(part.node is False for part in rest):
            return _union_of(first)
        return _union_of([*first, self._write(rest, words)])

    def _model(
        self,
        parts: list[Part],
        places: list[Part],
        words: tuple[str, ...],
        reference: str,
        *,
        is_open: bool,
    ) -> Form:
        name = self._class(words, reference)
        nodes = [place.node for place in places]
        schema = (
            {"$ref": reference} if reference else nodes[0] if len(nodes) == 1 else {"allOf": nodes}
        )
        # Members may contain the object itself.
        self._postponed.append(partial(self._write_model, name, parts, schema, is_open=is_open))
        return {"$ref": PREFIX + name}

    def _class(self, words: tuple[str, ...], reference: str) -> str:
        """Return the name of a class: that of a component, or a new one."""
        head, _, name = reference.rpartition("/")
        name = unescape(name)
        if head == PREFIX[:-1]:
            return self._components[name]
        return self._names.claim(*words)

    def _write_model(self, name: str, parts: list[Part], schema: Any, *, is_open: bool) -> None:
        members: dict[str, list[Part]] = {}
        for part in parts:
            for member, node in part.node.get("properties", {}).items():
                place = part.below("properties", escape(member))
                members.setdefault(member, []).append(Part(place, node))
        aliases = distinct_members(members, self._prefix)
        required = {member for part in parts for member in part.node.get("required", ())}
        form: Form = {
            "type": "object",
            "properties": {
                aliases[member]: self._write(places, (name, _title(places) or member))
                for member, places in members.items()
            },
            "required": [
                aliases[member]
                for member in members
                if member in required and not self._may_be_absent(members[member])
            ],
            "additionalProperties": is_open or self._additional(name, parts),
        }
        self.schemas[name] = self._annotated(form, parts[:1])
        sensitive = {m for m, places in members.items() if any(map(_is_sensitive, places))}
        names = {alias: member for member, alias in aliases.items()}
        self.origins[name] = Origin(schema, names, frozenset(sensitive))

    def _may_be_absent(self, places: list[Part]) -> bool:
        """Return whether a required member is absent in one direction, which a class cannot say."""
        nodes = [part.node for part in expand(self._document, places)]
        read_only = any(node.get("readOnly") is True for node in nodes)
        write_only = any(node.get("writeOnly") is True for node in nodes)
        ids = {id(part.node) for part in places}
        return (read_only and bool(ids & self._sent)) or (write_only and bool(ids & self._received))

    def _additional(self, name: str, parts: list[Part]) -> Form | bool:
        found = [
            Part(part.below("additionalProperties"), part.node["additionalProperties"])
            for part in parts
            if "additionalProperties" in part.node
        ]
        if any(part.node is False for part in found):
            return False
        schemas = [part for part in found if part.node is not True]
        form = self._write(schemas, (name, "AdditionalProperty")) if schemas else {}
        return form or True

    def _annotated(self, form: Form, parts: list[Part]) -> Form:
        """Return *form* with the first description, example and default of *parts*."""
        found: dict[str, Any] = {}
        for part in parts[::-1]:
            found |= {key: value for key, value in part.node.items() if value is not None}
        notes = {name: found[name] for name in _ANNOTATIONS if name in found}
        default = found.get("default")
        if not self._can_write(form, default):
            return form if "$ref" in form else {**form, **notes}
        if "$ref" in form:
            return {"allOf": [form], "default": default}
        return {**form, **notes, "default": default}

    def _can_write(self, form: Form, default: Any) -> bool:
        """Return whether openapi-python-client can write *default* as a value of *form*."""
        if "$ref" in form:
            name = form["$ref"].removeprefix(PREFIX)
            return default in self.schemas.get(name, {}).get("enum", ())
        if form.get("format") in _PARSERS:
            try:
                _PARSERS[form["format"]](default)
            except (AttributeError, TypeError, ValueError):
                return False
            return True
        kind = _JSON_TYPES.get(type(default))
        if "const" in form:
            return bool(default == form["const"])
        fits = kind == form.get("type") or (kind, form.get("type")) == ("integer", "number")
        return kind is not None and fits and "format" not in form


_JSON_TYPES: Mapping[type, str] = {
    bool: "boolean", int: "integer", float: "number", str: "string",
}  # fmt: skip
_CONTAINERS = ("array", "object")


def _has_one_of(value: Any, types: list[str]) -> bool:
    name = "null" if value is None else _JSON_TYPES.get(type(value), "")
    return name in types or (name == "integer" and "number" in types) or not name


def _title(places: list[Part]) -> str:
    titles = [place.node.get("title") for place in places if isinstance(place.node, Mapping)]
    return str(next(filter(None, titles), ""))


def _is_sensitive(place: Part) -> bool:
    return isinstance(place.node, Mapping) and place.node.get("x-sensitive") is True


_PARSERS: Mapping[str, Callable[[Any], object]] = {
    "date": datetime.date.fromisoformat,
    "date-time": datetime.datetime.fromisoformat,
    "uuid": uuid.UUID,
}


def _union_of(forms: list[Form]) -> Form:
    """Return a union without nested unions, repeated members, and lists of different items."""
    flat: list[Form] = []
    for form in forms:
        flat += form.get("anyOf", [form])
    plain = [
        {key: form[key] for key in form if key not in (*_ANNOTATIONS, "default")} for form in flat
    ]
    if {} in plain:
        return {}
    lists = [form["items"] for form in plain if form.get("type") == "array"]
    others = [form for form in plain if form.get("type") != "array"]
    if lists:
        others.append({"type": "array", "items": _union_of(lists)})
    distinct = [form for index, form in enumerate(others) if form not in others[:index]]
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}
