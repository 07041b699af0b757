"""The first command a newcomer runs works, or says in one line why not."""

from __future__ import annotations

import ast
import importlib.util
import tomllib
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for environments, and a lock of its own."""
    home = tmp_path / ".bootstrap"
    lock = tmp_path / "bootstrap.txt"
    lock.write_text("nox==0 --hash=sha256:0\n")
    monkeypatch.setattr(bootstrap, "HOME", home)
    monkeypatch.setattr(bootstrap, "LOG", home / "pip.log")
    monkeypatch.setattr(bootstrap, "LOCK", lock)
    return home


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The places of the environments that were built; each is one empty file."""
    places: list[Path] = []

    def build(place: Path, python: Path) -> None:
        places.append(place)
        (place / python).parent.mkdir(parents=True)
        (place / python).touch()

    monkeypatch.setattr(bootstrap, "build", build)
    return places


def test_old_python_is_refused() -> None:
    """An old Python gets one line that names both versions."""
    with pytest.raises(bootstrap.BootstrapError, match=r"^Python 3\.11 .* this is 3\.10\.13: .*$"):
        bootstrap.check_python((3, 10, 13))


def test_old_python_can_read_the_script() -> None:
    """The script has no syntax that would hide the message behind a SyntaxError."""
    ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 7))


def test_oldest_python_is_the_clients() -> None:
    """The tools run on every Python that the client supports."""
    client = tomllib.loads((ROOT / "generated_client" / "pyproject.toml").read_text())
    oldest = ".".join(map(str, bootstrap.OLDEST))
    assert f">={oldest}" in client["project"]["requires-python"].replace(" ", "")
    assert f'OLDEST_PYTHON = "{oldest}"' in (ROOT / "noxfile.py").read_text()


def test_environment_is_made_once(home: Path, builds: list[Path]) -> None:
    """A second run finds the environment of the first."""
    assert bootstrap.environment() == bootstrap.environment()
    assert len(builds) == 1


def test_another_lock_makes_another_environment(home: Path, builds: list[Path]) -> None:
    """An environment is used for the lock that it was made from, and no other."""
    first = bootstrap.environment()
    bootstrap.LOCK.write_text("nox==1 --hash=sha256:1\n")
    assert bootstrap.environment() != first


def test_damaged_environment_is_made_anew(home: Path, builds: list[Path]) -> None:
    """An environment that lost its Python is replaced."""
    bootstrap.environment().unlink()
    assert bootstrap.environment().exists()
    assert len(builds) == 2


def test_interrupted_build_leaves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Ctrl-C in the first run ends with the shell's exit code for it, and no half-made environment.
    """

    def build(place: Path, python: Path) -> None:
        place.mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "build", build)
    assert bootstrap.main([]) == 130
    assert list(home.iterdir()) == []
    assert capsys.readouterr().err == "bootstrap: interrupted\n"


def test_failed_install_is_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When pip fails, one line says what to do and where pip's own words are."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    assert bootstrap.main([]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("bootstrap: cannot install nox and uv")
    assert [path.name for path in home.iterdir()] == ["pip.log"]


def test_python_without_pip_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Python with neither pip nor ensurepip gets the remedy."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert bootstrap.main([]) == 1
    assert "has no pip: install it" in capsys.readouterr().err
