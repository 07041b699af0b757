"""
Measure how much of the contracts in a folder the generator supports.

    python scripts/corpus.py FOLDER                    one line per contract, and the sums
    python scripts/corpus.py FOLDER --results FILE     keep the results; a second run continues
    python scripts/corpus.py FOLDER --table FILE       also write the lines as a Markdown table
    python scripts/corpus.py FOLDER --types            also check the clients with mypy --strict

Each contract is generated in a process of its own, with a time limit, and every module of its
client is compiled with warnings as errors and imported.

Exit codes: 0 every client can be imported, 1 one cannot, 2 the folder has no contract.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

SUFFIXES = {".json", ".yaml", ".yml"}
WORKER = Path(__file__).with_name("corpus_worker.py")
SOURCES = (
    "scripts/generation",
    "openapi/templates",
    "openapi/runtime",
    "openapi/generator.yaml",
    "requirements/contract.txt",
)


@dataclass(frozen=True)
class Measurement:
    """
    What became of one contract.

    Args:
        name: of the file.
        digest: sha256 of the file and of the generator.
        operations: those of the contract.
        generated: those with a function in the client.
        skipped: operations, responses and members that the client does not have.
        untyped: places that the client shows as an untyped value.
        outcome: generated, refused, failed, too slow or wrong types.
        reason: the first reason for a skipped item, or for a refusal.
        seconds: of the generation, with the start of the process.
    """

    name: str
    digest: str
    operations: int
    generated: int
    skipped: int
    untyped: int
    outcome: str
    reason: str
    seconds: float

    @property
    def cells(self) -> list[str]:
        """The measurement as the cells of a table."""
        numbers = [self.operations, self.generated, self.skipped, self.untyped]
        return [self.name, *map(str, numbers), self.outcome, f"{self.seconds:.1f} s", self.reason]


HEADINGS = [
    "contract", "operations", "generated", "skipped", "untyped", "outcome", "time", "first reason",
]  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run the command line *arguments* and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder with the contracts")
    parser.add_argument("--results", type=Path, metavar="FILE", help="JSON lines to continue from")
    parser.add_argument("--table", type=Path, metavar="FILE", help="write a Markdown table")
    parser.add_argument("--limit", type=float, default=300, metavar="SECONDS", help="per contract")
    parser.add_argument("--types", action="store_true", help="check the clients with mypy")
    parser.add_argument("-n", type=int, default=2, metavar="N", help="contracts at the same time")
    given = parser.parse_args(arguments)
    files = sorted(each for each in given.folder.glob("*") if each.suffix in SUFFIXES)
    if not files:
        print(f"error: {given.folder}: has no contract (.json, .yaml or .yml)", file=sys.stderr)
        return 2
    found = []
    for each in measure(files, given):
        found.append(each)
        print("  ".join(each.cells), flush=True)
    found.sort(key=lambda each: each.name)
    print(summary(found))
    if given.table:
        given.table.write_text(table(found), encoding="utf-8")
    return 0 if all(each.outcome == "generated" for each in found) else 1


def measure(files: list[Path], given: argparse.Namespace) -> Iterator[Measurement]:
    """Yield the measurement of each file: those of an earlier run first, others as they end."""
    version = generator_digest() + (b"types" if given.types else b"")
    digests = {path: sha256(path.read_bytes() + version).hexdigest() for path in files}
    known = earlier_results(given.results)
    left = []
    for path in files:
        if (digest := digests[path]) in known:
            yield known[digest]
        else:
            left.append(path)
    with ThreadPoolExecutor(given.n) as pool:
        tasks = [pool.submit(measure_one, p, digests[p], given.limit, given.types) for p in left]
        for task in as_completed(tasks):
            if given.results:
                with given.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(task.result())) + "\n")
            yield task.result()


def measure_one(path: Path, digest: str, limit: float, types: bool) -> Measurement:
    """Generate and import the client of *path* in a process of its own."""
    start = time.monotonic()
    numbers = dict.fromkeys(("operations", "generated", "skipped", "untyped"), 0)
    found: dict[str, Any] = {**numbers, "outcome": "too slow", "reason": "", "seconds": limit}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-W", "error", str(WORKER), str(path), folder]
        worker = subprocess.Popen(
            [*command, *(["--types"] if types else [])],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        try:
            output, errors = worker.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)  # with the type checker that it started
            worker.communicate()
            return Measurement(path.name, digest, **found)
    try:
        found |= json.loads(output.splitlines()[-1])
    except (IndexError, ValueError):
        lines = errors.splitlines() or [f"exit code {worker.returncode}"]
        found |= {"outcome": "failed", "reason": lines[-1]}
        found["seconds"] = time.monotonic() - start
    found["reason"] = str(found["reason"]).replace(str(path), path.name)[:200]
    return Measurement(path.name, digest, **found)


def earlier_results(path: Path | None) -> dict[str, Measurement]:
    """Return the measurements in *path* by their digest."""
    if path is None or not path.exists():
        return {}
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {line["digest"]: Measurement(**line) for line in lines}


def generator_digest() -> bytes:
    """Return a digest of everything that a generated client depends on, besides its contract."""
    root = Path(__file__).resolve().parent.parent
    total = sha256()
    for name in SOURCES:
        for path in [root / name, *sorted((root / name).rglob("*"))]:
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(path.read_bytes())
    return total.digest()


def summary(found: list[Measurement]) -> str:
    """Return one line with the sums of all measurements."""
    operations, generated = sum(e.operations for e in found), sum(e.generated for e in found)
    importable = sum(each.outcome == "generated" for each in found)
    share = 100 * generated / operations if operations else 0
    middle = sorted(each.seconds for each in found)[len(found) // 2]
    return (
        f"{importable} of {len(found)} contracts, {generated:,} of {operations:,} operations "
        f"({share:.1f} %), median {middle:.1f} s"
    )


def table(found: list[Measurement]) -> str:
    """Return the measurements as a Markdown table, without the reasons, which quote contracts."""
    rows = [HEADINGS[:-1], ["---"] * (len(HEADINGS) - 1), *(each.cells[:-1] for each in found)]
    return "\n".join([*("| " + " | ".join(row) + " |" for row in rows), "", summary(found), ""])


if __name__ == "__main__":
    raise SystemExit(main())
