"""Between a contract and upstream's generator: what it is shown, and what it made of it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.schema import UntrustedString

from generation.contract import operations
from generation.schemas import deref

# What the templates call their own things, where a parameter's or a member's name is in sight too.
# Upstream renames `client` and `url`.
OF_ENDPOINTS = {
    "answer", "body", "build", "cast", "httpx", "read", "request", "response", "succeed",
}  # fmt: skip
OF_MODELS = {
    "additional_keys", "additional_properties", "from_dict", "to_dict", "to_multipart",
    "cast", "cls", "d", "field_dict", "files", "model_", "require", "src_dict", "types",
}  # fmt: skip


def for_upstream(document: dict[str, Any]) -> dict[str, Any]:
    """
    Return *document* as upstream is to see it.

    It leaves out without a word a parameter that is described by its `content`; shown the schema
    alone, it makes the argument. How that is written, the templates ask of the document itself.
    """
    shown = copy.deepcopy(document)
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
    return shown


def free_names(data: GeneratorData, config: Config) -> None:
    """Give each parameter and member that is called like a thing of the templates another name."""
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            for location, parameter in endpoint.iter_all_parameters():
                if parameter.python_name in OF_ENDPOINTS:
                    name = UntrustedString(f"{parameter.python_name}_{location}")
                    parameter.set_python_name(name, config)
    for model in data.models:
        for member in [*(model.required_properties or ()), *(model.optional_properties or ())]:
            if member.python_name in OF_MODELS:
                name = UntrustedString(f"{config.field_prefix}{member.python_name}")
                member.set_python_name(name, config)
