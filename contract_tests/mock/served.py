"""The contract as Prism is to serve it: without what would make it call somebody."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from contract_tests.contract.loader import Loader

# Prism calls the URLs of `callbacks`, which it reads from made-up bodies: hosts of strangers.
CALLING = "callbacks"


@contextmanager
def served(path: Path) -> Iterator[Path]:
    """The file for Prism: *path* itself, or one without callbacks for as long as the block."""
    try:
        text = path.read_text(encoding="utf-8")
        document = yaml.load(text, Loader=Loader) if CALLING in text else None  # noqa: S506
    except (OSError, ValueError, yaml.YAMLError):  # Prism says it better
        document = None
    if document is None:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="served-") as folder:
        silent = Path(folder, f"{path.stem}.json")
        silent.write_text(json.dumps(_silent(document)), encoding="utf-8")
        yield silent


def _silent(node: Any) -> Any:
    """A copy in which no operation has callbacks, nor what operations share."""
    if isinstance(node, list):
        return [_silent(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = (name for name in node if name != CALLING or "responses" not in node)
    return {name: _silent(node[name]) for name in kept}
