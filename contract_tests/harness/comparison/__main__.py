"""
Compare two contracts: which changes of the newer one break clients of the older one.

    nox -s compare -- OLD NEW [--baseline FILE] [--write-baseline FILE]

It needs neither a client nor Prism, and compares every operation. Exit codes:

    0    no change breaks clients, or all that do are accepted
    1    a change breaks clients
    3    an operation cannot be compared
    4    the command line, or a file that it names, cannot be used
    130  interrupted
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from contract_tests.harness.baseline import (
    Baseline,
    BaselineError,
    read_baseline,
    write_baseline,
)
from contract_tests.harness.comparison.changes import BREAKS, Change
from contract_tests.harness.comparison.endpoints import added_operations
from contract_tests.harness.comparison.engine import (
    ComparisonError,
    added_operation,
    compare_operation,
)
from contract_tests.harness.comparison.verdict import breaking_items, judge
from contract_tests.harness.exit_codes import (
    BROKEN,
    INTERRUPTED,
    KEPT,
    NOT_VERIFIED,
    USAGE,
    CommandLineParser,
)
from contract_tests.harness.spec import Contract, ContractError, load_contract


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    options = _parsed(arguments)
    try:
        older, newer = (load_contract(path, whole=True) for path in (options.old, options.new))
        baseline = read_baseline(options.baseline) if options.baseline else Baseline()
        changes, problems = compare_contracts(older, newer)
        verdict = judge(changes, baseline, date.today())
        if problems:  # the changes of an operation that was not compared are not known
            verdict = verdict.without_stale()
        print("\n".join([*verdict.lines(), *problems]))
        if options.write_baseline and problems:
            reason = "is not written: not every operation was compared"
            print(f"compare: {options.write_baseline} {reason}", file=sys.stderr)
        elif options.write_baseline:
            updated = baseline.updated(BREAKS, breaking_items(changes))
            write_baseline(options.write_baseline, updated)
    except (BaselineError, ContractError) as error:
        print(f"compare: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("compare: interrupted", file=sys.stderr)
        return INTERRUPTED
    if verdict.breaks:
        return BROKEN
    return NOT_VERIFIED if problems else KEPT


def compare_contracts(older: Contract, newer: Contract) -> tuple[list[Change], list[str]]:
    """Return the changes of all operations, and a line for each that cannot be compared."""
    changes: list[Change] = []
    problems: list[str] = []
    for operation in older.operations:
        try:
            changes += compare_operation(older, operation, newer)
        except ComparisonError as error:
            problems.append(str(error))
    for operation in added_operations(older, newer):
        try:
            changes.append(added_operation(newer, operation))
        except ComparisonError as error:
            problems.append(str(error))
    return changes, problems


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    summary = str(__doc__).strip().splitlines()[0]
    parser = CommandLineParser(prog="nox -s compare --", description=summary)
    parser.add_argument("old", type=Path, metavar="OLD", help="the contract of the clients")
    parser.add_argument("new", type=Path, metavar="NEW", help="the contract of the server")
    parser.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="changes that are accepted, each with a reason",
    )
    parser.add_argument(
        "--write-baseline",
        type=Path,
        metavar="FILE",
        help="write the changes that break clients into a baseline, without reasons",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
