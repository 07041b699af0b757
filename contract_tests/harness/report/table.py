"""The status of each law for each operation, as a table and as a verdict in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract_tests.harness.report.shards import Shard

# Stands for the operation where a law is about the package as a whole.
WHOLE = "-"
# The law that a newer contract may break.
COMPATIBILITY = "compatibility"
# Names that a sentence lists before it goes on with "...".
MAX_NAMES = 3
# The status of a law that has nothing to test for the operation.
NOT_APPLICABLE = "not applicable"
# Property of a test: a count, a space, and the kind of its cases that verified nothing.
INCONCLUSIVE = "inconclusive"


@dataclass
class Row:
    """
    Results of one law for one operation.

    Args:
        cases: number of cases that passed all their checks.
        seconds: duration of its tests.
        tests_collected: number of its tests in the collected files, selected or not.
        tests_completed: number of its tests that ran to their end.
        tests_skipped: number of its tests that were skipped or expected to fail.
        partial: whether some files of law tests were not collected.
        failures: number of failures of this law, found by tests of any law.
        accepted: number of failures that the baseline accepts.
        errors: number of its tests that ended with an error of the harness.
        failed_checks: names of the checks that found the failures.
        stopped_by: laws whose failures ended a test of this law early.
        recorded: what its tests recorded about their extent, one line each.
        inconclusive: number of cases that verified nothing, by kind; 0 for a kind that no test
            can make.
        tests_not_applicable: number of its completed tests that have nothing to test.
    """

    law: str
    operation: str
    cases: int = 0
    seconds: float = 0.0
    tests_collected: int = 0
    tests_completed: int = 0
    tests_skipped: int = 0
    partial: bool = False
    failures: int = 0
    accepted: int = 0
    errors: int = 0
    failed_checks: set[str] = field(default_factory=set)
    stopped_by: set[str] = field(default_factory=set)
    recorded: list[str] = field(default_factory=list)
    inconclusive: Counter[str] = field(default_factory=Counter)
    tests_not_applicable: int = 0

    def record(self, name: str, value: str) -> None:
        """Add a property that a test recorded; counts of `INCONCLUSIVE` cases are summed."""
        if name == INCONCLUSIVE:
            count, _, kind = value.partition(" ")
            self.inconclusive[kind] += int(count)
        else:
            self.recorded.append(f"{name} {value}")

    def plus(self, other: Row) -> Row:
        """The results of this row and of the same row of another shard."""
        counts = ("cases", "seconds", "tests_completed", "tests_skipped", "tests_not_applicable")
        found = ("failures", "accepted", "errors")
        inconclusive = Counter(self.inconclusive)
        inconclusive.update(other.inconclusive)  # `+` would remove kinds without a count
        return Row(
            self.law,
            self.operation,
            **{name: getattr(self, name) + getattr(other, name) for name in (*counts, *found)},
            tests_collected=max(self.tests_collected, other.tests_collected),
            partial=self.partial or other.partial,
            failed_checks=self.failed_checks | other.failed_checks,
            stopped_by=self.stopped_by | other.stopped_by,
            recorded=[*self.recorded, *other.recorded],
            inconclusive=inconclusive,
        )

    @property
    def notes(self) -> list[str]:
        """The extent of the tests and their inconclusive cases, one line each."""
        counts = [
            f"{INCONCLUSIVE}: {f'{count} ' if count else ''}{kind}"
            for kind, count in self.inconclusive.items()
        ]
        accepted = [f"failures that the baseline accepts: {self.accepted}"] if self.accepted else []
        return [*self.recorded, *counts, *accepted]

    @property
    def status(self) -> str:
        """
        ``kept``, ``broken``, ``not applicable``, or ``not verified`` with a reason in brackets.

        A law is not applicable if every test of it is not.
        """
        if self.failures:
            return "broken"
        if self.errors:
            return "not verified (error)"
        if self.stopped_by:
            laws = ", ".join(sorted(self.stopped_by))
            return f"not verified (stopped by a failure of the {laws} law)"
        if not (self.tests_completed or self.tests_collected or self.tests_skipped):
            return "not verified (no tests ran)"
        if (missing := self.tests_collected - self.tests_completed) > 0:
            return f"not verified ({missing} of {self.tests_collected} tests did not run)"
        if self.partial:
            return "not verified (only part of the tests was selected)"
        if 0 < self.tests_completed == self.tests_not_applicable:
            return NOT_APPLICABLE
        return "kept" if self.cases else "not verified (no cases)"

    def status_in(self, shard: Shard | None) -> str:
        """
        The status in the results of one *shard*, whose other tests are not missing; None for all.

        Only the merged reports tell whether the law is kept.
        """
        is_judged = self.failures or self.errors or self.stopped_by or self.tests_skipped
        if shard is None or is_judged or self.partial:
            return self.status
        if not self.tests_completed:
            return "no tests in this shard"
        return f"{self.tests_completed} of {self.tests_collected} tests passed in this shard"

    @property
    def kept(self) -> bool:
        """Whether all tests of the row passed, with at least one case if there can be one."""
        return self.status in ("kept", NOT_APPLICABLE)


def table(rows: Iterable[Row], shard: Shard | None = None) -> list[str]:
    """The rows, of all tests or of one *shard*, as aligned lines after a header line."""
    cells = [("law", "operation", "cases", "time", "status")]
    cells += [
        (r.law, r.operation, str(r.cases), f"{r.seconds:.1f} s", r.status_in(shard)) for r in rows
    ]
    law, operation, cases, time, _ = (max(map(len, column)) for column in zip(*cells, strict=True))
    return [
        f"{a:<{law}}  {b:<{operation}}  {c:>{cases}}  {d:>{time}}  {e}" for a, b, c, d, e in cells
    ]


def not_promised_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """
    What the client does not promise, as aligned lines; empty if it makes every promise.

    Args:
        rows: each with `promise`, `cases` and `reason`.
    """
    if not rows:
        return []
    cells = [("not promised", "cases", "reason")]
    cells += [(row["promise"], str(row["cases"]), row["reason"]) for row in rows]
    promise, cases, _ = (max(map(len, column)) for column in zip(*cells, strict=True))
    return ["", *(f"{a:<{promise}}  {b:>{cases}}  {c}" for a, b, c in cells)]


def sentence(
    rows: Iterable[Row], subject: str, uncovered: Sequence[str] = (), shard: Shard | None = None
) -> str:
    """
    The verdict in one sentence.

    Args:
        rows: the results of all laws.
        subject: what keeps or breaks the contract, such as ``The client``.
        uncovered: names of tests and value classes without a case, where each must have one.
        shard: which part of the tests ran; None for all.
    """
    rows = list(rows)
    newer = [row for row in rows if row.law == COMPATIBILITY]
    if any(row.failures for row in rows if row not in newer):
        return f"{subject} breaks the contract: {_failed_checks(rows)}"
    if broken := [row.operation for row in newer if row.failures]:
        return f"The newer contract breaks {subject.lower()}: {first_names(broken)}"
    if any(row.errors for row in rows):
        return f"The contract is not verified: {_error_counts(rows)}"
    if shard is not None:
        return shard.sentence(sum(row.tests_completed for row in rows))
    if not rows:
        return "The contract is not verified: no tests ran"
    if any(row.partial for row in rows):
        return "The contract is not verified: only part of its tests was selected"
    if incomplete := dict.fromkeys(f"{row.law} law" for row in rows if not row.kept):
        return f"The contract is not verified: incomplete results for {', '.join(incomplete)}"
    if uncovered:
        return f"The contract is not verified: no case for {first_names(uncovered)}"
    addition = ", and the newer contract does not break it" if newer else ""
    return f"{subject} keeps the contract{addition}."


def _failed_checks(rows: Iterable[Row]) -> str:
    """The broken laws, each with the names of the checks that found the failures."""
    checks: dict[str, set[str]] = {}
    for row in rows:
        if row.failures:
            checks.setdefault(row.law, set()).update(row.failed_checks)
    return ", ".join(f"{law} law ({first_names(sorted(n))})" for law, n in checks.items())


def _error_counts(rows: Iterable[Row]) -> str:
    """The laws with errors of the harness, each with their number."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.law] += row.errors
    return ", ".join(
        f"{law} law ({count} error{'s' if count > 1 else ''})"
        for law, count in counts.items()
        if count
    )


def first_names(names: Sequence[str]) -> str:
    """The first `MAX_NAMES` of the *names*, with an ellipsis for the others."""
    return ", ".join([*names[:MAX_NAMES], *["..."] * (len(names) > MAX_NAMES)])
