"""
Break the client in every way we know, and count what the laws catch.

    python -m contract_tests.mutation [--seed N] [--only TEXT] [--without LAW]
        [--types-only] [--jobs N]

Exit codes: 0 it is enough, 1 it is not, 3 it cannot be told, 4 the command line cannot be used, 130
interrupted. Run again after an interruption, and it goes on where it was.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time

from contract_tests.harness.exit_codes import BROKEN, INTERRUPTED, KEPT, NOT_PROVEN, USAGE
from contract_tests.harness.plugin.options import positive_int
from contract_tests.harness.project import CLIENTS, ROOT, only_package
from contract_tests.harness.report.results import LAWS
from contract_tests.mutation import blinding, clients, drifting, score, telling, upkeep
from contract_tests.mutation.hunt import WorkerEnded
from contract_tests.mutation.journal import Journal, digest
from contract_tests.mutation.score import Found
from generation.file_lock import exclusive

JOURNALS = ROOT / ".mutation"
REPORT = ROOT / "report" / "mutation.json"
LOCKS = (ROOT / "requirements" / "mutate.txt", ROOT / "package-lock.json")
INPUTS = (ROOT / "contract_tests", ROOT / "openapi", CLIENTS, *LOCKS)


def main(words: list[str] | None = None) -> int:
    options = _options(words)
    if not hasattr(os, "fork"):
        print("mutate: this system cannot fork: run it on Linux or macOS", file=sys.stderr)
        return NOT_PROVEN
    for folder in (JOURNALS, REPORT.parent):  # not only after minutes of work
        try:
            folder.mkdir(exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            print(f"mutate: {folder}: cannot write there ({error.strerror})", file=sys.stderr)
            return NOT_PROVEN
    with exclusive(JOURNALS):
        return _hunt(options)


def _hunt(options: argparse.Namespace) -> int:
    # One for each hunt: a small one does not lose what a large one knew.
    asked = str(sorted((name, value) for name, value in vars(options).items() if name != "jobs"))
    journal = Journal(JOURNALS / f"{digest((), asked)[:8]}.jsonl", digest(INPUTS))
    if journal.results:
        print(f"Going on: {len(journal.results)} results are known.")
    started = time.monotonic()
    try:
        found = _hunted(options, journal)
    except WorkerEnded as error:
        print(f"mutate: {error}", file=sys.stderr)
        return NOT_PROVEN
    except KeyboardInterrupt:
        print("mutate: interrupted; run it again to go on", file=sys.stderr)
        return INTERRUPTED
    if not found:
        print(
            f"mutate: --only: no fault and no drift has {options.only!r} in its name",
            file=sys.stderr,
        )
        return USAGE
    journal.end()
    return _say(found, time.monotonic() - started, options)


def _hunted(options: argparse.Namespace, journal: Journal) -> list[Found]:
    asked = clients.Asked(only_package(), **vars(options))
    planted = clients.mutants(asked.package, asked.only)
    print(f"Planting {len(planted)} faults of the client.", flush=True)
    found = clients.found(planted, asked, journal, _progress) if planted else []
    if asked.without or asked.seed is not None:
        return found  # what follows does not search: it is the same with any seed
    drifts = drifting.named(asked.only, types_only=asked.types_only)
    print(f"Letting the server drift in {len(drifts)} ways.", flush=True)
    found += drifting.found(drifts, asked.jobs, types_only=asked.types_only) if drifts else []
    if asked.types_only or asked.only:
        return found
    print("Blinding the harness's checks.", flush=True)
    found += blinding.blinded(asked.package, planted, found, asked.jobs)
    print("Dulling its oracles, and what makes its cases.", flush=True)
    return [*found, *blinding.dulled(asked.package, asked.jobs)]


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{done} of {total}", end=end, file=sys.stderr, flush=True)


def _say(found: list[Found], seconds: float, options: argparse.Namespace) -> int:
    """Print the score and what escaped, write the report, return the exit code."""
    print("\n".join(telling.lines(found)))
    # What types alone catch is not asked to be enough.
    reasons = [] if options.types_only else list(score.failing(found))
    if not (options.types_only or options.only or options.without):
        reasons += score.stale(found)
    if not options.types_only:
        print("\n".join(reasons or ["The laws catch enough."]))
    print(f"{len(score.counted(found))} faults in {seconds:.0f} s.")
    telling.write_report(REPORT, found, seconds, vars(options), reasons)
    print(f"Report: {REPORT.relative_to(ROOT)}")
    return BROKEN if reasons else KEPT


def _options(words: list[str] | None) -> argparse.Namespace:
    first = str(__doc__).strip().splitlines()[0]
    parser = argparse.ArgumentParser(prog="nox -s mutate --", description=first)
    parser.add_argument("--seed", type=int, metavar="N", help="search from there; else as in CI")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="faults and drifts with it in their name"
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=[*LAWS, upkeep.LAW],
        help="leave a law out, to see that it is missed",
    )
    parser.add_argument(
        "--types-only",
        action="store_true",
        help="in place of the laws, what is usual: a call, and the type of what it returns",
    )
    parser.add_argument(
        "--jobs", type=positive_int, default=min(4, os.cpu_count() or 1), metavar="N"
    )
    try:
        options = parser.parse_args(words)
        if options.types_only and (options.without or options.seed is not None):
            parser.error("--types-only asks no law: leave --without and --seed away")
        return options
    except SystemExit as end:  # argparse says 2, which is not what it says elsewhere here
        sys.exit(USAGE if end.code else KEPT)


if __name__ == "__main__":
    raise SystemExit(main())
