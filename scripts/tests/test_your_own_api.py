"""Every command of docs/your-own-api.md works in the order of the page, in another project."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from contract_tests.harness.project import ROOT

PAGE = ROOT / "docs" / "your-own-api.md"
CONTRACT = ROOT / "contract_tests" / "harness" / "tests" / "specs" / "usual.yaml"


def blocks(language: str) -> list[str]:
    """Return the code blocks of a language."""
    tokens = MarkdownIt("commonmark").parse(PAGE.read_text())
    return [token.content for token in tokens if token.type == "fence" and token.info == language]


COMMANDS = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]


@pytest.mark.slow
def test_the_commands_lead_from_a_contract_to_a_verified_client(tmp_path: Path) -> None:
    """The harness is in another folder, and all paths are those of the project."""
    submodule, *commands = COMMANDS
    assert submodule.startswith("git submodule add ") and len(commands) == 4
    folder = tmp_path / submodule.split()[-1]
    folder.parent.mkdir()
    folder.symlink_to(ROOT)
    (tmp_path / "openapi.yaml").write_bytes(CONTRACT.read_bytes())
    for command in commands:
        words = [sys.executable, *shlex.split(command)[1:]]
        environment = {**os.environ, "PYTHONPATH": ""}
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert (tmp_path / "report" / "index.html").is_file()
    assert (tmp_path / "src/acme/_vendor/my_api/README.md").is_file()


def test_the_workflow_uses_the_inputs_of_the_action() -> None:
    """The action is that of the submodule."""
    (workflow,) = map(yaml.safe_load, blocks("yaml"))
    (step,) = [each for each in workflow["jobs"]["contract"]["steps"] if "id" in each]
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert step["with"].keys() <= action["inputs"].keys()
    assert step["uses"] == f"./{COMMANDS[0].split()[-1]}"
