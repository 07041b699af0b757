"""The locks hold what was asked for, with hashes, and name no host."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
GROUPS: dict[str, list[Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())[
    "dependency-groups"
]
NPM_LOCK: dict[str, dict[str, Any]] = json.loads((ROOT / "package-lock.json").read_text())[
    "packages"
]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)

each_group = pytest.mark.parametrize("group", GROUPS)


def lock(group: str) -> str:
    return (ROOT / "requirements" / f"{group}.txt").read_text()


def pins(group: str) -> dict[str, str]:
    return dict(PIN.findall(lock(group)))


def asked(group: str) -> dict[str, str]:
    """Return what a group asks for, with the groups that it includes."""
    found: dict[str, str] = {}
    for entry in GROUPS[group]:
        found |= asked(entry["include-group"]) if isinstance(entry, dict) else [entry.split("==")]
    return found


@each_group
def test_lock_has_what_was_asked_for(group: str) -> None:
    """
    Every dependency in pyproject.toml is in the lock with its version; else run `nox -s lock`.
    """
    assert asked(group).items() <= pins(group).items()


@each_group
def test_locks_agree(group: str) -> None:
    """A package has one version in all the locks."""
    assert pins(group).items() <= pins("consumer").items()


@each_group
def test_every_pin_has_hashes(group: str) -> None:
    """Nothing is installed that was not looked at when it was locked."""
    entries = re.split(r"\n(?=\S)", PIN.sub(r"\n\g<0>", lock(group)))
    pinned = [entry for entry in entries if PIN.match(entry)]
    assert len(pinned) == len(pins(group))
    assert all("--hash=sha256:" in entry for entry in pinned)


@each_group
def test_lock_names_no_host(group: str) -> None:
    """Any index can serve the packages, because their hashes decide."""
    assert "://" not in lock(group)
    assert "index" not in lock(group)


def test_npm_lock_has_what_was_asked_for() -> None:
    """Every dependency in package.json is exact and in the lock; else run `nox -s lock`."""
    asked = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert asked == NPM_LOCK[""]["dependencies"]
    assert asked == {name: NPM_LOCK[f"node_modules/{name}"]["version"] for name in asked}


def test_npm_lock_has_hashes_and_names_no_host() -> None:
    """Any registry can serve the packages, because their hashes decide."""
    packages = [entry for path, entry in NPM_LOCK.items() if path]
    assert all(entry["integrity"].startswith("sha512-") for entry in packages)
    assert not any("resolved" in entry for entry in packages)
