"""
Combine the reports of all shards into the report and the verdict of one run.

    nox -s merge -- REPORT... [--report DIR]

Each REPORT is the folder of the report of one shard. Exit codes:

    0    the client keeps the contract
    1    the client breaks the contract, or a newer contract (`--against`) breaks the client
    3    the contract is not verified: a test did not run, or the harness had an error
    4    the command line is invalid, or the reports are not all shards of one run
    130  interrupted
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from contract_tests.harness.exit_codes import INTERRUPTED, USAGE, CommandLineParser
from contract_tests.harness.merge.combination import Merged, combine
from contract_tests.harness.merge.files import write_report
from contract_tests.harness.merge.reports import MergeError, read_shards
from contract_tests.harness.report.gaps import gaps
from contract_tests.harness.report.summary import short_path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    options = _parsed(arguments)
    try:
        reports = read_shards(options.reports)
        merged = combine(reports)
        write_report(options.report, reports, merged)
    except MergeError as error:
        print(f"merge: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("merge: interrupted", file=sys.stderr)
        return INTERRUPTED
    print("\n".join(lines(merged, short_path(options.report / "index.html"))))
    return merged.exit_code


def lines(merged: Merged, page: str) -> Iterator[str]:
    """Yield the lines of the terminal at the end of one run, whose report is *page*."""
    yield from merged.changes.verdict.lines() if merged.changes else ()
    yield from merged.results.lines()
    yield from gaps(merged.data, page)
    yield f"Report: {page}"
    yield from merged.findings.lines() if merged.findings else ()


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    summary = str(__doc__).strip().splitlines()[0]
    parser = CommandLineParser(prog="nox -s merge --", description=summary)
    parser.add_argument(
        "reports", nargs="+", type=Path, metavar="REPORT", help="the report of one shard"
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="DIR",
        default=Path("report"),
        help="the folder of the merged report; default: report",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
