"""A generated tree on disk: its stamp, what differs from another, and the swap into place."""

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
    """The bytes of every file under *root* by relative path, caches left out."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not _is_cache(path.relative_to(root))
    }


def write_stamp(package: Path, facts: Mapping[str, Any]) -> None:
    """Write the stamp into *package*: *facts*, and the sha256 of each of the package's files."""
    listing = {name: _sha256(data) for name, data in contents(package).items() if name != STAMP}
    stamp = {
        "comment": "Generated. Do not edit: change the contract, a template or the runtime.",
        **facts,
        "files": listing,
    }
    (package / STAMP).write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8", newline="\n")


def read_stamp(package: Path) -> dict[str, Any]:
    """The stamp in *package*, empty where there is none that can be read."""
    try:
        stamp = json.loads((package / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def edited_files(package: Path) -> list[str]:
    """The files of *package* that differ from its own stamp: edited, added or removed by hand."""
    stamped = read_stamp(package).get("files", {})
    found = {name: _sha256(data) for name, data in contents(package).items() if name != STAMP}
    return sorted(n for n in {*stamped, *found} if stamped.get(n) != found.get(n))


def differences(old: Path, new: Path) -> list[str]:
    """One line for each file that *old* and *new* do not have in common, byte for byte."""
    left, right = contents(old), contents(new)
    lines = []
    for name in sorted({*left, *right}):
        if name not in left:
            lines.append(f"missing  {name}")
        elif name not in right:
            lines.append(f"extra    {name}")
        elif left[name] != right[name]:
            lines.append(f"differs  {name}")
    return lines


def staging_path(place: Path) -> Path:
    """A name beside *place* for a tree that is being built; no other process uses it."""
    return place.with_name(f".{place.name}.{os.getpid()}")


def swap(new: Path, place: Path) -> None:
    """
    Put the folder *new* where *place* is, and the old one where *new* was.

    Both must be on one file system. Where the system can exchange two folders in one step there
    is no moment without one; elsewhere an interruption between two renames is mended by `clean_up`.
    """
    if not place.exists():
        new.rename(place)
    elif not _exchange(new, place):
        old = new.with_name(f"{new.name}.old")
        place.rename(old)
        new.rename(place)
        old.rename(new)


def clean_up(place: Path) -> None:
    """Clear away what processes that are gone left beside *place*; put back what they moved."""
    for left in sorted(place.parent.glob(f".{place.name}.*")):
        pid = left.name.removesuffix(".old").rpartition(".")[2]
        ours = pid == str(os.getpid())
        if pid.isdecimal() and (ours or not _is_alive(int(pid))):
            if left.suffix == ".old" and not place.exists():
                left.rename(place)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _exchange(left: Path, right: Path) -> bool:
    """Exchange two folders in one step: Linux's renameat2. False where there is no such step."""
    if sys.platform != "linux":
        return False
    call = getattr(ctypes.CDLL(None), "renameat2", None)
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return (
        call is not None and call(here, os.fsencode(left), here, os.fsencode(right), exchange) == 0
    )


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":  # there, os.kill would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it is there, and somebody else's
    return True


def _is_cache(path: Path) -> bool:
    return any(part in _CACHES or part.endswith(".egg-info") for part in path.parts)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
