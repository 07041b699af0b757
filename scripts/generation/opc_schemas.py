"""
Writes the schemas of a contract in the forms of `opc_forms`.

The client validates values by the schemas of the contract itself, whatever their form here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from generation.class_names import ClassNames
from generation.discriminators import UNIONS, Choice, choices
from generation.document import reference_to, resolve, unescape
from generation.limitations import Limitations
from generation.opc_forms import JSON_TYPES, PREFIX, Form, annotated, class_form, union_of
from generation.opc_models import Origin, write_model
from generation.schema_parts import (
    Part,
    common_types,
    enum_values,
    expand,
    has_union,
    is_strong,
)

_FORMATS = ("date", "date-time", "uuid", "binary")
_CONTAINERS = ("array", "object")


class Value(NamedTuple):
    """
    A value that the contract describes.

    Args:
        places: the schemas that describe it.
        parts: the same, with what their references and `allOf` add.
        words: a name for its class.
        reference: the `$ref` that leads to it, if its class is that of a component.
    """

    places: list[Part]
    parts: list[Part]
    words: tuple[str, ...]
    reference: str

    @property
    def schema(self) -> Any:
        """All schemas in *places* as one."""
        nodes = [place.node for place in self.places]
        if self.reference:
            return {"$ref": self.reference}
        return nodes[0] if len(nodes) == 1 else {"allOf": nodes}

    def inner_words(self, suffix: str) -> tuple[str, ...]:
        """Return the name of a class for a part of the value."""
        return (*self.words[:-1], f"{self.words[-1]} {suffix}")


@dataclass
class SchemaWriter:
    """
    Writes schemas, and the components for the classes that their forms refer to.

    Args:
        document: the contract.
        limitations: receives what has no form.
        names: assigns names to classes.
        class_names: the names of the classes of components, by the names of these.
        prefix: precedes a Python name that would begin with a digit.
        sent: the ids of the schemas in requests.
        received: the ids of the schemas in responses.
        schemas: the components that were written, by the names of their classes.
        origins: what each model was made of, by the name of its class.
        choices: how to choose among the classes of a union, by the names of all of them.
    """

    document: Mapping[str, Any]
    limitations: Limitations
    names: ClassNames
    class_names: Mapping[str, str]
    prefix: str
    sent: set[int]
    received: set[int]
    schemas: dict[str, Form] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    choices: dict[frozenset[str], dict[str, Choice]] = field(default_factory=dict)
    _forms: dict[str, Form] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _postponed: list[Callable[[], None]] = field(default_factory=list)

    def write(self, node: Any, pointer: str, words: tuple[str, ...]) -> Form:
        """Return the form of the schema *node*. A class of its own is named by *words*."""
        form = self.write_all([Part(pointer, node)], words)
        while self._postponed:
            self._postponed.pop(0)()
        return form

    def write_component(self, name: str) -> None:
        """Write the component called *name*, whether or not an operation uses it."""
        reference = reference_to(name)
        self.write({"$ref": reference}, reference, (name,))

    def write_all(self, places: list[Part], words: tuple[str, ...], reference: str = "") -> Form:
        """Return the form of a value to which all schemas in *places* apply."""
        parts = expand(self.document, places)
        strong = [part for part in parts if is_strong(self.document, part.node)]
        typed = strong or [part for part in parts if "type" in part.node]
        references = {part.reference for part in typed}
        if len(references) == 1 and "" not in references:
            form = self._write_reference(references.pop())
        else:
            form = self._write_value(Value(places, parts, words, reference))
        return annotated(form, [part for part in parts if not part.reference], self.schemas)

    def untyped(self, pointer: str, reason: str) -> Form:
        """Return the form of any value, and report why it is not another."""
        self.limitations.add("untyped", pointer, reason, "simplify the schema for a typed value")
        return {}

    def _write_reference(self, reference: str) -> Form:
        """Return the form of the target of *reference*, which is written once."""
        if reference in self._forms:
            return self._forms[reference]
        if reference in self._open:
            reason = "openapi-python-client supports recursive objects, but no other recursion"
            return self.untyped(reference, reason)
        self._open.add(reference)
        target = resolve(self.document, reference)
        words = (unescape(reference.rpartition("/")[2]),)
        form = self.write_all([Part(reference, target)], words, reference)
        self._open.remove(reference)
        return self._forms.setdefault(reference, form)

    def _write_value(self, value: Value) -> Form:
        types, values = common_types(value.parts), enum_values(value.parts)
        if types == []:
            return self.untyped(value.places[0].pointer, "its parts allow no common type")
        if values is not None:
            return self._write_enum(value, values, types)
        unions = [part for part in value.parts if has_union(self.document, part.node)]
        has_members = any("properties" in part.node for part in value.parts)
        if unions and not (has_members and types == ["object"]):
            return self._write_union(value, unions, types)
        if unions:
            reason = "the model has only the members that are not in an alternative"
            self.untyped(unions[0].pointer, reason)
        forms = [self._write_type(value, name, is_open=bool(unions)) for name in types or ()]
        return union_of(forms) if forms else {}

    def _write_enum(self, value: Value, values: list[Any], types: list[str] | None) -> Form:
        """Return an enum of strings or of integers, one constant, or the types of the values."""
        place = value.places[0]
        if types is not None:
            values = [each for each in values if _has_one_of(each, types)]
        plain = [each for each in values if each is not None]
        null = [{"type": "null"}] if len(plain) < len(values) else []
        kinds = {type(each) for each in plain}
        if not values or not kinds <= {*JSON_TYPES}:
            return self.untyped(place.pointer, "openapi-python-client supports no such enum")
        if len(plain) == 1 and "const" in place.node and float not in kinds:
            return union_of([*null, {"const": plain[0]}])
        if kinds in ({str}, {int}):
            name = self._class_of(value)
            self.schemas[name] = {"type": JSON_TYPES[type(plain[0])], "enum": plain}
            return union_of([*null, class_form(name)])
        if kinds & {str, int}:
            reason = "openapi-python-client supports enums of strings or of integers, not of both"
            self.untyped(place.pointer, reason)
        names = sorted(JSON_TYPES[kind] for kind in kinds)
        return union_of([*null, *({"type": name} for name in names)])

    def _write_union(self, value: Value, unions: list[Part], types: list[str] | None) -> Form:
        part = unions[0]
        if len(unions) > 1 or all(keyword in part.node for keyword in UNIONS):
            return self.untyped(part.pointer, "two unions apply to one value")
        keyword = next(keyword for keyword in UNIONS if keyword in part.node)
        forms: list[Form] = []
        for index, branch in enumerate(part.node[keyword]):
            title = branch.get("title") if isinstance(branch, Mapping) else None
            words = (*value.words[:-1], title) if title else value.inner_words(f"type {index}")
            form = self.write_all([Part(part.below(keyword, str(index)), branch)], words)
            if not form and types:  # the type is beside the union
                form = union_of([{"type": name} for name in types if name not in _CONTAINERS])
            forms.append(form)
        classes = [str(form.get("$ref", "")).removeprefix(PREFIX) for form in forms]
        found = choices(part.node, keyword)
        if found and len({*classes}) == len(classes) and all(classes):
            self.choices[frozenset(classes)] = dict(zip(classes, found, strict=True))
        return union_of(forms)

    def _write_type(self, value: Value, name: str, *, is_open: bool) -> Form:
        """Return the form of the values of one JSON type."""
        if name == "object":
            return self._write_model(value, is_open=is_open)
        if name == "array":
            return {"type": "array", "items": self._write_items(value)}
        formats = [part.node.get("format") for part in value.parts]
        known = [each for each in formats if each in _FORMATS]
        return {"type": name, **({"format": known[0]} if name == "string" and known else {})}

    def _write_items(self, value: Value) -> Form:
        words = value.inner_words("item")
        first = [
            self.write_all([Part(part.below("prefixItems", str(index)), each)], words)
            for part in value.parts
            for index, each in enumerate(part.node.get("prefixItems", ()))
        ]
        rest = [
            Part(part.below("items"), part.node["items"])
            for part in value.parts
            if "items" in part.node
        ]
        if first and any(part.node is False for part in rest):
            return union_of(first)
        return union_of([*first, self.write_all(rest, words)])

    def _write_model(self, value: Value, *, is_open: bool) -> Form:
        name = self._class_of(value)

        def write() -> None:
            self.schemas[name], self.origins[name] = write_model(
                self, name, value.parts, value.schema, is_open=is_open
            )

        self._postponed.append(write)  # members may contain the object itself
        return class_form(name)

    def _class_of(self, value: Value) -> str:
        """Return the name of a class: that of a component, or a new one."""
        head, _, name = value.reference.rpartition("/")
        if f"{head}/" == PREFIX:
            return self.class_names[unescape(name)]
        return self.names.claim(*value.words)


def _has_one_of(value: Any, types: list[str]) -> bool:
    name = "null" if value is None else JSON_TYPES.get(type(value), "")
    return name in types or (name == "integer" and "number" in types) or not name
