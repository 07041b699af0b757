"""`action.yml` verifies a client in another repository, and shows the verdict on GitHub."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import github_action
import vendor
from generation import output_tree
from github_action import error_commands, line_of, markdown

ROOT = github_action.ROOT
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
SOURCE = next(vendor.CLIENT.glob(f"*/{output_tree.STAMP}")).parent
CONTRACT = (ROOT / "openapi" / "carts.yaml").read_text()
LABEL = "POST /carts/{cartId}/redirect_urls"


class Run:
    """The steps of the action, run as GitHub runs them, in the folder of another project."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        defaults = {name: each["default"] for name, each in ACTION["inputs"].items()}
        files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        values = {f"inputs.{name}": value for name, value in {**defaults, **inputs}.items()}
        for path in files.values():
            path.touch()
        for step in ACTION["runs"]["steps"]:
            if "uses" in step:
                continue
            assert step["shell"] == "bash"
            environment = {
                name: re.sub(r"\$\{\{ (.+?) \}\}", lambda found: values[found[1]], text)
                for name, text in step.get("env", {}).items()
            }
            environment = {**os.environ, **environment}
            environment |= {name: str(path) for name, path in files.items()}
            environment |= {"GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(folder / "temp")}
            done = subprocess.run(
                ["/bin/bash", "-e", "-c", step["run"]],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
            )
        self.code, self.output = done.returncode, done.stdout + done.stderr
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        self.outputs = dict(line.split("=", 1) for line in lines)
        self.summary = files["GITHUB_STEP_SUMMARY"].read_text()


def test_every_action_is_pinned_and_every_input_is_passed() -> None:
    """A tag of an action can be moved; an input that no step reads would be ignored."""
    steps = ACTION["runs"]["steps"]
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", s["uses"]) for s in steps if "uses" in s)
    passed = {name.removeprefix("INPUT_").lower() for s in steps for name in s.get("env", {})}
    assert passed == ACTION["inputs"].keys()


def test_a_fresh_copy_is_kept(tmp_path: Path) -> None:
    """The digest of the locks is the key of the cache, and a copy has no report."""
    vendor.vendor(SOURCE, tmp_path / "acme" / "_vendor")
    run = Run(tmp_path, vendored="acme/_vendor")
    assert run.code == 0, run.output
    assert run.outputs == {
        "digest": github_action.locks_digest(),
        "verdict": "kept",
        "report": "",
    }
    assert "is fresh." in run.summary and "::error" not in run.output


def test_an_edited_copy_is_broken(tmp_path: Path) -> None:
    """The summary names the file that was edited."""
    vendor.vendor(SOURCE, tmp_path / "acme" / "_vendor")
    (tmp_path / "acme" / "_vendor" / SOURCE.name / "types.py").write_text("")
    run = Run(tmp_path, vendored="acme/_vendor")
    assert (run.code, run.outputs["verdict"]) == (1, "broken"), run.output
    assert "::error title=The client is broken::" in run.output
    assert "types.py" in run.summary


@pytest.mark.slow
def test_a_broken_client_is_annotated_at_its_operation(tmp_path: Path) -> None:
    """A client that renames a header breaks the request law; the report is complete."""
    (tmp_path / "api.yaml").write_text(CONTRACT)
    client = tmp_path / "client" / SOURCE.name
    vendor.vendor(SOURCE, client.parent)
    module = client / "client.py"
    correct = module.read_text()
    module.write_text(correct.replace('"X-Auth-Token"', '"X-Other-Token"'))
    assert module.read_text() != correct
    run = Run(tmp_path, spec="api.yaml", package=str(client), profile="brief")
    assert run.code == 1, run.output
    assert run.outputs["verdict"] == "broken"
    line = next(n for n, text in enumerate(CONTRACT.splitlines(), 1) if text == "    post:")
    assert f"::error file=api.yaml,line={line},title=request law%3A " in run.output
    assert "| request | `POST /carts/{cartId}/redirect_urls` |" in run.summary
    assert "broken" in run.summary and "Received" in run.summary
    report = json.loads(Path(run.outputs["report"], "report.json").read_text())
    assert report["verdict"]["kept"] is False


@pytest.mark.parametrize(
    ("inputs", "message"),
    [({}, "nothing to verify"), ({"vendored": "a", "spec": "b"}, "`spec` cannot be used")],
    ids=["none", "both"],
)
def test_inputs_that_do_not_fit_are_one_error(
    tmp_path: Path, inputs: dict[str, str], message: str
) -> None:
    """The exit code is that of an invalid command line, and there is a verdict."""
    run = Run(tmp_path, **inputs)
    assert (run.code, run.outputs["verdict"], run.summary) == (4, "not verified", "")
    (line,) = run.output.splitlines()
    assert line.startswith("::error::") and message in line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("paths:\n  /a/{b}:\n    get: {}\n    post: {}\n", 4),
        ('{\n"paths": {\n"/a/{b}": {\n"get": {},\n"post": {}}}}', 5),
        ("paths:\n  '/a/{b}/c':\n    post: {}\n  '/a/{b}':\n    post: {}\n", 5),
        ("paths: {}\n", 1),
    ],
    ids=["YAML", "JSON", "a longer path first", "none"],
)
def test_the_line_of_an_operation_is_found(text: str, line: int) -> None:
    """It is the line of the method below the path."""
    assert line_of(text, "POST /a/{b}") == line


def test_hostile_texts_do_not_leave_their_place() -> None:
    """A body of a failure cannot end a table cell, a code span or a workflow command."""
    hostile = "a\n::error::b`c|d%"
    failure = {"law": "response", "operation": LABEL, "check": hostile}
    failure |= {"received": hostile, "documented": hostile}
    law = {"law": "request", "operation": "GET /a|b", "cases": 1, "status": "kept"}
    changes = [
        {"item": "breaks request: a|b", "breaks": True, "accepted": ""},
        {"item": "breaks request: c", "breaks": True, "accepted": "known"},
        {"item": "compatible request: d", "breaks": False, "accepted": ""},
    ]
    data: dict[str, Any] = {"verdict": {"sentence": "x"}, "laws": [law], "failures": [failure]}
    data["changes"] = {"found": changes}
    (annotation,) = error_commands(data, ROOT / "openapi" / "carts.yaml")
    assert "\n" not in annotation
    assert annotation.count("::") == 2 + annotation.count("%0A::error::b") * 2
    text = markdown(data)
    assert "`a ::error::b'c|d%`" in text
    assert "- `breaks request: a|b`\n" in text
    assert "| request | `GET /a\\|b` | 1 | kept |" in text
    assert "- `breaks request: c`; accepted: `known`\n" in text
    assert "compatible" not in text
