"""Paths of this project: its contract, its client and its law tests."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "contract_tests"
# The folders of the law tests. A run that leaves out one of their files is incomplete.
LAW_FOLDERS = ("request", "response", "failure", "parity", "freshness", "compatibility")
SPEC = ROOT / "openapi" / "carts.yaml"
CLIENTS = ROOT / "generated_client"
# What `python -m contract_tests` runs unless the command line names a part.
LAW_PATHS = tuple(str(TESTS / folder) for folder in LAW_FOLDERS)
# What it runs with `--replay FILE`.
REPLAY_TEST = TESTS / "harness" / "plugin" / "test_replay.py"


def checked_in_package() -> Path:
    """The folder of the checked-in client package; `CLIENTS` itself unless there is exactly one."""
    packages = [entry.parent for entry in CLIENTS.glob("*/__init__.py")]
    return packages[0] if len(packages) == 1 else CLIENTS
