"""The mutation score: which mutants were killed, which do not count, and whether it is enough."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from contract_tests.mutation.fork_server import Result
from contract_tests.mutation.mutants import CODE, Mutant
from contract_tests.mutation.worker_pool import module_of, needs_prism

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
# The minimum score of small changes of code. Every fault of the catalogue must be killed.
MIN_CODE_SCORE = 0.98
# The law modules that need real sockets.
OVER_SOCKETS = ("failure/test_connection_faults",)
# The outcome of a mutant that no law has to detect, but a test in `contract_tests/client`.
DETECTED = "detected by client tests"


@dataclass(frozen=True)
class MutantResult:
    """
    The result of one mutant: of the client, the server or the harness.

    Args:
        group: what was changed: `client`, `code`, `server` or `harness`; `false alarms` where the
            harness found fault with a drift that a client may ignore.
        fault_class: the class of the fault.
        result: of the run. Its `outcome` is `killed`, `timeout`, `survived`, `detected by client
            tests`, `suspicious` where the harness failed, or `invalid` where the mutant does not
            load.
        diff: the change.
        equivalent: why no law has to detect the fault; empty where one has to.
    """

    group: str
    fault_class: str
    result: Result
    diff: str = ""
    equivalent: str = ""

    @classmethod
    def of(cls, mutant: Mutant, result: Result) -> MutantResult:
        """Return the result of a mutant of the client."""
        equivalent = entry_of(equivalents(), mutant.name)
        if mutant.fault_class == CODE:
            return cls("code", "operators of mutmut", result, mutant.diff, equivalent)
        return cls("client", mutant.fault_class, result, mutant.diff, equivalent)

    @property
    def name(self) -> str:
        """The name of the mutant."""
        return str(self.result["name"])

    @property
    def outcome(self) -> str:
        """The outcome of the run."""
        return str(self.result["outcome"])

    @property
    def caught(self) -> bool:
        """Whether the harness detected the fault."""
        return self.outcome in ("killed", "timeout")

    @property
    def counts(self) -> bool:
        """Whether the mutant loads and is not equivalent to the checked-in client."""
        return self.outcome != "invalid" and not self.equivalent

    @property
    def facts(self) -> Mapping[str, Any]:
        """The result for programs; `law` and `check` say what detected the fault."""
        facts = {"group": self.group, "class": self.fault_class, "name": self.name}
        details = {key: self.result.get(key) for key in ("outcome", "law", "check")}
        details["equivalent"] = self.equivalent
        return facts | {key: value for key, value in details.items() if value}

    @property
    def detected_in(self) -> str:
        """Where the fault was detected: `process`, `sockets`, `prism`, or by a `timeout`."""
        if self.outcome == "timeout":
            return "timeout"
        test = self.result.get("test", "")
        if module_of(test) in OVER_SOCKETS:
            return "sockets"
        return "prism" if needs_prism(test) else "process"


@cache
def _entries() -> list[Mapping[str, Any]]:
    return list(tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"])


def equivalents() -> dict[str, str]:
    """Return why no law has to detect a mutant, by the pattern of its name."""
    return {name: entry["reason"] for entry in _entries() for name in entry["names"]}


def client_tests() -> dict[str, str]:
    """Return the module in `contract_tests/client` that detects a mutant, by the same pattern."""
    entries = (entry for entry in _entries() if "detected-by" in entry)
    return {name: entry["detected-by"] for entry in entries for name in entry["names"]}


def entry_of(entries: Mapping[str, str], name: str) -> str:
    """Return the entry whose pattern is *name*, or else matches it; empty without one."""
    return entries.get(name) or next(
        (entry for pattern, entry in entries.items() if matches(pattern, name)), ""
    )


def matches(pattern: str, name: str) -> bool:
    """Return whether *pattern*, in which `*` stands for any text, matches the whole *name*."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None


def counted(results: Iterable[MutantResult]) -> list[MutantResult]:
    """Return the results that count."""
    return [one for one in results if one.counts]


def survivors(results: Iterable[MutantResult]) -> list[MutantResult]:
    """Return the results that count and were not caught."""
    return [one for one in counted(results) if not one.caught]


def stale_equivalents(results: Iterable[MutantResult]) -> Iterator[str]:
    """Yield a sentence for each entry of `equivalent.toml` that does not hold."""
    outcomes = {one.name: one.outcome for one in results}
    modules = client_tests()
    for pattern in equivalents():
        module = modules.get(pattern)
        found = {name: outcome for name, outcome in outcomes.items() if matches(pattern, name)}
        if not found:
            yield f"{pattern}: listed as equivalent, but there is no such mutant"
        for name, outcome in found.items():
            if module and outcome != DETECTED:
                yield f"{name}: listed as equivalent, but contract_tests/client/{module}.py passes"
            elif not module and outcome != "survived":
                yield f"{name}: listed as equivalent, but the outcome is: {outcome}"


def failures(results: Iterable[MutantResult]) -> Iterator[str]:
    """Yield a sentence for each reason why the score is not enough."""
    groups: dict[str, list[MutantResult]] = {}
    for one in results:
        groups.setdefault(one.group, []).append(one)
        if one.group == "client" and one.outcome == "invalid":
            yield f"{one.name}: the mutant does not load; rewrite the fault"
    for group, ones in groups.items():
        total, missed = len(counted(ones)), len(survivors(ones))
        minimum = MIN_CODE_SCORE if group == "code" else 1.0
        if total and (total - missed) / total < minimum:
            yield f"{group}: {total - missed} of {total} caught, but {minimum:.0%} is required"
