"""What a hunt knows so far, on disk: an interrupted one goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from contract_tests.mutation.forks import Result


class Journal:
    """
    The results by name, one a line; only of a hunt with the same *key*.

    Args:
        path: where; it is made when the first result comes.
        key: of whatever decides a result.
    """

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = key
        self.results: dict[str, Result] = {}
        try:
            head, *lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return
        if head == key:
            for line in lines:
                self._read(line)

    def add(self, result: Result) -> None:
        """One result more."""
        if not self.results:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(f"{self._key}\n", encoding="utf-8")
        self.results[result["name"]] = result
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")

    def end(self) -> None:
        """The hunt is whole: the next one starts anew."""
        self._path.unlink(missing_ok=True)

    def _read(self, line: str) -> None:
        try:
            result = json.loads(line)
            self.results[result["name"]] = result
        except (LookupError, ValueError):  # cut off by the interruption
            pass


def digest(roots: Iterable[Path], *options: str) -> str:
    """A digest of the files under *roots* and of the *options*."""
    found = hashlib.sha256("\0".join(options).encode())
    for root in roots:
        files = [root] if root.is_file() else sorted(root.rglob("*"))
        for path in files:
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(path.as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
