"""`action.yml` verifies a client in another repository, and shows the verdict on GitHub."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import github_action
import vendor
from generation import output_tree
from github_action import MAX_ROWS, error_commands, line_of, markdown, run_program
from tests.github_runner import ACTION, ROOT, Job

SOURCE = next(vendor.CLIENT.glob(f"*/{output_tree.STAMP}")).parent
LABEL = "POST /carts/{cartId}/redirect_urls"


class Run:
    """The action with these *inputs*, in the folder of another project."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        job = Job(folder, {})
        job.run_action("verify", inputs)
        self.code, self.output, self.summary = job.code, job.output, job.summary
        names = ("verdict", "report")
        self.outputs = {name: job.outputs[f"verify.{name}"] for name in names}
        self.digest = job.outputs["verify:locks.digest"]


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
    assert run.outputs == {"verdict": "kept", "report": ""}
    assert run.digest == github_action.locks_digest()
    assert "is fresh." in run.summary and "::error" not in run.output


def test_an_edited_copy_is_broken(tmp_path: Path) -> None:
    """The summary names the file that was edited."""
    vendor.vendor(SOURCE, tmp_path / "acme" / "_vendor")
    (tmp_path / "acme" / "_vendor" / SOURCE.name / "types.py").write_text("")
    run = Run(tmp_path, vendored="acme/_vendor")
    assert (run.code, run.outputs["verdict"]) == (1, "broken"), run.output
    assert "::error title=The client is broken::" in run.output
    assert "types.py" in run.summary


def test_reports_are_merged_with_their_contract_only(tmp_path: Path) -> None:
    """Annotations need the lines of the contract, so a missing file is an invalid input."""
    (tmp_path / "shards" / "1").mkdir(parents=True)
    (tmp_path / "shards" / "1" / "report.json").write_text("{}")
    run = Run(tmp_path, reports="shards", spec="nothing.yaml")
    assert (run.code, run.outputs["verdict"]) == (4, "not verified")
    assert run.output == "::error::the input `spec` is not a file: nothing.yaml\n"


def test_a_report_of_an_earlier_step_is_not_shown(tmp_path: Path) -> None:
    """If the run writes no report, there is none."""
    report = tmp_path / "temp" / "job" / "contract-report" / "report.json"
    report.parent.mkdir(parents=True)
    report.write_text(json.dumps({"verdict": {"sentence": "The client keeps the contract."}}))
    run = Run(tmp_path, spec="nothing.yaml")
    assert (run.code, run.outputs) == (4, {"verdict": "not verified", "report": ""}), run.output
    assert "keeps the contract" not in run.summary and not report.exists()
    assert run.output.startswith("::stop-commands::")
    assert "::error title=The client is not verified::" in run.output


def test_the_output_of_a_run_has_no_workflow_command(capsys: pytest.CaptureFixture[str]) -> None:
    """GitHub ignores commands until a line with the token, which the program cannot know."""
    hostile = "::error::x ##[error]y"
    program = f"print({hostile!r}); raise SystemExit(3)"
    tokens = set()
    for _ in range(2):
        code, lines = run_program([sys.executable, "-c", program])
        assert (code, lines) == (3, [f"{hostile}\n"])
        start, shown, empty, end = capsys.readouterr().out.splitlines()
        token = start.removeprefix("::stop-commands::")
        assert (shown, empty, end) == (hostile, "", f"::{token}::") and start != token
        tokens.add(token)
    assert len(tokens) == 2 and all(len(token) == 32 for token in tokens)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, "nothing to verify"),
        ({"vendored": "a", "spec": "b"}, "`spec` cannot be used beside `vendored`"),
        ({"reports": "a", "spec": "b", "shard": "1/2"}, "`shard` cannot be used beside `reports`"),
        ({"reports": "a", "spec": "b"}, "no reports of shards are in a"),
        ({"reports": "a"}, "nothing to verify"),
    ],
    ids=["none", "both", "shard of reports", "no reports", "reports without a contract"],
)
def test_inputs_that_do_not_fit_are_one_error(
    tmp_path: Path, inputs: dict[str, str], message: str
) -> None:
    """The exit code is that of an invalid command line, and there is a verdict."""
    run = Run(tmp_path, **inputs)
    assert (run.code, run.outputs["verdict"], run.summary) == (4, "not verified", "")
    (line,) = run.output.splitlines()
    assert line.startswith("::error::") and message in line


def test_equal_annotations_are_shown_once() -> None:
    """Failures that differ in their calls have one text; others are not crowded out."""
    names = ("law", "operation", "check", "received", "documented")
    failures = [dict.fromkeys(names, text) for text in ["a"] * 2 * MAX_ROWS + ["b"]]
    commands = error_commands({"failures": failures}, ROOT / "openapi" / "carts.yaml")
    assert [each.rpartition("Documented: ")[2] for each in commands] == ["a", "b"]


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
