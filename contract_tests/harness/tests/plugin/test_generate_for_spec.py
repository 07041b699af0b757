"""`--spec` without `--package` generates a client for the run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from contract_tests.harness.project import ROOT
from contract_tests.harness.tests.test_other_specs import CONTRACTS

HEAD = 'openapi: 3.0.3\ninfo: {title: Small, version: "1"}\n'
NOTHING = (
    HEAD
    + """paths:
  /a:
    get: {responses: &text {200: {description: A., content: {application/json: {schema: {}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/No"}}}}
      responses: *text
components: {schemas: {No: {type: string, minLength: 3, maxLength: 2}}}
"""
)


def run(*options: str, scratch: Path) -> subprocess.CompletedProcess[str]:
    """Run the laws with these options; *scratch* is the folder for temporary files."""
    command = [sys.executable, "-m", "contract_tests", "-p", "no:cacheprovider", *options]
    env = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch)}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)


def test_a_generated_client_is_removed_after_the_run(tmp_path: Path) -> None:
    """The header names it, the workers share it, and no folder is left."""
    spec = CONTRACTS / "keys.yaml"
    options = [f"--spec={spec}", "--profile=brief", "-n2", "-k", "without-"]
    done = run(*options, scratch=tmp_path)
    assert not list(tmp_path.glob("client-*"))
    assert "package: keys_client (generated for this run)" in done.stdout, done.stdout
    assert re.search(r"(\d+) passed", done.stdout), done.stdout


def test_a_skipped_part_is_reported_everywhere(tmp_path: Path) -> None:
    """The terminal counts them, the page and the data list them, and the rest is verified."""
    spec, report = CONTRACTS / "violations.yaml", tmp_path / "report"
    options = [f"--spec={spec}", "--profile=brief", f"--report={report}", "-k", "not_mix"]
    done = run(*options, scratch=tmp_path)
    assert "5 skipped: not in the client, and not verified" in done.stdout, done.stdout
    data = json.loads((report / "report.json").read_text(encoding="utf-8"))
    items = {each["item"] for each in data["limitations"]}
    assert "skipped #/paths/~1body/post" in items
    assert {each["operation"] for each in data["laws"]} == {"GET /phones/{id}", "PUT /phones/{id}"}
    page = (report / "index.html").read_text(encoding="utf-8")
    assert "5 skipped: not in the client" in page and "the parameter `body` is in `body`" in page


def test_a_property_test_may_be_the_first_of_an_operation(tmp_path: Path) -> None:
    """Hypothesis allows no search in it, so the value of the pattern is found before."""
    spec = tmp_path / "pattern.yaml"
    schema = 'content: {application/json: {schema: {type: string, pattern: "^[a-c]{3}$"}}}'
    path = f"{{get: {{responses: {{200: {{description: A., {schema}}}}}}}}}"
    spec.write_text(f"{HEAD}paths: {{/a: {path}}}\n", encoding="utf-8")
    done = run(f"--spec={spec}", "-k", "every_generated_call_is_sent", scratch=tmp_path)
    assert " 1 passed" in done.stdout.replace("\n", " "), done.stdout


def test_a_schema_without_a_valid_value_is_named(tmp_path: Path) -> None:
    """The tests of its operation verify nothing; those of the other operation pass."""
    spec = tmp_path / "nothing.yaml"
    spec.write_text(NOTHING, encoding="utf-8")
    options = [f"--spec={spec}", f"--report={tmp_path}", "--profile=brief"]
    done = run(*options, "-k", "complete_response", scratch=tmp_path)
    reason = "POST /a, body: no value was found that #/components/schemas/No allows"
    assert f"verified nothing: {reason} (1)" in done.stdout, done.stdout
    assert re.search(r"failure +POST /a +0 .* not verified \(", done.stdout), done.stdout
    assert re.search(r"failure +GET /a +[1-9]", done.stdout), done.stdout
    assert done.returncode == 3 and "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read"),
        ("a: [", "invalid YAML"),
        ("swagger: '2.0'", "is a Swagger 2.0 contract"),
        ("openapi: 3.0.3\npaths: {}", "has no operation"),
        ((CONTRACTS / "refused" / "new-version.yaml").read_text(), "OpenAPI 3.2.0 is not"),
    ],
    ids=["missing", "no YAML", "no OpenAPI", "empty", "refused"],
)
def test_an_unusable_spec_is_a_usage_error(tmp_path: Path, text: str | None, message: str) -> None:
    """One line names the file and the reason."""
    spec = tmp_path / "spec.yaml"
    if text is not None:
        spec.write_text(text, encoding="utf-8")
    done = run(f"--spec={spec}", scratch=tmp_path)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    assert len(lines) == 1 and str(spec) in lines[0] and message in lines[0]
