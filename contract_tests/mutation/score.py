"""The score: what was caught, what escaped, what does not count; and whether it is enough."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from contract_tests.mutation.forks import Result
from contract_tests.mutation.hunt import module_of, needs_prism
from contract_tests.mutation.mutants import CODE, Mutant

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
# Of the changes of code, which nobody chose. Of the faults of the catalogue, each one.
ENOUGH = 0.98
# By the module of the test that caught it.
SOCKETS = ("failure/test_connection_faults",)


@frozen
class Found:
    """
    One fault, and what came of it.

    Args:
        group: what was broken: `client`, `code`, `server` or `harness`; `false alarms` where the
            harness found fault with what a client may ignore.
        fault: its class.
        result: of the run; its `outcome` is `killed`, or `time` where it hung; `alive`; `seen` by
            the client's own tests; `unclear` or `crash` where the harness could not go on;
            `stillborn` where it does not even load.
        diff: what was changed.
        equivalent: why no law has to see it, where that is so.
    """

    group: str
    fault: str
    result: Result
    diff: str = ""
    equivalent: str = ""

    @classmethod
    def of(cls, mutant: Mutant, result: Result) -> Found:
        """What came of a broken client."""
        group = "code" if mutant.fault == CODE else "client"
        equivalent = equivalents().get(mutant.name, "")
        return cls(group, mutant.fault, result, mutant.diff, equivalent)

    @property
    def name(self) -> str:
        return str(self.result["name"])

    @property
    def caught(self) -> bool:
        return self.result["outcome"] in ("killed", "time")

    @property
    def facts(self) -> Mapping[str, Any]:
        """What a program reads of it; `law` and `check` say what caught it."""
        facts: dict[str, Any] = {"group": self.group, "fault": self.fault, "name": self.name}
        told = {key: self.result.get(key) for key in ("outcome", "law", "check")}
        facts |= {key: value for key, value in told.items() if value}
        return {**facts, "equivalent": self.equivalent} if self.equivalent else facts

    @property
    def where(self) -> str:
        """What it took to catch it."""
        if self.result["outcome"] == "time":
            return "time"
        test = self.result.get("test", "")
        if module_of(test) in SOCKETS:
            return "sockets"
        over_prism = needs_prism(test) or module_of(test) == "test_types_only"
        return "prism" if over_prism else "process"


@cache
def _entries() -> list[Mapping[str, Any]]:
    return list(tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"])


def equivalents() -> dict[str, str]:
    """Why no law has to see it, by name of the fault."""
    return {name: entry["reason"] for entry in _entries() for name in entry["names"]}


def seen_by() -> dict[str, str]:
    """The client's own test that sees it, by name of the fault."""
    entries = (entry for entry in _entries() if "seen-by" in entry)
    return {name: entry["seen-by"] for entry in entries for name in entry["names"]}


def counted(found: Iterable[Found]) -> list[Found]:
    """Without what does not load, and what is equivalent to the sound client."""
    return [one for one in found if one.result["outcome"] != "stillborn" and not one.equivalent]


def escaped(found: Iterable[Found]) -> list[Found]:
    """What no law caught, and should."""
    return [one for one in counted(found) if not one.caught]


def stale(found: Iterable[Found]) -> Iterator[str]:
    """What is listed as equivalent and should not be: a line for each."""
    outcomes = {one.name: one.result["outcome"] for one in found}
    tests = seen_by()
    for name in equivalents():
        outcome, test = outcomes.get(name), tests.get(name)
        if outcome is None:
            yield f"{name}: is listed as equivalent, and is no fault any more"
        elif test and outcome != "seen":
            yield f"{name}: is listed as equivalent, and contract_tests/client/{test}.py is blind"
        elif not test and outcome != "alive":
            yield f"{name}: is listed as equivalent, and is not: {outcome}"


def failing(found: Iterable[Found]) -> Iterator[str]:
    """Why the score is not enough: a line for each reason."""
    groups: dict[str, list[Found]] = {}
    for one in found:
        groups.setdefault(one.group, []).append(one)
        if one.group == "client" and one.result["outcome"] == "stillborn":
            yield f"{one.name}: does not even load, and so says nothing: plant it anew"
    for group, ones in groups.items():
        total, missed = len(counted(ones)), len(escaped(ones))
        enough = ENOUGH if group == "code" else 1.0
        if total and (total - missed) / total < enough:
            yield f"{group}: {total - missed} of {total} caught, and {enough:.0%} is asked for"
