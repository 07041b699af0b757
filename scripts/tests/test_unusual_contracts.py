"""Contracts with an unusual layout get a client that reads and sends what they describe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generate_client import generate
from generation.contract import load
from generation.errors import GenerationError
from generation.limitations import Limitations

TEXT = {"type": "string"}


def operation(name: str, **parts: Any) -> dict[str, Any]:
    """Return an operation that responds with a text in JSON."""
    response = {"description": "A text.", "content": {"application/json": {"schema": TEXT}}}
    return {"operationId": name, "responses": {"200": response}, **parts}


def written(folder: Path, paths: dict[str, Any], **parts: Any) -> Path:
    """Write a contract with these *paths*, and return its path."""
    document = {"openapi": "3.0.3", "info": {"title": "Things", "version": "1"}, "paths": paths}
    path = folder / "contract.json"
    path.write_text(json.dumps({**document, **parts}))
    return path


def modules(folder: Path, paths: dict[str, Any], **parts: Any) -> dict[str, str]:
    """Return the text of each endpoint module of the client, by name."""
    scratch = folder / "scratch"
    scratch.mkdir()
    package, _ = generate(written(folder, paths, **parts), scratch)
    return {path.stem: path.read_text() for path in package.glob("api/*/[!_]*.py")}


@pytest.mark.parametrize(
    ("media_type", "body"),
    [("text/plain", TEXT), ("application/json", {"type": "string", "format": "binary"})],
)
def test_the_body_of_a_request_does_not_change_how_responses_are_read(
    tmp_path: Path, media_type: str, body: dict[str, Any]
) -> None:
    """openapi-python-client applies the media types of requests to responses too."""
    text = {"200": {"description": "A.", "content": {"text/plain": {"schema": TEXT}}}}
    content = {"required": True, "content": {media_type: {"schema": body}}}
    found = modules(
        tmp_path,
        {
            "/a": {"get": operation("readJson")},
            "/b": {"get": {"operationId": "readText", "responses": text}},
            "/c": {"post": operation("send", requestBody=content)},
        },
    )
    assert not any('"bytes"' in module for module in found.values())
    assert all(") -> str:" in module for module in found.values())


def test_components_may_be_called_like_keywords(tmp_path: Path) -> None:
    """A parameter called `schema` is not a schema, and `x-a` is not an extension."""
    parameters = {
        name: {"name": name, "in": "query", "required": True, "schema": {"type": "integer"}}
        for name in ("schema", "x-a")
    }
    references = [{"$ref": f"#/components/parameters/{name}"} for name in parameters]
    paths = {"/a": {"get": operation("read", parameters=references)}}
    document = load(written(tmp_path, paths, components={"parameters": parameters}))
    assert document["components"]["parameters"] == parameters


def test_paths_that_share_an_item_are_repaired_apart(tmp_path: Path) -> None:
    """The path parameter of one does not occur in the other, and each has a name of its own."""
    identifier = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    paths = {
        "/a/{id}": {"get": operation("read", parameters=[identifier])},
        "/b/{key}": {"$ref": "#/paths/~1a~1{id}"},
    }
    assert modules(tmp_path, paths).keys() == {"read", "read_2"}


def test_a_mapping_of_a_discriminator_has_texts(tmp_path: Path) -> None:
    """A discriminator with another mapping is left out, and reported."""
    schema = {"oneOf": [TEXT], "discriminator": {"propertyName": "a", "mapping": {"a": 1}}}
    limitations = Limitations(strict=False)
    components = {"schemas": {"A": schema, "B": {"properties": {"c": {"readOnly": True}}}}}
    load(written(tmp_path, {"/a": {"get": operation("read")}}, components=components), limitations)
    assert "repaired #/components/schemas/A/discriminator" in {each.item for each in limitations}


@pytest.mark.parametrize("paths", [["a"], {"/a": []}, None], ids=str)
def test_a_newer_version_is_refused_with_any_paths(tmp_path: Path, paths: Any) -> None:
    """The message names the version."""
    with pytest.raises(GenerationError, match=r"OpenAPI 3\.2\.0 is not supported"):
        load(written(tmp_path, paths, openapi="3.2.0"))
