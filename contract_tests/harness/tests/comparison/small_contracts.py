"""Small contracts of one operation, to be compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from contract_tests.harness.comparison.changes import Change
from contract_tests.harness.comparison.engine import compare_operation
from contract_tests.harness.spec import Contract, parse_contract

PATH = "/pets"
LABEL = f"POST {PATH}"
TEXT = {"type": "string"}


def contract(
    *,
    parameters: list[dict[str, Any]] | None = None,
    request: Any = None,
    media_type: str = "application/json",
    required: bool = True,
    response: Any = None,
    responses: dict[str, Any] | None = None,
    schemas: dict[str, Any] | None = None,
    version: str = "3.1.0",
    path: str = PATH,
    **more: Any,
) -> Contract:
    """
    Return a contract whose operation has these parts.

    *request* is the schema of a body of *media_type*, *required* or not, and *response* that of the
    JSON body with status 200; *responses* replaces all responses, and *more* are members of the
    document.
    """
    content = {} if response is None else {"content": _json(response)}
    operation: dict[str, Any] = {
        "operationId": "addPet",
        "parameters": parameters or [],
        "responses": responses or {"200": {"description": "Added.", **content}},
    }
    if request is not None:
        content = {media_type: {"schema": request}}
        operation["requestBody"] = {"required": required, "content": content}
    document = {
        "openapi": version,
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://pets.example"}],
        "paths": {path: {"post": operation}},
        "components": {"schemas": schemas or {}},
        **more,
    }
    return parse_contract(Path("pets.yaml"), document, whole=True)


def query(schema: Any, **more: Any) -> list[dict[str, Any]]:
    """Return a query parameter called `q`."""
    return [{"name": "q", "in": "query", "schema": schema, **more}]


def changes(old: Contract, new: Contract) -> list[Change]:
    """Return the changes of the operation."""
    return compare_operation(old, old.operations[0], new)


def items(old: Contract, new: Contract) -> list[str]:
    """Return the text of each change, without the operation."""
    return [each.item.replace(f"{old.operations[0].label}, ", "") for each in changes(old, new)]


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def member(schema: Any, **more: Any) -> dict[str, Any]:
    """Return a schema of an object with the member `q`."""
    return {"type": "object", "properties": {"q": schema}, **more}
