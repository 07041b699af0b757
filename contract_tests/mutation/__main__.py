"""
Plant faults in the client, the server and the harness, and count those that the laws catch.

    python -m contract_tests.mutation [--seed N] [--only TEXT] [--without LAW] [--jobs N]

A complete run, with none of the first three options, writes its results into `docs/mutation.md`.
Exit codes: 0 enough faults are caught, 1 too few are, 3 the run is impossible, 4 invalid command
line, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence

from contract_tests.harness.exit_codes import (
    BROKEN,
    INTERRUPTED,
    KEPT,
    NOT_VERIFIED,
    USAGE,
    CommandLineParser,
)
from contract_tests.harness.plugin.options import positive_int
from contract_tests.harness.project import ROOT, checked_in_package
from contract_tests.harness.report.results import LAWS
from contract_tests.mutation import freshness_mutants, report, score
from contract_tests.mutation.client_run import RunOptions, client_mutants, run_client_mutants
from contract_tests.mutation.constant_oracles import run_with_constants
from contract_tests.mutation.disabled_checks import run_without_checks
from contract_tests.mutation.drift.worker import known_drifts, run_drifts
from contract_tests.mutation.score import MutantResult
from contract_tests.mutation.worker_pool import WorkerEndedError

REPORT = ROOT / "report" / "mutation.json"
PAGE = ROOT / "docs" / "mutation.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    options = _parsed(arguments)
    if not hasattr(os, "fork"):
        print("mutate: needs fork(): use Linux or macOS", file=sys.stderr)
        return NOT_VERIFIED
    try:  # before the run takes minutes
        REPORT.parent.mkdir(exist_ok=True)
        tempfile.TemporaryFile(dir=REPORT.parent).close()
    except OSError as error:
        print(f"mutate: {REPORT.parent}: not writable ({error.strerror})", file=sys.stderr)
        return NOT_VERIFIED
    started = time.monotonic()
    try:
        results = _run(options)
    except WorkerEndedError as error:
        print(f"mutate: {error}", file=sys.stderr)
        return NOT_VERIFIED
    except KeyboardInterrupt:
        print("mutate: interrupted", file=sys.stderr)
        return INTERRUPTED
    if not results:
        print(f"mutate: --only: no fault and no drift matches {options.only!r}", file=sys.stderr)
        return USAGE
    return _report(results, time.monotonic() - started, options)


def _run(options: argparse.Namespace) -> list[MutantResult]:
    package = checked_in_package()
    run_options = RunOptions(package, options.jobs, options.only, options.without, options.seed)
    mutants = client_mutants(package, options.only)
    print(f"Running {len(mutants)} mutants of the client.", flush=True)
    results = run_client_mutants(mutants, run_options, _print_progress) if mutants else []
    if options.without or options.seed is not None:
        return results  # the rest does not depend on the seed and needs every law
    drifts = {name: drift for name, drift in known_drifts().items() if options.only in name}
    print(f"Running {len(drifts)} drifts of the server.", flush=True)
    results += run_drifts(drifts, options.jobs) if drifts else []
    if options.only:
        return results
    print("Disabling the checks of the harness.", flush=True)
    results += run_without_checks(package, mutants, results, options.jobs)
    print("Replacing its oracles and case generators by constants.", flush=True)
    return [*results, *run_with_constants(package, options.jobs)]


def _print_progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{done} of {total}", end=end, file=sys.stderr, flush=True)


def _report(results: list[MutantResult], seconds: float, options: argparse.Namespace) -> int:
    """Print and write the results, and return the exit code."""
    print("\n".join(report.lines(results)))
    failures = list(score.failures(results))
    if not options.only and not options.without:
        failures += score.stale_equivalents(results)
    print("\n".join(failures or ["The laws catch enough."]))
    print(f"{len(score.counted(results))} faults in {seconds:.0f} s.")
    report.write_json(REPORT, results, seconds, vars(options), failures)
    print(f"Report: {REPORT.relative_to(ROOT)}")
    if not options.only and not options.without and options.seed is None:
        page = report.updated_page(PAGE.read_text(encoding="utf-8"), results, seconds)
        PAGE.write_text(page, encoding="utf-8")
        print(f"Written: {PAGE.relative_to(ROOT)}")
    return BROKEN if failures else KEPT


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    summary = str(__doc__).strip().splitlines()[0]
    parser = CommandLineParser(prog="nox -s mutate --", description=summary)
    parser.add_argument("--seed", type=int, metavar="N", help="seed of Hypothesis; else as in CI")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="only faults and drifts with TEXT in their name"
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=[*LAWS, freshness_mutants.LAW],
        help="leave a law out, to show which faults then survive",
    )
    parser.add_argument(
        "--jobs",
        type=positive_int,
        default=min(4, os.cpu_count() or 1),
        metavar="N",
        help="number of workers",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
