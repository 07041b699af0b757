"""A generated project on disk: its stamp, comparison with another, and replacement."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

STAMP = "GENERATED.json"
_CACHES = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", "build", "dist"}


def contents(root: Path) -> dict[str, bytes]:
    """Return the bytes of every file in *root* by relative path, without caches."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not _is_cache(path.relative_to(root))
    }


def write_stamp(package: Path, inputs: Mapping[str, Any]) -> None:
    """Write the stamp of *package*: the *inputs*, and the sha256 of each of its files."""
    listing = {name: _sha256(data) for name, data in contents(package).items() if name != STAMP}
    stamp = {
        "comment": "Generated. Do not edit: change the contract, a template or the runtime.",
        **inputs,
        "files": listing,
    }
    (package / STAMP).write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8", newline="\n")


def read_stamp(package: Path) -> dict[str, Any]:
    """Return the stamp of *package*; empty if it is missing or invalid."""
    try:
        stamp = json.loads((package / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def edited_files(package: Path) -> list[str]:
    """Return the files of *package* that differ from its stamp, with `added` or `deleted`."""
    stamped = read_stamp(package).get("files", {})
    found = {name: _sha256(data) for name, data in contents(package).items() if name != STAMP}
    names = sorted(name for name in {*stamped, *found} if stamped.get(name) != found.get(name))
    return [
        f"{name} deleted" if name not in found else f"{name} added" if name not in stamped else name
        for name in names
    ]


def differences(
    old: Path, new: Path, words: tuple[str, str, str] = ("missing", "extra", "differs")
) -> list[str]:
    """
    Return one line for each file that differs between *old* and *new*.

    The line begins with one of *words*, for a file that *old* lacks, that *new* lacks, and that
    differs.
    """
    left, right = contents(old), contents(new)
    missing, extra, differs = words
    lines = []
    for name in sorted({*left, *right}):
        if left.get(name) != right.get(name):
            word = missing if name not in left else extra if name not in right else differs
            lines.append(f"{word:9}{name}")
    return lines


def staging_path(place: Path) -> Path:
    """Return a path beside *place* to build a tree in; no other process uses it."""
    return place.with_name(f".{place.name}.{os.getpid()}")


def swap(new: Path, place: Path) -> None:
    """
    Exchange the folders *new* and *place*, which must be on one file system.

    Linux exchanges them in one step. Elsewhere *place* is missing between two renames; after an
    interruption, `clean_up` restores it.
    """
    if not place.exists():
        new.rename(place)
    elif not _exchange(new, place):
        old = new.with_name(f"{new.name}.old")
        place.rename(old)
        new.rename(place)
        old.rename(new)


def clean_up(place: Path) -> None:
    """Delete what ended processes left beside *place*; restore what they moved."""
    for left in sorted(place.parent.glob(f".{place.name}.*")):
        pid = left.name.removesuffix(".old").rpartition(".")[2]
        ours = pid == str(os.getpid())
        if pid.isdecimal() and (ours or not _is_alive(int(pid))):
            if left.suffix == ".old" and not place.exists():
                left.rename(place)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _exchange(left: Path, right: Path) -> bool:
    """Exchange two folders with renameat2 of Linux. Return False if it is not available."""
    if sys.platform != "linux":
        return False
    call = getattr(ctypes.CDLL(None), "renameat2", None)
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return (
        call is not None and call(here, os.fsencode(left), here, os.fsencode(right), exchange) == 0
    )


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":  # os.kill would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it exists, and belongs to another user
    return True


def _is_cache(path: Path) -> bool:
    return any(part in _CACHES or part.endswith(".egg-info") for part in path.parts)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
