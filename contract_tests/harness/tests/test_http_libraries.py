"""The client can be generated for httpx2: it keeps the same laws, and refuses objects of httpx."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import httpx2
import pytest

from contract_tests.harness.driver.loader import load_package
from contract_tests.harness.project import SPEC
from contract_tests.harness.tests.test_other_specs import operation_and_test, run_laws

SETTINGS = {"base_url": "https://api.test", "auth_token": "token"}


@pytest.fixture(scope="module")
def client(httpx2_package: Path) -> ModuleType:
    return load_package(httpx2_package)


@pytest.mark.slow
def test_the_laws_hold_with_httpx2(httpx2_package: Path, tmp_path: Path) -> None:
    """A client that uses httpx2 instead of httpx keeps every law."""
    cases = run_laws(SPEC, httpx2_package, tmp_path)
    failed = [case for case in cases if {"failure", "error"} & {child.tag for child in case}]
    assert len(cases) > 40 and [operation_and_test(case) for case in failed] == []


def test_the_package_uses_one_library(httpx2_package: Path) -> None:
    """No module imports httpx, and the project depends on httpx2 alone."""
    modules = [path.read_text(encoding="utf-8") for path in httpx2_package.rglob("*.py")]
    imported = {
        found for text in modules for found in re.findall(r"^import (httpx.*)$", text, re.M)
    }
    assert imported == {"httpx2 as httpx"}
    project = (httpx2_package.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r'"(httpx[^"]*)"', project) == ["httpx2>=2.0,<3"]


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("timeout", httpx.Timeout(3)),
        ("httpx_args", {"transport": httpx.HTTPTransport()}),
        ("httpx_args", {"limits": httpx.Limits()}),
        ("httpx_args", {"proxy": httpx.Proxy("http://127.0.0.1:1")}),
        ("async_httpx_args", {"transport": httpx.AsyncHTTPTransport()}),
    ],
    ids=["timeout", "transport", "limits", "proxy", "async transport"],
)
def test_an_object_of_the_other_library_is_refused(
    client: ModuleType, argument: str, value: Any
) -> None:
    """The error names both libraries."""
    with pytest.raises(client.errors.InvalidArgumentError) as caught:
        client.AuthenticatedClient(**SETTINGS, **{argument: value})
    assert caught.value.argument == argument
    assert caught.value.reason == "is an object of httpx, but this client uses httpx2"


def test_objects_of_its_library_are_accepted(client: ModuleType) -> None:
    """Timeouts, transports and limits of httpx2."""
    args = {"transport": httpx2.MockTransport(lambda request: httpx2.Response(503))}
    client.AuthenticatedClient(**SETTINGS, timeout=httpx2.Timeout(3), httpx_args=args)
