"""Clients of small contracts that a test writes in Python, and checks of their types."""

from __future__ import annotations

import importlib
import inspect
import json
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

from contract_tests.harness.driver.loader import load_modules, load_package
from contract_tests.harness.plugin.generate_for_spec import generate_package


def ref(name: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def content(schema: Any, media_type: str = "application/json") -> dict[str, Any]:
    """Return the `content` of a request or a response with one media type."""
    return {"content": {media_type: {"schema": schema}}}


def operation(
    name: str, *, sent: Any = None, received: Any = None, **members: Any
) -> dict[str, Any]:
    """Return the path item of one POST operation; *sent* and *received* are schemas of JSON."""
    response = {"description": "It.", **({} if received is None else content(received))}
    body = {} if sent is None else {"requestBody": {"required": True, **content(sent)}}
    post = {"operationId": name, "tags": ["things"], "responses": {"200": response}}
    return {f"/{name}": {"post": {**post, **body, **members}}}


def client_of(
    folder: Path, title: str, schemas: dict[str, Any], paths: dict[str, Any]
) -> ModuleType:
    """Return the loaded client of an OpenAPI 3.1 contract, with all models and operations."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "servers": [{"url": "https://api.example.test"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }
    spec = folder / "contract.json"
    spec.write_text(json.dumps(document))
    package = load_package(generate_package(spec, folder))
    load_modules(package)
    return package


def models_of(package: ModuleType) -> Any:
    """Return the module `models` of a client."""
    return importlib.import_module(f"{package.__name__}.models")


def assert_types_resolve(package: ModuleType) -> None:
    """Assert that every model and every function has types that Python can look up."""
    models = models_of(package)
    for name in models.__all__:
        model: Any = getattr(models, name)
        if attrs.has(model):
            hints = typing.get_type_hints(model)
            attrs.resolve_types(model)
            assert {each.name for each in attrs.fields(model)} <= set(hints)
    for module in load_modules(package).values():
        for name in ("sync", "sync_detailed", "asyncio", "asyncio_detailed"):
            hints = typing.get_type_hints(getattr(module, name))
            assert set(hints) == {*inspect.signature(getattr(module, name)).parameters, "return"}
