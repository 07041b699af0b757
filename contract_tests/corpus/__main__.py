"""
Generate and verify a client of each contract in a folder: `nox -s corpus -- FOLDER`.

    --results FILE     keep the measurements as JSON lines; a second run continues from them
    --reports FOLDER   keep the report of each run of the laws, in a folder named after the contract
    --page FILE        write the table between the markers of a Markdown page
    --check NAME       also check each client: mypy, pyright, readme; may be given several times
    --operations N     verify N operations of each contract, evenly spaced; 0 runs no laws

Each contract has processes of its own. One generates its client, compiles every module with
warnings as errors and imports it. One runs the laws for at most `--limit` seconds.

Exit codes: 0 every client keeps its contract, 1 one does not, 4 the command line is invalid,
130 interrupted; the results of the contracts that have ended are kept.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from hashlib import sha256
from pathlib import Path

from contract_tests.corpus import laws, page
from contract_tests.corpus.client_checks import CHECKS
from contract_tests.corpus.measurement import (
    Measurement,
    append_result,
    read_results,
    sources_digest,
)
from contract_tests.corpus.processes import kill_all, run
from contract_tests.harness import results_page
from contract_tests.harness.exit_codes import BROKEN, INTERRUPTED, KEPT, USAGE, CommandLineParser

SUFFIXES = {".json", ".yaml", ".yml"}
WORKER = "contract_tests.corpus.client_worker"
# Limits of the laws that a generation, with the checks of its client, may take.
GENERATION = 4
# Characters of a reason that are kept.
LONGEST = 300


def main(words: Sequence[str]) -> int:
    """Measure the contracts and return the exit code."""
    given = _options(words)
    files = sorted(each for each in given.folder.glob("*") if each.suffix in SUFFIXES)
    if not files:
        print(f"error: {given.folder}: has no contract (.json, .yaml or .yml)", file=sys.stderr)
        return USAGE
    found = []
    try:
        for each in measure(files, given):
            found.append(each)
            print(page.line(each), flush=True)
    except KeyboardInterrupt:
        print("corpus: interrupted", file=sys.stderr)
        return INTERRUPTED
    found.sort(key=lambda each: each.name)
    print(page.summary(found))
    if given.page:
        results_page.write(given.page, page.table(found))
    return KEPT if all(each.succeeded for each in found) else BROKEN


def measure(files: Sequence[Path], given: argparse.Namespace) -> Iterator[Measurement]:
    """Yield the measurement of each file: those of an earlier run first, others as they end."""
    options = json.dumps([given.operations, given.check, given.limit]).encode()
    version = sources_digest() + options
    digests = {path: sha256(path.read_bytes() + version).hexdigest() for path in files}
    known = read_results(given.results)
    yield from (known[digest] for digest in digests.values() if digest in known)
    left = {path: digest for path, digest in digests.items() if digest not in known}
    with ThreadPoolExecutor(given.n) as pool:
        tasks = [pool.submit(measure_one, path, digest, given) for path, digest in left.items()]
        try:
            for task in as_completed(tasks):
                if given.results:
                    append_result(given.results, task.result())
                yield task.result()
        except BaseException:  # an interruption, or an error
            pool.shutdown(wait=False, cancel_futures=True)
            kill_all()
            raise


def measure_one(path: Path, digest: str, given: argparse.Namespace) -> Measurement:
    """Generate the client of *path*, and verify it if it can be imported."""
    with tempfile.TemporaryDirectory() as folder:
        client = Path(folder, "client")
        client.mkdir()
        worker = ["-W", "error", "-m", WORKER, str(path), str(client), *given.check]
        ended = run(worker, GENERATION * given.limit)
        try:
            found = json.loads(ended.output.splitlines()[-1])
        except (IndexError, ValueError):
            outcome = "failed" if ended.in_time else "too slow"
            found = {"outcome": outcome, "reason": ended.last_line}
        if found["outcome"] == "imported" and given.operations:
            report = given.reports / path.name if given.reports else Path(folder, "report")
            found |= laws.verify(path, report, given.operations, given.limit)
    found["reason"] = found.get("reason", "").replace(str(path), path.name)[:LONGEST]
    return Measurement(path.name, digest, **found)


def _options(words: Sequence[str]) -> argparse.Namespace:
    first_line = str(__doc__).strip().splitlines()[0]
    parser = CommandLineParser(prog="nox -s corpus --", description=first_line)
    parser.add_argument("folder", type=_absolute, help="the folder with the contracts")
    parser.add_argument("--results", type=_absolute, metavar="FILE", help="JSON lines of results")
    parser.add_argument("--reports", type=_absolute, metavar="FOLDER", help="of the laws")
    parser.add_argument("--page", type=_absolute, metavar="FILE", help="a page with markers")
    parser.add_argument("--check", action="append", default=[], choices=list(CHECKS))
    parser.add_argument("--operations", type=int, default=10, metavar="N", help="0: no laws")
    parser.add_argument("--limit", type=float, default=300, metavar="SECONDS", help="of the laws")
    parser.add_argument("-n", type=int, default=2, metavar="N", help="contracts at the same time")
    return parser.parse_args(words)


def _absolute(text: str) -> Path:
    return Path(text).absolute()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
