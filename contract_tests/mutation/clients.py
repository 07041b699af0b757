"""What comes of each fault of the client: all that are known are planted, and the laws asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from attrs import frozen

from contract_tests.harness.project import SPEC
from contract_tests.harness.report.results import LAWS
from contract_tests.harness.spec import load_contract
from contract_tests.mutation import catalogue, own, reach, score, upkeep
from contract_tests.mutation.forks import Result
from contract_tests.mutation.hunt import (
    OWN,
    TYPES_ONLY,
    Killers,
    Worker,
    WorkerEnded,
    hunt,
    laws,
    run_laws,
)
from contract_tests.mutation.journal import Journal
from contract_tests.mutation.mutants import SOUND, Mutant
from contract_tests.mutation.score import Found


@frozen
class Asked:
    """
    What is asked of a hunt.

    Args:
        package: the sound client.
        jobs: how many workers there are.
        only: the faults with that in their name.
        without: laws that are left out.
        types_only: whether, in place of the laws, calls and the types of what they return decide.
        seed: to search from; None is as in CI.
    """

    package: Path
    jobs: int
    only: str = ""
    without: Collection[str] = ()
    types_only: bool = False
    seed: int | None = None


def mutants(package: Path, only: str = "") -> dict[str, Mutant]:
    """Each fault of the client in *package* that has *only* in its name, by name."""
    return {mutant.name: mutant for mutant in _all(package) if only in mutant.name}


def found(
    planted: Mapping[str, Mutant],
    asked: Asked,
    journal: Journal,
    progress: Callable[[int, int], None],
) -> list[Found]:
    """
    What came of each of *planted*; of what *journal* knows already, what it knows.

    Raises:
        WorkerEnded: a worker cannot run, or the laws find fault with the client as it is.
    """
    killers, known = Killers(), score.equivalents()
    tests = {} if asked.types_only else score.seen_by()

    def run(worker: Worker, mutant: Mutant) -> Result:
        more = {"first": killers.first(mutant.kind), "quick": mutant.name in known}
        result = run_laws(worker, mutant, asked.package, asked.without, **more)
        killers.learn(mutant.kind, result)
        return result

    def ask(worker: Worker, mutant: Mutant) -> Result:
        return own.ask(worker, tests[mutant.name], mutant, asked.package)

    sound = {} if asked.only else {SOUND: Mutant.none(asked.package)}
    prey: dict[str, list[Mutant]] = {"own": [], "known": [], "new": []}
    for name, mutant in {**sound, **planted}.items():
        if name not in journal.results:
            prey["own" if name in tests else "known" if name in known else "new"].append(mutant)
    seed = [] if asked.seed is None else [f"--seed={asked.seed}"]
    whole, brief = laws(*seed), laws("--profile=brief")
    if asked.types_only:
        whole = brief = TYPES_ONLY
    # Of what is known to be equivalent a look is enough.
    for kind, command, how in (("new", whole, run), ("known", brief, run), ("own", OWN, ask)):
        for result in hunt(prey[kind], how, command, asked.jobs) if prey[kind] else ():
            if result["name"] == SOUND:
                _require_alive(result)
            journal.add(result)
            progress(len(journal.results), len(planted) + len(sound))
    return [Found.of(mutant, journal.results[name]) for name, mutant in planted.items()]


def _all(package: Path) -> Iterator[Mutant]:
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
