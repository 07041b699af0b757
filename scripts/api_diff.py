"""
List how the public API of the client changed since a revision of this repository.

    python scripts/api_diff.py REV

Each change has a verdict: `breaks` code that uses the client, `unclear` for types and values that
cannot be compared, or `compatible`. Mypy also checks the code of `scripts/consumer_project/` at REV
with the client of now; each of its errors is a change that breaks.

A breaking change needs an entry in CHANGELOG.md: a line that is new since REV and contains the last
part of the name that changed. Exit codes: 0 each breaking change has an entry, 1 some have none,
2 the revision cannot be compared, 130 interrupted.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import vendor
from api_changes import Change, compare
from generation import output_tree
from generation.errors import GenerationError
from generation.regeneration import package_in

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = "generated_client"
CONSUMER = "scripts/consumer_project"
CHANGELOG = "CHANGELOG.md"


class ApiDiffError(Exception):
    """The revision cannot be compared. The message is one line with the cause and the remedy."""


def without_entry(changes: list[Change], old: str, new: str) -> list[Change]:
    """
    Return the breaking changes without an entry: the changelog was *old*, and is *new*.

    An error in the consumer project has no name of its own, so any entry is enough.
    """
    added = {*new.splitlines()} - {*old.splitlines()}
    words = {word for line in added for word in re.findall(r"\w+", line)}
    return [
        change
        for change in changes
        if change.verdict == "breaks"
        and (not added if _is_consumer(change) else _last_part(change) not in words)
    ]


def _is_consumer(change: Change) -> bool:
    return change.name.startswith(CONSUMER)


def _last_part(change: Change) -> str:
    return change.name if _is_consumer(change) else change.name.rpartition(".")[2]


def checkout(rev: str, folder: Path) -> Path:
    """
    Write the client, the consumer project and the changelog at *rev* into *folder*.

    Returns:
        The folder of the client package.

    Raises:
        ApiDiffError: git does not know the revision, or it has no client.
    """
    verify = ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}"]
    commit = subprocess.run(verify, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    if not commit:
        raise ApiDiffError(f"{rev}: no such revision; give a commit, branch or tag")
    command = ["git", "archive", "--format=tar", commit, "--", CLIENTS, CONSUMER, CHANGELOG]
    archive = subprocess.run(command, cwd=ROOT, capture_output=True)
    if archive.returncode != 0:
        reason = archive.stderr.decode(errors="replace").strip().splitlines()[0]
        raise ApiDiffError(f"{rev}: {reason}; give a later revision")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    stamp = next((folder / CLIENTS).glob(f"*/{output_tree.STAMP}"), None)
    if stamp is None:
        raise ApiDiffError(f"{rev}: has no client in {CLIENTS}; give a later revision")
    return stamp.parent


def consumer_errors(project: Path, package: Path) -> list[Change]:
    """Check the types of the consumer *project* with *package* vendored, and return the errors."""
    shutil.rmtree(project / "acme" / "_vendor", ignore_errors=True)
    vendor.vendor(package, project / "acme" / "_vendor")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "acme"]
    command += ["--config-file=", f"--cache-dir={os.devnull}"]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True)
    if result.returncode not in (0, 1):
        raise ApiDiffError(f"mypy cannot check {CONSUMER}: {result.stderr.strip()}")
    errors = re.findall(r"^(.+?:\d+): error: (.+)$", result.stdout, re.MULTILINE)
    return [Change("breaks", f"{CONSUMER}/{place}", text) for place, text in errors]


def report(rev: str, changes: list[Change], missing: list[Change]) -> str:
    """Return the lines that a run prints, in Markdown."""
    lines = [f"Changes of the client's public API since {rev}: {len(changes)}"]
    if changes:
        lines += ["", "```", *map(str, changes), "```"]
    if missing:
        names = ", ".join(sorted({*map(_last_part, missing)}))
        lines += ["", f"Breaking changes without an entry in {CHANGELOG}: {names}"]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser(prog="nox -s api-diff --", description="Compare the API.")
    parser.add_argument("rev", metavar="REV", help="a revision of this repository")
    rev = parser.parse_args(arguments).rev
    try:
        new = package_in(ROOT / CLIENTS)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            old = checkout(rev, folder)
            changes = compare(old, new) + consumer_errors(folder / CONSUMER, new)
            texts = ((root / CHANGELOG).read_text(encoding="utf-8") for root in (folder, ROOT))
            missing = without_entry(changes, *texts)
    except (ApiDiffError, GenerationError, vendor.VendorError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        return 130
    print(report(rev, changes, missing))
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
