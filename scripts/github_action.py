"""
The steps of `action.yml`: run a session of nox, and show its verdict on GitHub.

    python3 scripts/github_action.py verify           run what the variables INPUT_* ask for
    python3 scripts/github_action.py summary FILE     print a report.json as Markdown
    python3 scripts/github_action.py locks            print `digest=...`, a key for caches

It needs Python only: the tools are installed by the session. Exit codes of `verify` are those of
the session; 4 if the inputs do not fit together.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("package-lock.json", "requirements/bootstrap.txt", "requirements/contract.txt")
VERDICTS = {0: "kept", 1: "broken"}
NAMES = ("vendored", "spec", "package", "against", "baseline", "profile", "shard", "reports")
# Profiles that choose examples at random; all shards need the same seed.
RANDOM_PROFILES = {"dev", "soak"}
# The most failures and changes that a summary lists; the report has all of them.
MAX_ROWS = 20


class InputError(Exception):
    """The inputs of the action do not fit together. The message is one line with the remedy."""


def command(inputs: Mapping[str, str], report: Path, run_id: str) -> list[str]:
    """
    Return the arguments of nox.

    Args:
        inputs: the inputs of the action by name; an empty text stands for no input.
        report: the folder for the report of a verified client.
        run_id: the number of the workflow run, the seed of its shards.

    Raises:
        InputError: there is nothing to verify, or an input is of no use.
    """
    allowed = {"vendored": {"against", "baseline"}, "reports": {"spec"}}
    for name, others in allowed.items():
        given = {each for each, value in inputs.items() if value} - {name, "profile"}
        if inputs[name] and (extra := sorted(given - others)):
            raise InputError(f"the input `{extra[0]}` cannot be used beside `{name}`")
    if inputs["vendored"]:
        arguments = ["vendor", "--", inputs["vendored"], "--check"]
        names = ["against", "baseline"]
    elif not inputs["spec"]:
        raise InputError("nothing to verify: set the input `vendored` or the input `spec`")
    elif inputs["reports"]:
        reports = sorted(str(path.parent) for path in Path(inputs["reports"]).glob("*/report.json"))
        if not reports:
            raise InputError(f"no reports of shards are in {inputs['reports']}: see their jobs")
        if not Path(inputs["spec"]).is_file():  # the failures are shown in its lines
            raise InputError(f"the input `spec` is not a file: {inputs['spec']}")
        return ["-s", "merge", "--", *reports, f"--report={report}"]
    else:
        arguments = ["contract", "--", f"--report={report}"]
        names = ["spec", "package", "against", "baseline", "profile", "shard"]
        if inputs["shard"] and inputs["profile"] in RANDOM_PROFILES:
            arguments.append(f"--seed={run_id}")
    return ["-s", *arguments, *(f"--{name}={inputs[name]}" for name in names if inputs[name])]


def verify(environment: Mapping[str, str]) -> int:
    """Run a session; write the verdict, the annotations and the summary; return the exit code."""
    inputs = {name: environment.get(f"INPUT_{name.upper()}", "").strip() for name in NAMES}
    report = Path(environment["RUNNER_TEMP"], "contract-report")
    shutil.rmtree(report, ignore_errors=True)  # that of an earlier step of the job
    try:
        arguments = command(inputs, report, environment.get("GITHUB_RUN_ID", "1"))
    except InputError as error:
        print(f"::error::{_escaped(str(error))}")
        _append(environment["GITHUB_OUTPUT"], "verdict=not verified")
        return 4
    code, lines = run_program([sys.executable, str(ROOT / "scripts" / "bootstrap.py"), *arguments])
    data = _read(report / "report.json") if inputs["spec"] else None
    is_open = inputs["shard"] and code == 0  # the merged report has the verdict
    verdict = "not verified" if is_open else VERDICTS.get(code, "not verified")
    path = report if data else ""
    _append(environment["GITHUB_OUTPUT"], f"verdict={verdict}\nreport={path}")
    if data is not None and inputs["shard"]:  # the merged report has its failures
        text = f"### {data['verdict']['sentence']}"
    elif data is not None:
        for line in error_commands(data, Path(inputs["spec"])):
            print(line)
        text = markdown(data)
    else:
        if code != 0:
            print(f"::error title=The client is {verdict}::{_last_line(lines)}")
        last = "".join(lines[-MAX_ROWS:]).replace("`", "'")
        text = f"### {verdict}\n\n```\n{last}```"
    _append(environment["GITHUB_STEP_SUMMARY"], text)
    return code


def run_program(arguments: list[str]) -> tuple[int, list[str]]:
    """
    Run a program and print its output; return its exit code and the lines.

    The output has texts of the contract, which must not be read as workflow commands:
    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands.
    """
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    lines = []
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    print(f"\n::{token}::", flush=True)
    return process.returncode, lines


def markdown(data: Mapping[str, Any]) -> str:
    """Return the content of a report.json as Markdown: verdict, laws, changes and failures."""
    lines = [f"### {data['verdict']['sentence']}", "", "| law | operation | cases | status |"]
    lines += ["|---|---|---|---|"]
    lines += [
        f"| {row['law']} | {_cell(row['operation'])} | {row['cases']} | {row['status']} |"
        for row in data["laws"]
    ]
    found = data["changes"]["found"] if data["changes"] else []
    changes = [each for each in found if each["breaks"]]
    for change in changes[:MAX_ROWS]:
        accepted = f"; accepted: {_code(change['accepted'])}" if change["accepted"] else ""
        lines += ["", f"- {_code(change['item'])}{accepted}"]
    for failure in data["failures"][:MAX_ROWS]:
        lines += [
            "",
            f"**{failure['law']} law, {_code(failure['operation'])}**: {failure['check']}",
        ]
        lines += ["", f"- Received: {_code(failure['received'])}"]
        lines += [f"- Documented: {_code(failure['documented'])}"]
    for what, every in (("changes", changes), ("failures", data["failures"])):
        if (more := len(every) - MAX_ROWS) > 0:
            lines += ["", f"{more} more {what} are in the report."]
    return "\n".join(lines)


def error_commands(data: Mapping[str, Any], spec: Path) -> list[str]:
    """Return workflow commands for the failures, at the operation's line of the contract."""
    text, commands = spec.read_text(encoding="utf-8", errors="replace"), []
    for failure in data["failures"]:
        line = line_of(text, failure["operation"])
        title = f"{failure['law']} law: {failure['check']}"
        message = f"Received: {failure['received']}\nDocumented: {failure['documented']}"
        place = f"file={_property(str(spec))},line={line},title={_property(title)}"
        commands.append(f"::error {place}::{_escaped(message)}")
    return list(dict.fromkeys(commands))[:MAX_ROWS]


def line_of(text: str, label: str) -> int:
    """
    Return the line of an operation in a contract, YAML or JSON; 1 if it is not found.

    Args:
        text: the text of the contract.
        label: the method and the path, such as ``GET /things/{id}``.
    """
    method, _, path = label.partition(" ")
    key = r"""^\s*["']?{}["']?\s*:"""
    start = re.search(key.format(re.escape(path)), text, re.MULTILINE)
    if not path or start is None:
        return 1
    operation = re.compile(key.format(method), re.MULTILINE | re.IGNORECASE)
    found = operation.search(text, start.end()) or start
    return text.count("\n", 0, found.end()) + 1


def locks_digest() -> str:
    """Return the SHA-256 of the lock files of a verification."""
    digest = hashlib.sha256()
    for name in LOCKS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data


def _append(path: str, text: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")


def _last_line(lines: list[str]) -> str:
    """The last line that is not of nox."""
    texts = [line.strip() for line in lines if line.strip() and not line.startswith("nox > ")]
    return _escaped(texts[-1] if texts else "")


def _code(text: str) -> str:
    """Return *text* as a code span, in one line. A backtick would end it."""
    shown = text if len(text) <= 300 else f"{text[:300]} ..."
    return "`" + shown.replace("`", "'").replace("\n", " ") + "`"


def _cell(text: str) -> str:
    """Return *text* as a code span in a cell of a table."""
    return _code(text).replace("|", "\\|")


def _escaped(text: str) -> str:
    """The message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property of a workflow command."""
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def main(arguments: list[str]) -> int:
    """Run the subcommand that *arguments* name, and return the exit code."""
    match arguments:
        case ["verify"]:
            return verify(os.environ)
        case ["summary", path]:
            data = _read(Path(path))
            print(markdown(data) if data else f"{path} cannot be read: no report was written.")
            return 0
        case ["locks"]:
            print(f"digest={locks_digest()}")
            return 0
    print(__doc__, file=sys.stderr)
    return 4


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
