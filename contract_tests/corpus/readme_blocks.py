"""Runs the Python blocks of the README of a client, with Prism in place of its server."""

from __future__ import annotations

import ast
import asyncio
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from markdown_it import MarkdownIt
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor

from contract_tests.harness.driver.loader import load_package
from contract_tests.harness.plugin.generate_for_spec import GeneratedClient
from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.spec import load_contract

NOT_ACCEPTABLE = 406
CLASSES = ("AuthenticatedClient", "Client")


def python_blocks(text: str) -> list[str]:
    """Return the Python code in a Markdown *text*."""
    tokens = MarkdownIt().parse(text)
    return [each.content for each in tokens if (each.type, each.info) == ("fence", "python")]


def readme_error(client: GeneratedClient) -> str:
    """Return the error of the first block that fails; empty if each runs."""
    blocks = python_blocks((client.package.parent / "README.md").read_text(encoding="utf-8"))
    package = load_package(client.package)
    variables = {
        name
        for kind in CLASSES
        for name in getattr(getattr(package, kind, None), "_variables", {}).values()
    }
    with Prism(client.contract) as prism, _environment(client, prism.url):
        for number, block in enumerate(blocks, start=1):
            try:
                with redirect_stdout(io.StringIO()):
                    run_block(with_base_url(block, prism.url, variables))
            except Exception as error:
                if not _is_of_prism(error):
                    return f"block {number}: {type(error).__name__}: {error}"
    return ""


def _is_of_prism(error: Exception) -> bool:
    """
    Whether Prism deviates from the contract: its body is invalid, or no response fits the Accept.

    A client that refuses a valid body is found by the laws.
    """
    return type(error).__name__ == "InvalidResponseError" or (
        getattr(error, "status_code", None) == NOT_ACCEPTABLE
    )


def with_base_url(block: str, url: str, variables: set[str]) -> str:
    """
    Return *block* with another URL in each client that it makes.

    Args:
        block: Python code.
        url: the URL.
        variables: the arguments of a client that are parts of the URL, and therefore removed.
    """
    tree = ast.parse(block)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CLASSES:
            node.keywords = [
                each for each in node.keywords if each.arg not in {*variables, "base_url"}
            ]
            node.keywords.append(ast.keyword("base_url", ast.Constant(url)))
    return ast.unparse(tree)


def run_block(source: str) -> None:
    """Run *source*; where it defines a web application `app`, get its first page."""
    names: dict[str, Any] = {"__name__": "readme"}
    try:
        exec(compile(source, "README.md", "exec"), names)  # noqa: S102 (of a generated README)
        if "app" in names:
            asyncio.run(_get(names["app"]))
    finally:
        if HTTPXClientInstrumentor().is_instrumented_by_opentelemetry:
            HTTPXClientInstrumentor().uninstrument()


async def _get(app: Any) -> None:
    """Start the web application, get its page, and stop it."""
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://app.test") as http,
    ):
        (await http.get("/")).raise_for_status()


@contextmanager
def _environment(client: GeneratedClient, url: str) -> Iterator[None]:
    """Set the variables that the contract names, and make the package importable."""
    document = load_contract(client.contract).document
    servers: Any = document.get("servers") or [{}]
    schemes: Any = document.get("components", {}).get("securitySchemes", {})
    others = [*servers[0].get("variables", {}).values(), *schemes.values()]
    values = {each["x-env"]: "text" for each in others if "x-env" in each}
    if variable := servers[0].get("x-env"):
        values[variable] = url
    environment: Mapping[str, str] = {**os.environ, **values, "NO_PROXY": "*"}
    folder = str(Path(client.package).parent)
    with patch.dict(os.environ, environment), patch.object(sys, "path", [folder, *sys.path]):
        yield
