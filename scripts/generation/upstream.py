"""Between a contract and upstream's generator: what it is shown, and what it made of it."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.schema import UntrustedString
from openapi_python_client.strings import ClassName

from generation.contract import nodes, operations
from generation.schemas import deref
from generation.uses import types_of

# What upstream reads or sends, as it is.
_KNOWN = re.compile(
    r"[^;]*[/+]json\s*(;|$)|text/|multipart/form-data|application/(octet-stream|x-www-form-urlencoded)",
    re.IGNORECASE,
)
# What the templates call their own things, where a parameter's or a member's name is in sight too.
# Upstream renames `client` and `url`.
OF_ENDPOINTS = {
    "body", "build", "cast", "httpx", "models", "read", "request", "response", "succeed",
}  # fmt: skip
OF_MODELS = {
    "additional_keys", "additional_properties", "from_dict", "from_valid", "to_dict",
    "cast", "cls", "d", "field_dict", "files", "model_", "models", "require",
    "src_dict", "types",
}  # fmt: skip


def for_upstream(document: dict[str, Any]) -> dict[str, Any]:
    """
    Return *document* as upstream is to see it.

    It leaves out without a word a parameter that is described by its `content`; shown the schema
    alone, it makes the argument. How that is written, the templates ask of the document itself.
    A body without a schema, which may be anything, it takes for none. Where it can write what is
    sent, it need not know other ways. Of an `allOf` it makes an object, whatever is in it.
    """
    shown = copy.deepcopy(document)
    _settle_names(shown)
    for node in nodes(shown):
        if isinstance(node.get("allOf"), list):
            _simplify(shown, node)
    parameters: list[Any] = list(shown.get("components", {}).get("parameters", {}).values())
    for item in shown.get("paths", {}).values():
        parameters += item.get("parameters", []) if isinstance(item, Mapping) else []
    for _, _, operation in operations(shown):
        parameters += operation.get("parameters", [])
    for parameter in parameters:
        found = deref(shown, parameter)
        content = found.pop("content", {})
        if content:
            found["schema"] = next(iter(content.values())).get("schema", {})
    for bodies in _bodies(shown):
        for body in bodies.values():
            body.setdefault("schema", {})
    for _, _, operation in operations(shown):
        bodies = deref(shown, operation.get("requestBody", {})).get("content", {})
        spoken = [kind for kind in bodies if _KNOWN.match(kind) and not kind.startswith("text/")]
        for kind in list(bodies) if spoken else []:
            if kind not in spoken:
                del bodies[kind]
    return shown


def _simplify(document: dict[str, Any], node: dict[str, Any]) -> None:
    """Put into the place of an `allOf` of values that are no objects the first of its parts."""
    # What has none of these says how a value is, and not what it is.
    parts = [part for part in node["allOf"] if isinstance(part, dict)]
    telling = [part for part in parts if not {"$ref", "type", "enum", "const"}.isdisjoint(part)]
    kinds = [types_of(deref(document, part)) or ["object"] for part in telling]
    if not telling or any("object" in kind for kind in kinds):
        return
    node["allOf"] = telling[:1]  # of a reference, upstream makes what it refers to
    if "$ref" not in telling[0]:
        del node["allOf"]
        node |= {key: value for key, value in telling[0].items() if key not in node}


def _settle_names(document: dict[str, Any]) -> None:
    """
    Leave each title away that is somebody else's too, and give one to a component whose name is:
    upstream makes a class's name of the title, else of the component's name, and needs it once.
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
    The media types of *document* that upstream does not know, and may read as bytes: of what is
    sent or answered they are the only ones, and text to their schema, as a picture is.
    """
    found: set[str] = set()
    others: set[str] = set()
    for bodies in _bodies(document):
        for media_type, body in bodies.items():
            schema = deref(document, body.get("schema", {}))
            is_file = len(bodies) == 1 and isinstance(schema, Mapping) and _is_text(schema)
            (found if is_file and not _KNOWN.match(media_type) else others).add(media_type)
    return dict.fromkeys(sorted(found - others), "application/octet-stream")


def _is_text(schema: Mapping[str, Any]) -> bool:
    return bool(schema.get("type", "string") == "string")


def _bodies(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What stands under each `content` of a request or a response, by media type."""
    for _, _, operation in operations(document):
        holders = [operation.get("requestBody", {}), *operation.get("responses", {}).values()]
        for holder in holders:
            yield deref(document, holder).get("content", {})


def free_names(data: GeneratorData, config: Config) -> None:
    """Give each parameter and member that is called like a thing of the templates another name."""
    for endpoint in _endpoints(data):
        for location, parameter in endpoint.iter_all_parameters():
            if parameter.python_name in OF_ENDPOINTS:
                name = UntrustedString(f"{parameter.python_name}_{location}")
                parameter.set_python_name(name, config)
    for model in data.models:
        for member in [*(model.required_properties or ()), *(model.optional_properties or ())]:
            if member.python_name in OF_MODELS:
                name = UntrustedString(f"{config.field_prefix}{member.python_name}")
                member.set_python_name(name, config)


def alternatives(data: GeneratorData) -> set[int]:
    """The ids of those models' properties that are one of several: which one, only a check says."""
    roots: list[Any] = [
        response.prop for endpoint in _endpoints(data) for response in endpoint.responses
    ]
    for model in data.models:
        roots += [*(model.required_properties or ()), *(model.optional_properties or ())]
        roots.append(model.additional_properties)
    return {id(found) for root in roots for found in _below(root, within=False)}


def _below(found: Any, *, within: bool) -> Iterator[Any]:
    """*found* and what it consists of, as far as it stands within a union."""
    if within:
        yield found
    for inner in getattr(found, "inner_properties", ()):  # of a union
        yield from _below(inner, within=True)
    if hasattr(found, "inner_property"):  # of a list
        yield from _below(found.inner_property, within=within)


def _endpoints(data: GeneratorData) -> list[Endpoint]:
    return [each for tag in data.endpoint_collections_by_tag.values() for each in tag.endpoints]
