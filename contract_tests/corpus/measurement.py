"""What became of one contract, and the file that keeps it for the next run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from contract_tests.harness.project import ROOT

# Everything that a measurement depends on, besides its contract.
SOURCES = ("scripts/generation", "openapi", "contract_tests", "requirements/contract.txt")


@dataclass(frozen=True)
class Measurement:
    """
    What became of one contract.

    Args:
        name: of the file.
        digest: sha256 of the file, of the sources of this project and of the options.
        operations: those of the contract.
        generated: those with a function in the client.
        kept: those for which the client keeps every law.
        broken: those for which it breaks one.
        not_verified: those that were selected, but not verified completely.
        skipped: operations, responses and members that the client does not have.
        untyped: places that the client shows as an untyped value.
        outcome: kept, broken or not verified; imported, if no laws ran; refused, failed, too slow,
            or the name of a check of the client that failed.
        reason: the first reason for the outcome, or for a skipped part.
        generation_seconds: of the generation, in a process that has loaded the generator.
        laws_seconds: of the run of the laws.
        relative_size: the bytes of the client, divided by those of one of stock
            openapi-python-client; 0 if that does not have the same number of operations.
    """

    name: str
    digest: str
    operations: int = 0
    generated: int = 0
    kept: int = 0
    broken: int = 0
    not_verified: int = 0
    skipped: int = 0
    untyped: int = 0
    outcome: str = ""
    reason: str = ""
    generation_seconds: float = 0.0
    laws_seconds: float = 0.0
    relative_size: float = 0.0

    @property
    def succeeded(self) -> bool:
        """Whether nothing of what was measured is wrong."""
        return self.outcome in ("kept", "imported")


def read_results(path: Path | None) -> dict[str, Measurement]:
    """Return the measurements in the file of JSON lines at *path*, by their digest."""
    if path is None or not path.exists():
        return {}
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {line["digest"]: Measurement(**line) for line in lines}


def append_result(path: Path, measurement: Measurement) -> None:
    """Add a line to the file at *path*."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(measurement)) + "\n")


def sources_digest() -> bytes:
    """Return a digest of the sources of this project that a measurement depends on."""
    total = sha256()
    for name in SOURCES:
        for path in [ROOT / name, *sorted((ROOT / name).rglob("*"))]:
            if path.is_file() and not {"__pycache__", "tests"} & {*path.parts}:
                total.update(path.read_bytes())
    return total.digest()
