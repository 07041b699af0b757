"""Names of a contract become identifiers in a generated client, or are refused."""

from __future__ import annotations

import ast
import inspect
import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bigcommerce_carts import AuthenticatedClient
from generation.client_arguments import CLIENT_NAMES
from generation.errors import GenerationError
from tests.client_structure import python_structure
from tests.hostile_contract import MARKER, contract, generate, harmless

#: Names that are not identifiers, or not free ones.
NAMES = (
    f'"""\n{MARKER}\n"""',
    f"' + {MARKER} + '",
    f"x\\\u2028{MARKER}\\",
    "PWNED.PWNED",
    "import",
    "1\U0001f600",
)


def rename(document: dict[str, Any], kind: str, name: str) -> None:
    """Give the hostile *name* to a part of *document*."""
    item = next(iter(document["paths"].values()))
    post, schemas = item["post"], document["components"]["schemas"]
    properties = schemas["Words"]["properties"]
    server = document["servers"][0]
    if kind == "operationId":
        post["operationId"] = name
    elif kind == "tag":
        post["tags"] = [name]
    elif kind == "schema":
        schemas[name] = schemas.pop("Kind")
        properties["named"] = {"$ref": f"#/components/schemas/{name}"}
    elif kind == "title":
        properties["titled"] = {
            "type": "object",
            "title": name,
            "properties": {"kind": {"type": "string", "enum": ["a"], "title": f"{name} 2"}},
        }
    elif kind == "member":
        for part in ({"type": "string"}, {"enum": ["a"]}, {"type": "object", "properties": {}}):
            properties |= {f"{name}{len(properties)}": part, name: part}
        schemas["Words"]["required"] += [name]
    elif kind in ("query", "header", "cookie"):
        post["parameters"] += [{"name": name, "in": kind, "schema": {"enum": [name, "a"]}}]
    elif kind == "path":
        document["paths"] = {f"/{name.replace('{', '').replace('}', '')}/{{id}}/{{word}}": item}
    elif kind == "path parameter":
        plain = name.replace("{", "").replace("}", "").replace("/", "")
        document["paths"] = {f"/words/{{id}}/{{word}}/{{{plain}}}": item}
        for operation in (post, item["get"]):
            operation["parameters"] = [
                *operation["parameters"],
                {"name": plain, "in": "path", "required": True, "schema": {"type": "string"}},
            ]
    elif kind == "media type":
        post["responses"]["200"]["content"][name] = {"schema": {"type": "string"}}
    elif kind == "request media type":
        post["requestBody"]["content"][name] = {"schema": {"type": "string"}}
    elif kind == "response header":
        post["responses"]["404"]["headers"][name] = {"x-wait": "seconds", "schema": {}}
    elif kind == "server variable":
        server["variables"][name] = {"default": "a", "description": name}
        server["url"] += f"/{{{name}}}"
    elif kind == "scheme":
        schemes = document["components"]["securitySchemes"]
        schemes[name] = {**schemes["key"], "x-env": "OTHER", "name": "X-Other"}
        document["security"] += [{name: []}]
    elif kind == "environment variable":
        for part in (server, server["variables"]["base"]):
            part["x-env"] = name.partition(".")[0]
        document["components"]["securitySchemes"]["key"]["x-env"] = name.partition(".")[0]
    elif kind == "key name":
        document["components"]["securitySchemes"]["key"]["name"] = name
    elif kind == "pattern property":
        schemas["More"]["patternProperties"] = {re.escape(name): {"type": "string"}}
    else:
        raise AssertionError(kind)


KINDS = (
    "operationId", "tag", "schema", "title", "member", "query", "header", "cookie", "path",
    "path parameter", "media type", "request media type", "response header", "server variable",
    "scheme", "key name", "environment variable", "pattern property",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_names_become_identifiers_or_are_refused(tmp_path: Path, kind: str) -> None:
    """A name has no effect other than an identifier. Refused Python stays on disk, and fails."""
    for number, name in enumerate(NAMES):
        document = contract(harmless)
        rename(document, kind, name)
        with suppress(GenerationError):
            generate(document, tmp_path / str(number))
        for path in tmp_path.glob(f"{number}/client/**/*.py"):
            source = path.read_text(encoding="utf-8")
            python_structure(source, path.name)
            assert not {"__import__", "PWNED"} & identifiers(source)


@cache
def identifiers(source: str) -> set[object]:
    """Return each identifier: names, attributes, arguments, keywords and definitions."""
    fields = ("id", "attr", "arg", "name", "asname", "module")
    nodes = list(ast.walk(ast.parse(source)))
    return {getattr(node, field, None) for node in nodes for field in fields}


def test_every_name_of_a_client_is_reserved() -> None:
    """A server variable or a security scheme would replace an argument or a method."""
    client = AuthenticatedClient
    variables = client._variables.values()
    schemes = {scheme.argument for scheme in client._schemes.values()}
    of_the_contract = {*variables, *schemes, *(f"{scheme}_prefix" for scheme in schemes)}
    names = {*dir(client), *inspect.signature(client).parameters, *client.__annotations__}
    public = {name for name in names if not name.startswith("_")}
    assert public - of_the_contract - CLIENT_NAMES == set()
    assert CLIENT_NAMES - public == set()
