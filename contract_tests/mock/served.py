"""The contract as Prism is to serve it: without what would make it call somebody."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contract_tests.contract import ContractError
from contract_tests.contract.reader import read_document

# Prism calls the URLs of `callbacks`, which it reads from made-up bodies: hosts of strangers.
CALLING = "callbacks"


@contextmanager
def served(path: Path) -> Iterator[Path]:
    """The file for Prism: *path* itself, or one without callbacks for as long as the block."""
    try:
        document = read_document(path) if CALLING.encode() in path.read_bytes() else None
    except (ContractError, OSError):  # Prism says what is wrong with it
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
