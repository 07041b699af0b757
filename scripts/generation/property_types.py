"""The properties of openapi-python-client: maps without a model, and facts for the templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from attrs import define, fields
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import AnyProperty, LiteralEnumProperty, ModelProperty
from openapi_python_client.strings import PythonCode

from generation.discriminators import Choice

# The templates of the properties whose values are the same in JSON and in Python, except lists.
_PLAIN = {
    f"{kind}_property.py.jinja"
    for kind in ("any", "boolean", "const", "float", "int", "literal_enum")
}


@define
class MapProperty(AnyProperty):
    """A JSON object without named members, whose values need no conversion: a plain dict."""

    value_property: Any

    def get_base_type_string(self) -> PythonCode:
        return PythonCode(
            f"Mapping[str, {self.value_property.get_type_string().as_unembedded_code()}]"
        )

    def get_instance_type_string(self) -> PythonCode:
        return PythonCode("Mapping")

    def get_imports(self, *, prefix: str) -> set[str]:
        return {
            *super().get_imports(prefix=prefix),
            *self.value_property.get_imports(prefix=prefix),
        }


@define
class TypedEnumProperty(LiteralEnumProperty):
    """An enum whose values have the same type in JSON: a list of them is not a list of strings."""

    def get_base_json_type_string(self) -> PythonCode:
        return self.get_base_type_string()


def replace_properties(data: GeneratorData) -> None:
    """
    Replace each model that is a map with plain values by a `MapProperty`, and enums.

    ruff removes the imports of the models that are not generated.
    """
    maps = {
        model.class_info.name: model.additional_properties
        for model in data.models
        if not members_of(model) and _is_plain(model.additional_properties)
    }

    def replaced(found: Any) -> Any:
        if hasattr(found, "inner_properties"):  # a union
            found.inner_properties = [replaced(inner) for inner in found.inner_properties]
        elif hasattr(found, "inner_property"):  # a list
            found.inner_property = replaced(found.inner_property)
        elif isinstance(found, ModelProperty) and found.class_info.name in maps:
            return MapProperty(
                name=found.name,
                required=found.required,
                default=None,
                python_name=found.python_name,
                description=found.description,
                example=found.example,
                value_property=maps[found.class_info.name],
            )
        elif isinstance(found, LiteralEnumProperty):
            return TypedEnumProperty(
                **{each.name: getattr(found, each.name) for each in fields(type(found))}
            )
        return found

    data.models = [model for model in data.models if model.class_info.name not in maps]
    for model in data.models:
        imports = set(model.relative_imports or ())
        for properties in (model.required_properties or [], model.optional_properties or []):
            properties[:] = map(replaced, properties)
            imports.update(*(found.get_imports(prefix="..") for found in properties))
        if model.additional_properties:
            model.additional_properties = replaced(model.additional_properties)
            imports |= model.additional_properties.get_imports(prefix="..")
        model.set_relative_imports(imports)
    for endpoint in endpoints(data):
        parameters = (
            endpoint.path_parameters, endpoint.query_parameters,
            endpoint.header_parameters, endpoint.cookie_parameters,
        )  # fmt: skip
        for properties in parameters:
            properties[:] = map(replaced, properties)
        for holder in [*endpoint.bodies, *endpoint.responses]:
            holder.prop = replaced(holder.prop)
        found = [*endpoint.list_all_parameters(), *(each.prop for each in endpoint.responses)]
        endpoint.relative_imports.update(*(each.get_imports(prefix="...") for each in found))


def holds_json(found: Any) -> bool:
    """Return whether a value of the property may contain a dict or a list of the JSON value."""
    if hasattr(found, "inner_property") and _is_plain(found.inner_property):  # a list
        return True
    return isinstance(found, AnyProperty) or any(map(holds_json, _parts(found)))


def holds_untyped_map(found: Any) -> bool:
    """Return whether a value of the property may have members without a name in the contract."""
    is_map = isinstance(found, MapProperty) and isinstance(found.value_property, AnyProperty)
    return is_map or any(map(holds_untyped_map, _parts(found)))


def accepts_object(found: Any) -> bool:
    """Return whether a value of the property may be a model."""
    return isinstance(found, ModelProperty) or any(
        isinstance(inner, ModelProperty) for inner in getattr(found, "inner_properties", ())
    )


def enums_of_responses(data: GeneratorData) -> set[str]:
    """Return the class names of the enums that a response may contain."""
    unread = {model.class_info.name: model for model in data.models}
    enums: set[str] = set()
    left = _response_types(data)
    while left:
        found = left.pop()
        left += _parts(found)
        if isinstance(found, LiteralEnumProperty):
            enums.add(found.class_info.name)
        elif isinstance(found, ModelProperty) and found.class_info.name in unread:
            model = unread.pop(found.class_info.name)
            left += [*members_of(model), model.additional_properties]
    return enums


def write_exact_values(data: GeneratorData) -> None:
    """Write each default and constant that is a text as its exact literal.

    openapi-python-client escapes quotes and backslashes twice, so that the value is another one.
    """
    for each in _properties(data):
        for value in (each.default, getattr(each, "value", None)):
            code = value.python_code.as_unembedded_code() if value else ""
            if value and isinstance(value.raw_value, str) and code.startswith(("'", '"')):
                value.python_code = PythonCode(repr(value.raw_value))
            elif value and code.startswith("UUID("):
                value.python_code = PythonCode(f"UUID({value.raw_value!r})")


def union_members(data: GeneratorData) -> set[int]:
    """Return the ids of the properties in a union, whose values need a check to choose one."""
    return {id(found) for root in _received(data) for found in _below(root, in_union=False)}


def union_choices(
    data: GeneratorData, choices: Mapping[frozenset[str], Mapping[str, Choice]]
) -> dict[int, Choice]:
    """Return how to choose each model in a union with a discriminator, by the property's id."""
    found = {}
    for union in _properties(data):
        models = [p for p in getattr(union, "inner_properties", ()) if isinstance(p, ModelProperty)]
        by_class = choices.get(frozenset(str(model.class_info.name) for model in models), {})
        found.update({id(p): by_class[p.class_info.name] for p in models if by_class})
    return found


def _properties(data: GeneratorData) -> Iterator[Any]:
    """Yield every property with a default, and the properties that it consists of."""
    sent = [each for endpoint in endpoints(data) for each in endpoint.list_all_parameters()]
    left = [*sent, *_received(data)]
    while left:
        found = left.pop()
        left += _parts(found)
        if hasattr(found, "default"):  # other than a boolean
            yield found


def _received(data: GeneratorData) -> list[Any]:
    """Return the properties that are converted from JSON: of responses and of models."""
    members = [[*members_of(model), model.additional_properties] for model in data.models]
    return [*_response_types(data), *chain.from_iterable(members)]


def _response_types(data: GeneratorData) -> list[Any]:
    return [response.prop for endpoint in endpoints(data) for response in endpoint.responses]


def _below(found: Any, *, in_union: bool) -> Iterator[Any]:
    """Yield the properties that *found* consists of and that are in a union."""
    if in_union:
        yield found
    for inner in _parts(found):
        yield from _below(inner, in_union=in_union or hasattr(found, "inner_properties"))


def _parts(found: Any) -> list[Any]:
    """Return the properties of the members of a union, of the items of a list or of a map."""
    single = [getattr(found, name, None) for name in ("inner_property", "value_property")]
    return [*getattr(found, "inner_properties", ()), *filter(None, single)]


def _is_plain(found: Any) -> bool:
    return getattr(found, "template", None) in _PLAIN


def members_of(model: Any) -> list[Any]:
    """Return the named members of *model*."""
    return [*(model.required_properties or ()), *(model.optional_properties or ())]


def endpoints(data: GeneratorData) -> list[Endpoint]:
    """Return all endpoints."""
    return [each for tag in data.endpoint_collections_by_tag.values() for each in tag.endpoints]
