"""
The adapter to openapi-python-client: the document that it gets, and corrections of its result.

`opc` is short for openapi-python-client.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.schema import UntrustedString
from openapi_python_client.strings import ClassName

from generation.contract import nodes, operations
from generation.media_types import is_supported
from generation.property_types import endpoints, members_of
from generation.schemas import deref, types_of

# The names that the templates use where the name of a parameter or of a member is in scope too.
# openapi-python-client itself avoids `client` and `url`.
RESERVED_IN_ENDPOINTS = {
    "asyncio", "asyncio_detailed", "body", "build_request", "cast", "httpx", "parse_response",
    "request", "require_success", "response", "sync", "sync_detailed",
}  # fmt: skip
RESERVED_IN_MODELS = {
    "additional_keys", "additional_properties", "from_dict", "from_valid", "to_dict",
    "attrs", "cast", "cls", "copy_json", "json_object", "prop", "prop_dict", "prop_name",
    "src_dict", "unread",
}  # fmt: skip


def document_for_opc(document: dict[str, Any]) -> dict[str, Any]:
    """
    Return a copy of *document* that openapi-python-client reads completely.

    - Titles that would give two models one class name are changed.
    - An `allOf` of values that are not objects is replaced by its first part: a model would be
      generated for it.
    - A parameter that is described by `content` gets its schema, without which it would be dropped.
    - A body without a schema gets an empty one, without which it would be dropped.
    - Of the media types of a request body, only those are kept that can be sent, if there are any.
    """
    adapted = copy.deepcopy(document)
    _deduplicate_titles(adapted)
    for node in nodes(adapted):
        if isinstance(node.get("allOf"), list):
            _replace_scalar_all_of(adapted, node)
    _add_parameter_schemas(adapted)
    for bodies in _bodies(adapted):
        for body in bodies.values():
            body.setdefault("schema", {})
    for _, _, operation in operations(adapted):
        bodies = deref(adapted, operation.get("requestBody", {})).get("content", {})
        sent = [name for name in bodies if is_supported(name) and not name.startswith("text/")]
        for name in list(bodies) if sent else []:
            if name not in sent:
                del bodies[name]
    return adapted


def _add_parameter_schemas(document: dict[str, Any]) -> None:
    parameters: list[Any] = list(document.get("components", {}).get("parameters", {}).values())
    for item in document.get("paths", {}).values():
        parameters += item.get("parameters", []) if isinstance(item, Mapping) else []
    for _, _, operation in operations(document):
        parameters += operation.get("parameters", [])
    for parameter in parameters:
        found = deref(document, parameter)
        content = found.pop("content", {})
        if content:
            found["schema"] = next(iter(content.values())).get("schema", {})


def _replace_scalar_all_of(document: dict[str, Any], node: dict[str, Any]) -> None:
    parts = [part for part in node["allOf"] if isinstance(part, dict)]
    # The other parts restrict values without saying of which type they are.
    typed = [part for part in parts if not {"$ref", "type", "enum", "const"}.isdisjoint(part)]
    kinds = [types_of(deref(document, part)) or ["object"] for part in typed]
    if not typed or any("object" in kind for kind in kinds):
        return
    node["allOf"] = typed[:1]  # an `allOf` of one reference is read as the reference
    if "$ref" not in typed[0]:
        del node["allOf"]
        node |= {key: value for key, value in typed[0].items() if key not in node}


def _deduplicate_titles(document: dict[str, Any]) -> None:
    """
    Remove a title that two schemas share, and add one to a component whose name clashes.

    openapi-python-client makes the name of a class from the title, else from the component.
    """
    components = document.get("components", {})
    own = components.get("schemas", {})
    places = [document.get("paths", {}), components]
    titled = [node for node in nodes(places) if isinstance(node.get("title"), str)]
    titles = Counter(_class_name(node["title"]) for node in titled)
    names: Counter[str] = Counter()
    for name, schema in own.items():
        class_name = _class_name(name)
        names[class_name] += 1
        title = schema.get("title", "") if isinstance(schema, dict) else ""
        titles[class_name] += _class_name(title) != class_name
        if names[class_name] > 1 and isinstance(schema, dict):
            schema["title"] = f"{name} {names[class_name]}"
    for node in titled:
        if titles[_class_name(node["title"])] > 1:
            del node["title"]


def _class_name(text: str) -> str:
    return ClassName(text.rpartition("/")[2], "")


def byte_types(document: dict[str, Any]) -> dict[str, str]:
    """
    Return overrides for the media types of *document* that are to be read as bytes.

    These are unknown to openapi-python-client, the only media type of a body, and have a string
    as their schema, as a picture has.
    """
    found: set[str] = set()
    others: set[str] = set()
    for bodies in _bodies(document):
        for media_type, body in bodies.items():
            schema = deref(document, body.get("schema", {}))
            is_file = len(bodies) == 1 and isinstance(schema, Mapping) and _is_string(schema)
            (found if is_file and not is_supported(media_type) else others).add(media_type)
    return dict.fromkeys(sorted(found - others), "application/octet-stream")


def _is_string(schema: Mapping[str, Any]) -> bool:
    return bool(schema.get("type", "string") == "string")


def _bodies(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the `content` of every request and response, by media type."""
    for _, _, operation in operations(document):
        holders = [operation.get("requestBody", {}), *operation.get("responses", {}).values()]
        for holder in holders:
            yield deref(document, holder).get("content", {})


def avoid_name_clashes(data: GeneratorData, config: Config) -> None:
    """Rename each parameter and member whose Python name the templates use."""
    for endpoint in endpoints(data):
        for location, parameter in endpoint.iter_all_parameters():
            if parameter.python_name in RESERVED_IN_ENDPOINTS:
                name = UntrustedString(f"{parameter.python_name}_{location}")
                parameter.set_python_name(name, config)
    for model in data.models:
        for member in members_of(model):
            if member.python_name in RESERVED_IN_MODELS:
                name = UntrustedString(f"{config.field_prefix}{member.python_name}")
                member.set_python_name(name, config)


class Imports(NamedTuple):
    """The import statements of a model for the models that it contains."""

    direct: list[str]
    deferred: list[str]
    """Imports of models that contain this model; they follow its class."""


def imports_of(data: GeneratorData) -> Callable[[Any], Imports]:
    """Return a function from a model to its imports of other models."""
    statements = {str(model.class_info.module_name): _model_imports(model) for model in data.models}
    graph = {name: {_module(each) for each in found} for name, found in statements.items()}

    def imports(model: Any) -> Imports:
        own = model.class_info.module_name
        deferred = [each for each in statements[own] if own in _reachable(graph, _module(each))]
        return Imports([each for each in statements[own] if each not in deferred], deferred)

    return imports


def _model_imports(model: Any) -> list[str]:
    """Return the statements, as of a module beside the model: `from .cat import Cat`."""
    found = {*(model.lazy_imports or ())}
    found |= set(getattr(model.additional_properties, "lazy_imports", None) or ())
    return sorted(statement.replace("from ..models.", "from .", 1) for statement in found)


def _module(statement: str) -> str:
    return statement.split()[1].lstrip(".")


def _reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    found, left = {start}, [start]
    while left:
        new = graph.get(left.pop(), set()) - found
        found |= new
        left += new
    return found
