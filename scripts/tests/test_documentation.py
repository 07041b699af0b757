"""What the documents say is so: their code runs, their commands and paths exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.project import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "generated_client" / "README.md"]
README = DOCUMENTS[0].read_text()
BLOCKS = [
    pytest.param(block, id=f"{path.parent.name}-{number}")
    for path in DOCUMENTS
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", path.read_text(), re.DOTALL))
]


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """Return the URL of a Prism that stands in for the API."""
    with Prism(ROOT / "openapi" / "carts.yaml") as prism:
        yield prism.url


@pytest.mark.parametrize("block", BLOCKS)
def test_code_runs_as_it_stands(block: str, api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each Python block, with the store replaced by a server that is there."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("BIGCOMMERCE_API_BASE_URL", api)
    monkeypatch.setenv("BIGCOMMERCE_ACCESS_TOKEN", "token")
    here = block.replace('store_hash="abc123"', f"base_url={api!r}")
    assert here != block or "from_env" in block
    exec(compile(here, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 (our own text)


def test_every_document_has_code_or_commands() -> None:
    """The claims above are not empty."""
    assert len(BLOCKS) >= 5
    assert all(commands(path) for path in DOCUMENTS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.parent.name + "/" + path.name)
def test_every_session_that_is_named_exists(path: Path) -> None:
    """`nox -s NAME` names a function of the noxfile."""
    tree = ast.parse((ROOT / "noxfile.py").read_text())
    sessions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert commands(path) <= sessions | {"pip"}


@pytest.mark.parametrize("path", DOCUMENTS[:2], ids=lambda path: path.name)
def test_every_path_that_is_named_exists(path: Path) -> None:
    """In code spans and links."""
    text = path.read_text()
    named = re.findall(r"\]\(([^)#:]+)\)", text)
    named += re.findall(r"`((?:openapi|scripts|contract_tests|generated_client)/[\w./-]*)`", text)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def commands(path: Path) -> set[str]:
    found = re.findall(r"(?:nox|bootstrap\.py) -s (\w+)", path.read_text())
    return set(found) or set(re.findall(r"`?(pip) install", path.read_text()))
