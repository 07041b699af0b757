"""
Measure the client and the harness: `python -m contract_tests.benchmarks [NAME ...]`.

Without names, it measures everything and writes the results into `docs/benchmarks.md`. With names,
it prints the table of these measurements and writes nothing. Exit codes: 0 measured, 3 a
measurement failed or Prism cannot run, 4 unknown name, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from contract_tests.benchmarks import (
    client,
    contract_run,
    document,
    growth,
    in_process,
    prism,
    resources,
    scale,
    sharding,
)
from contract_tests.benchmarks.measurement import Measurement
from contract_tests.harness import results_page
from contract_tests.harness.exit_codes import INTERRUPTED, KEPT, NOT_VERIFIED, USAGE
from contract_tests.harness.prism.prism import MockServerError

# In the order of the table.
BENCHMARKS: dict[str, Callable[[], Iterator[Measurement]]] = {
    "prism": prism.throughput,
    "in-process": in_process.throughput,
    "matrices": in_process.matrices,
    "call": client.call,
    "concurrent": client.concurrent_calls,
    "create": resources.creation,
    "memory": resources.memory,
    "import": client.import_time,
    "contract": contract_run.contract,
    "growth": growth.growth,
    "operation": scale.cost_of_an_operation,
    "generation": scale.generation,
    "scale": scale.many_operations,
    "shards": sharding.shards,
}


def main(names: list[str]) -> int:
    """Run the benchmarks called *names*, or all; return the exit code."""
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"bench: unknown: {', '.join(unknown)}; choose from {', '.join(BENCHMARKS)}")
        return USAGE
    measurements: list[Measurement] = []
    try:
        machine = document.describe_machine()
        for name in names or BENCHMARKS:
            print(f"measuring: {name}", file=sys.stderr, flush=True)
            measurements += BENCHMARKS[name]()
    except (MockServerError, RuntimeError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return NOT_VERIFIED
    except KeyboardInterrupt:
        print("bench: interrupted", file=sys.stderr)
        return INTERRUPTED
    print("\n".join([machine, "", *document.table(measurements)]))
    if not names:
        results_page.write(document.PAGE, document.results(machine, measurements))
        print(f"\nWritten: {document.PAGE}")
    return KEPT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
