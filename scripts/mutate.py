"""
Break the client in every way we know, and count what the laws catch.

    python scripts/mutate.py [--seed N] [--only TEXT] [--without LAW] [--types-only] [--jobs N]

Exit codes: 0 it is enough, 1 it is not, 3 it cannot be told, 4 the command line cannot be used, 130
interrupted. Run again after an interruption, and it goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from contract_tests.contract import load_contract
from contract_tests.defaults import CLIENTS, ROOT, SPEC, only_package
from contract_tests.exits import BROKEN, INTERRUPTED, KEPT, NOT_PROVEN, USAGE
from contract_tests.mutation import blinding, catalogue, drifting, own, reach, score, upkeep
from contract_tests.mutation.forks import Result
from contract_tests.mutation.hunt import (
    TYPES_ONLY,
    Killers,
    Worker,
    WorkerEnded,
    hunt,
    laws,
    run_laws,
)
from contract_tests.mutation.journal import Journal, digest
from contract_tests.mutation.mutants import SOUND, Mutant
from contract_tests.mutation.score import Found
from contract_tests.report.verdict import LAWS

JOURNAL = ROOT / ".mutation" / "journal.jsonl"
REPORT = ROOT / "report" / "mutation.json"
INPUTS = (ROOT / "contract_tests", ROOT / "openapi", CLIENTS)


def main(words: list[str] | None = None) -> int:
    options = _options(words)
    if not hasattr(os, "fork"):
        print("mutate: this system cannot fork: run it on Linux or macOS", file=sys.stderr)
        return NOT_PROVEN
    journal = Journal(JOURNAL, digest(INPUTS, str(options)))
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
        print(f"mutate: --only: no fault has {options.only!r} in its name", file=sys.stderr)
        return USAGE
    journal.end()
    return _say(found, time.monotonic() - started, options)


def _hunted(options: argparse.Namespace, journal: Journal) -> list[Found]:
    package = only_package()
    mutants = {m.name: m for m in _mutants(package) if options.only in m.name}
    command = TYPES_ONLY if options.types_only else laws(*_seed(options))
    lighter = TYPES_ONLY if options.types_only else laws("--profile=brief")
    if mutants and not options.only:
        mutants = {SOUND: Mutant.none(package), **mutants}
    new = [mutant for name, mutant in mutants.items() if name not in journal.results]
    known, tests = score.equivalents(), {} if options.types_only else score.seen_by()
    killers = Killers()

    def run(worker: Worker, mutant: Mutant) -> Result:
        if mutant.name in tests:
            return own.ask(tests[mutant.name], mutant, package)
        first, quick = killers.first(mutant.fault), mutant.name in known
        more = {"first": first, "quick": quick}
        result = run_laws(worker, mutant, package, options.without, **more)
        killers.learn(mutant.fault, result)
        return result

    # Of what is known to be equivalent a look is enough.
    for asked, is_known in ((command, False), (lighter, True)):
        prey = [mutant for mutant in new if (mutant.name in known) is is_known]
        for result in hunt(prey, run, asked, options.jobs) if prey else ():
            if result["name"] == SOUND:
                _require_alive(result)
            journal.add(result)
            _progress(len(journal.results), len(mutants))
    mutants.pop(SOUND, None)
    results = {name: journal.results[name] for name in mutants}
    found = [Found.of(mutant, results[name]) for name, mutant in mutants.items()]
    if options.types_only or options.only or options.without or options.seed is not None:
        return found  # what follows does not search: it is the same with any seed
    found += drifting.found(options.jobs)
    found += blinding.blinded(package, mutants, found, options.jobs)
    return [*found, *blinding.dulled(package, options.jobs)]


def _mutants(package: Path) -> Iterator[Mutant]:
    """All of the client in *package*."""
    yield from catalogue.mutants(load_contract(SPEC), package)
    yield from upkeep.mutants(package)
    # Which lines a call runs.
    with Worker(laws("--profile=brief")) as worker:
        task = {"name": SOUND, "package": str(package), "laws": LAWS, "quick": True, "trace": True}
        _require_alive(result := worker.run(task))
    yield from reach.mutants(package, result["lines"])


def _require_alive(result: Result) -> None:
    """What the laws say of the client as it is, is no fault that they caught."""
    if result["outcome"] != "alive":
        law, check = result.get("law"), result.get("check", result["outcome"])
        raise WorkerEnded(f"the client as it is breaks the {law} law ({check}): mend that first")


def _seed(options: argparse.Namespace) -> list[str]:
    return [] if options.seed is None else [f"--seed={options.seed}"]


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{done} of {total}", end=end, file=sys.stderr, flush=True)


def _say(found: list[Found], seconds: float, options: argparse.Namespace) -> int:
    """Print the score and what escaped, write the report, return the exit code."""
    for one in score.escaped(found):
        print(f"\nescaped: {one.name}\n{one.diff}")
    for one in found:
        if one.result["outcome"] in ("unclear", "crash"):
            print(f"\nthe harness gave up: {one.name}\n{one.result.get('message', '')[-500:]}")
    print("\n".join(["", *score.table(found), ""]))
    # What types alone catch is not asked to be enough.
    reasons = [] if options.types_only else list(score.failing(found))
    if not (options.types_only or options.only or options.without):
        reasons += score.stale(found)
    if not options.types_only:
        print("\n".join(reasons or ["The laws catch enough."]))
    print(f"{len(score.counted(found))} faults in {seconds:.0f} s.")
    REPORT.parent.mkdir(exist_ok=True)
    facts = {"rows": score.rows(found), "seconds": round(seconds), "reasons": reasons}
    REPORT.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return BROKEN if reasons else KEPT


def _options(words: list[str] | None) -> argparse.Namespace:
    first = str(__doc__).strip().splitlines()[0]
    parser = argparse.ArgumentParser(prog="nox -s mutate --", description=first)
    parser.add_argument("--seed", type=int, metavar="N", help="search from there; else as in CI")
    parser.add_argument("--only", default="", metavar="TEXT", help="faults with it in their name")
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
    parser.add_argument("--jobs", type=_count, default=min(4, os.cpu_count() or 1), metavar="N")
    try:
        return parser.parse_args(words)
    except SystemExit as end:  # argparse says 2, which is not what it says elsewhere here
        sys.exit(USAGE if end.code else KEPT)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a number from 1 on")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())
