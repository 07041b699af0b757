"""Contracts of several files, which Redocly bundles into one document."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from generation.errors import GenerationError
from generation.reading import read

_SUFFIXES = {".json", ".yaml", ".yml"}
NODE = Path(__file__).resolve().parent.parent / "node.py"


def bundle(path: Path) -> Any:
    """
    Return the document at *path* with the parts of other files to which it refers.

    Raises:
        GenerationError: one refers to a URL, which Redocly would download; or Redocly is not
            installed, or cannot bundle the files.
    """
    _refuse_urls(path.resolve(), set())
    with tempfile.TemporaryDirectory() as folder:
        # In an empty folder, because Redocly reads a configuration from the current one.
        target = Path(folder) / "bundled.json"
        command = [sys.executable, str(NODE), "run", "redocly", "bundle", str(path.resolve())]
        done = subprocess.run(
            [*command, f"--output={target}"],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        if done.returncode or not target.is_file():
            raise GenerationError(f"Redocly cannot bundle it: {_reason(done.stderr)}")
        return read(target)


def _refuse_urls(path: Path, seen: set[Path]) -> None:
    """Refuse a reference to a URL in the file at *path*, and in the files that it refers to."""
    seen.add(path)
    for reference in _references(read(path)):
        file = unquote(reference.partition("#")[0])
        if urlsplit(file).scheme:
            raise GenerationError(
                f"{path.name} refers to `{reference}`, and nothing is downloaded: "
                "save the file beside the contract, and refer to the copy"
            )
        target = (path.parent / file).resolve()
        if file and target not in seen and target.suffix in _SUFFIXES and target.is_file():
            _refuse_urls(target, seen)


def _references(node: Any) -> Iterator[str]:
    """Yield every `$ref`, also one in an example or in an extension, which Redocly may follow."""
    if isinstance(node, list):
        for each in node:
            yield from _references(each)
    elif isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for each in node.values():
            yield from _references(each)


def _reason(output: str) -> str:
    """Return the line that explains the failure in the *output* of Redocly or of `node.py`."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    explaining = [line for line in lines if line.startswith(("node: ", "Can't "))]
    return (explaining or lines or ["no output"])[0][:300]
