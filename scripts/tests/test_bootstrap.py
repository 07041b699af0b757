"""The first command that a newcomer runs works, or names the problem in one line."""

from __future__ import annotations

import ast
import importlib.util
import tomllib
from pathlib import Path

import pytest

import bootstrap


@pytest.fixture
def environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Redirect the environments and the lock to a temporary folder."""
    environments = tmp_path / ".bootstrap"
    lock = tmp_path / "bootstrap.txt"
    lock.write_text("nox==0 --hash=sha256:0\n")
    monkeypatch.setattr(bootstrap, "ENVIRONMENTS", environments)
    monkeypatch.setattr(bootstrap, "LOG", environments / "pip.log")
    monkeypatch.setattr(bootstrap, "LOCK", lock)
    return environments


@pytest.fixture
def builds(environments: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Replace the build by one empty file; list the folders that were built."""
    folders: list[Path] = []

    def build(folder: Path, python: Path) -> None:
        folders.append(folder)
        (folder / python).parent.mkdir(parents=True)
        (folder / python).touch()

    monkeypatch.setattr(bootstrap, "build", build)
    return folders


def test_an_old_python_is_refused() -> None:
    """The message is one line with the required and the current version."""
    with pytest.raises(bootstrap.BootstrapError, match=r"^Python 3\.11 .* this is 3\.10\.13: .*$"):
        bootstrap.check_python((3, 10, 13))


def test_an_old_python_can_parse_the_script() -> None:
    """Newer syntax would replace the message by a SyntaxError."""
    ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 7))


def test_the_oldest_python_is_that_of_the_client() -> None:
    """The tools run on every Python that the client supports."""
    metadata = tomllib.loads((bootstrap.ROOT / "generated_client" / "pyproject.toml").read_text())
    oldest = ".".join(map(str, bootstrap.OLDEST))
    assert f">={oldest}" in metadata["project"]["requires-python"].replace(" ", "")
    assert f'OLDEST_PYTHON = "{oldest}"' in (bootstrap.ROOT / "noxfile.py").read_text()


def test_an_environment_is_built_once(builds: list[Path]) -> None:
    """A second run reuses the environment of the first."""
    assert bootstrap.environment() == bootstrap.environment()
    assert len(builds) == 1


def test_another_lock_gets_another_environment(builds: list[Path]) -> None:
    """An environment belongs to one lock and never changes."""
    first = bootstrap.environment()
    bootstrap.LOCK.write_text("nox==1 --hash=sha256:1\n")
    assert bootstrap.environment() != first


def test_a_damaged_environment_is_replaced(builds: list[Path]) -> None:
    """An environment without its Python is built again."""
    bootstrap.environment().unlink()
    assert bootstrap.environment().exists()
    assert len(builds) == 2


def test_an_interrupted_build_leaves_nothing(
    environments: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C in the first run exits with 130 and leaves no partial environment."""

    def build(folder: Path, python: Path) -> None:
        folder.mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "build", build)
    assert bootstrap.main([]) == 130
    assert list(environments.iterdir()) == []
    assert capsys.readouterr().err == "bootstrap: interrupted\n"


def test_a_failed_install_is_one_line(
    environments: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If pip fails, the message names the remedy and the file with the output of pip."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    assert bootstrap.main([]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("bootstrap: cannot install nox and uv")
    assert [path.name for path in environments.iterdir()] == ["pip.log"]


def test_a_python_without_pip_is_refused(
    environments: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Python with neither pip nor ensurepip gets the remedy."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert bootstrap.main([]) == 1
    assert "has no pip: install it" in capsys.readouterr().err
