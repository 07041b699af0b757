"""A checked-in client that is not what its contract gives: edited, incomplete, left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from contract_tests.mutation.mutants import Mutant

FAULT, LAW = "freshness", "freshness"


def mutants(package: Path) -> Iterator[Mutant]:
    """Changes that leave every call as it was."""
    entry = "__init__.py"
    text = (package / entry).read_text(encoding="utf-8")
    changes = {
        "a comment more": text + "# edited\n",
        "a blank line more": text + "\n",
        "other line ends": text.replace("\n", "\r\n"),
        "its mark lost": text.partition("\n")[2],
    }
    for name, after in changes.items():
        yield Mutant(f"{FAULT}: {name}", FAULT, entry, text, after, LAW)
    yield Mutant(f"{FAULT}: a file more", FAULT, "extra.py", "", "VALUE = 1\n", LAW)
    for file in ("py.typed", "LICENSE", "../README.md", "GENERATED.json"):
        before = (package / file).read_text(encoding="utf-8")
        yield Mutant(f"{FAULT}: {Path(file).name} is gone", FAULT, file, before, None, LAW)
    stamp = (package / "GENERATED.json").read_text(encoding="utf-8")
    digest = stamp.partition('"contract": "')[2][:8]
    old = stamp.replace(digest, "0" * 8)
    yield Mutant(f"{FAULT}: made of another contract", FAULT, "GENERATED.json", stamp, old, LAW)
