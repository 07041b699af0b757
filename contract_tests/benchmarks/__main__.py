"""
Measure the figures that the README quotes, side by side, in one run.

    python -m contract_tests.benchmarks [FIGURE ...]

A figure is named by the first word of its name; without names, all are measured.

Rule 1: what is compared is measured in turns, and the median of the turns counts.
Rule 2: the table says what was asked for and what was measured, also where it is missed. No test
asserts a time.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from contract_tests.benchmarks import client, growth, inprocess, runs, wire
from contract_tests.benchmarks.row import Row
from contract_tests.harness.prism.installation import prism_command, prism_version
from contract_tests.harness.prism.prism import MockServerError

# In the order of the table.
FIGURES: dict[str, Callable[[], Iterator[Row]]] = {
    "wire": wire.rows,
    "inprocess": inprocess.calls,
    "matrices": inprocess.matrices,
    "call": client.call,
    "import": client.imports,
    "contract": runs.contract,
    "growth": growth.rows,
}


def main(arguments: list[str]) -> int:
    if unknown := set(arguments) - set(FIGURES):
        print(f"bench: no figure {', '.join(unknown)}; there are {', '.join(FIGURES)}")
        return 4
    rows: list[Row] = []
    try:
        print(machine(), end="\n\n", flush=True)
        for name in arguments or FIGURES:
            print(f"measuring: {name}", file=sys.stderr, flush=True)
            try:
                rows += FIGURES[name]()
            except RuntimeError as error:
                print(error, file=sys.stderr)
                rows.append(Row(name, "to be measured", "not measured", False))
    except MockServerError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("bench: interrupted", file=sys.stderr)
        return 130
    print("\n".join(table(rows)))
    return 0


def machine() -> str:
    """What the figures were measured on."""
    words = prism_command()
    node = os.popen(f'"{words[0]}" --version').read().strip()  # noqa: S605 (our own Node)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, Node {node}, Prism {prism_version()}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def table(rows: list[Row]) -> list[str]:
    """The rows in Markdown, as the README has them."""
    cells = [("figure", "target", "measured", "verdict"), ("---",) * 4]
    cells += [(row.figure, row.target, row.measured, row.verdict) for row in rows]
    return [f"| {' | '.join(line)} |" for line in cells]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
