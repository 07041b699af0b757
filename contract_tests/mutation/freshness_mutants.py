"""Mutants of the freshness law: clients that their contract does not generate byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from contract_tests.mutation.mutants import Mutant

FAULT_CLASS, LAW = "freshness", "freshness"


def mutants(package: Path) -> Iterator[Mutant]:
    """Yield changes of *package* that leave every call as it was."""

    def mutant(change: str, file: str, before: str, after: str | None) -> Mutant:
        return Mutant(f"{FAULT_CLASS}: {change}", FAULT_CLASS, file, before, after, LAW)

    text = (package / "__init__.py").read_text(encoding="utf-8")
    changes = {
        "comment added": text + "# edited\n",
        "blank line added": text + "\n",
        "other line endings": text.replace("\n", "\r\n"),
        "header comment missing": text.partition("\n")[2],
    }
    for change, after in changes.items():
        yield mutant(change, "__init__.py", text, after)
    yield mutant("file added", "extra.py", "", "VALUE = 1\n")
    for file in ("py.typed", "LICENSE", "../README.md", "GENERATED.json"):
        before = (package / file).read_text(encoding="utf-8")
        yield mutant(f"{Path(file).name} missing", file, before, None)
    stamp = (package / "GENERATED.json").read_text(encoding="utf-8")
    digest = stamp.partition('"contract": "')[2][:8]
    other = stamp.replace(digest, "0" * 8)
    yield mutant("stamp of another contract", "GENERATED.json", stamp, other)
