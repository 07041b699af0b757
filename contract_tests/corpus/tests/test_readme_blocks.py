"""The README of a client of any contract runs against Prism."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.corpus.client_checks import CHECKS
from contract_tests.corpus.readme_blocks import (
    python_blocks,
    readme_error,
    run_block,
    with_base_url,
)
from contract_tests.harness.plugin.generate_for_spec import GeneratedClient, generate_client
from contract_tests.harness.project import TESTS

CONTRACTS = TESTS / "harness" / "tests" / "specs"


@pytest.mark.parametrize("name", ["keys", "search"])
def test_every_block_of_a_generated_readme_runs(name: str, tmp_path: Path) -> None:
    """One contract needs one of several credentials, the other has required arguments."""
    client = generate_client(CONTRACTS / f"{name}.yaml", tmp_path)
    assert readme_error(client) == ""
    readme = client.package.parent / "README.md"
    text = readme.read_text()
    assert len(python_blocks(text)) >= 7
    readme.write_text(text.replace("client=client", "client=client, wrong=1", 1))
    assert readme_error(client).startswith("block 1: TypeError: ")


def test_only_the_url_of_a_client_is_replaced() -> None:
    """A variable of the server is a part of the URL."""
    block = "Client(region='eu', base_url='https://a.test', strict=True)\nother(region='eu')\n"
    changed = with_base_url(block.replace("\\\n", "\n"), "http://127.0.0.1", {"region"})
    assert changed.splitlines()[0] == "Client(strict=True, base_url='http://127.0.0.1')"
    assert changed.splitlines()[1] == "other(region='eu')"


def test_the_page_of_a_web_application_must_be_a_success() -> None:
    """A block that defines `app` is not only run."""
    application = "from fastapi import FastAPI\napp = FastAPI()\n"
    run_block(application + "@app.get('/')\ndef page() -> str:\n    return 'it'\n")
    with pytest.raises(Exception, match="404"):
        run_block(application)


@pytest.mark.parametrize("name", ["mypy", "pyright"])
def test_a_wrong_type_is_the_error_of_a_check(name: str, tmp_path: Path) -> None:
    """The first line names the module."""
    package = tmp_path / "client" / "wrong_client"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("number: int = 1\n")
    client = GeneratedClient(package, tmp_path, ())
    assert CHECKS[name](client) == ""
    (package / "wrong.py").write_text("number: int = 'text'\n")
    assert "wrong.py:1" in CHECKS[name](client)
