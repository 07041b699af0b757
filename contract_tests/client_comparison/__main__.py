"""
Compare clients: `python -m contract_tests.client_comparison [--profile NAME] [-n N] [CONTRACT ...]`

Generates a client of each column for each contract, runs the same laws on all of them, and prints
one row for each check. Without a CONTRACT it takes the checked-in one and some of the self-tests,
and writes the results into `docs/comparison.md`. Exit codes: 0 the comparison is complete, 3 it is
not possible, 4 invalid command line, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from contract_tests.client_comparison import document
from contract_tests.client_comparison.columns import COLUMNS
from contract_tests.client_comparison.runs import ComparisonError, report_of
from contract_tests.client_comparison.table import Cell, Key, Report, cells
from contract_tests.harness import results_page
from contract_tests.harness.exit_codes import INTERRUPTED, KEPT, NOT_VERIFIED, CommandLineParser
from contract_tests.harness.plugin.options import PROFILES
from contract_tests.harness.project import SPEC, TESTS

SELF_TESTS = TESTS / "harness" / "tests" / "specs"
CONTRACTS = (SPEC, *(SELF_TESTS / f"{name}.yaml" for name in ("pets", "search", "media")))


def main(words: Sequence[str]) -> int:
    """Compare the clients and return the exit code."""
    options = _options(words)
    contracts = options.contract or CONTRACTS
    try:
        parallel = ["-n", options.processes, "--maxprocesses=4", "--dist=worksteal"]
        merged = _merged_reports(contracts, [f"--profile={options.profile}", *parallel])
    except ComparisonError as error:
        print(f"compare-clients: {error}", file=sys.stderr)
        return NOT_VERIFIED
    except KeyboardInterrupt:
        print("compare-clients: interrupted", file=sys.stderr)
        return INTERRUPTED
    names = [path.name for path in contracts]
    text = "\n".join(document.results(COLUMNS, merged, names, options.profile))
    print(text)
    if not options.contract:
        results_page.write(document.PAGE, text)
    return KEPT


def _merged_reports(contracts: Sequence[Path], arguments: Sequence[str]) -> list[dict[Key, Cell]]:
    """The cells of each column."""
    merged = []
    for column in COLUMNS:
        reports: dict[str, Report] = {}
        for spec in contracts:
            print(f"{column.title}: {spec.name}", file=sys.stderr)
            with tempfile.TemporaryDirectory() as folder:
                reports[spec.name] = report_of(column, spec.resolve(), Path(folder), arguments)
        merged.append(cells(reports))
    return merged


def _options(words: Sequence[str]) -> argparse.Namespace:
    first_line = str(__doc__).strip().splitlines()[0]
    parser = CommandLineParser(prog="nox -s compare-clients --", description=first_line)
    parser.add_argument("contract", nargs="*", type=_existing_file, metavar="CONTRACT")
    parser.add_argument("--profile", choices=list(PROFILES), default="brief")
    parser.add_argument("-n", dest="processes", default="auto", metavar="N")
    return parser.parse_args(words)


def _existing_file(text: str) -> Path:
    if not (path := Path(text)).is_file():
        raise argparse.ArgumentTypeError(f"{text}: no such file")
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
