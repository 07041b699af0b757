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
    workflow, _ = map(yaml.safe_load, blocks("yaml"))
    (step,) = [each for each in workflow["jobs"]["contract"]["steps"] if "id" in each]
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert step["with"].keys() <= action["inputs"].keys()
    assert step["uses"] == f"./{COMMANDS[0].split()[-1]}"


def test_the_second_workflow_uses_the_inputs_of_the_reusable_one() -> None:
    """It is in the repository that the page adds as a submodule."""
    job = yaml.safe_load(blocks("yaml")[1])["jobs"]["contract"]
    repository, _, path = job["uses"].partition("/.github/")
    assert COMMANDS[0].split()[-2] == f"https://github.com/{repository}"
    reusable = yaml.safe_load((ROOT / ".github" / path.partition("@")[0]).read_text())
    inputs = reusable[True]["workflow_call"]["inputs"]  # YAML 1.1 reads `on` as a boolean
    assert job["with"].keys() <= inputs.keys()
    assert {name for name, each in inputs.items() if each.get("required")} <= job["with"].keys()
