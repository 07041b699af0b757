"""What is known of each law for each operation, as a table and as a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

# Of the checks that saw a failure, and of the classes of value that no case reached.
SHOWN = 3
# What a test did not take for a case, and how often: a property, for people.
LEFT = "left aside:"


@dataclass
class Row:
    """
    What is known of one law for one operation.

    Args:
        cases: how many were proven.
        seconds: the time of its tests.
        planned: how many tests there are of it in the files that were asked for.
        part: whether that was not all files.
        tests: how many of them came to an end; `skipped`: how many gave up.
        failures: those of this law, in whatever test; `errors`: tests that show nothing.
        broken: names of the checks that saw the failures.
        stops: laws whose failures ended a test of this one too early.
        said: what its tests say of how much they looked at.
        left: what they left aside, and how often.
    """

    law: str
    operation: str
    cases: int = 0
    seconds: float = 0.0
    planned: int = 0
    part: bool = False
    tests: int = 0
    failures: int = 0
    errors: int = 0
    skipped: int = 0
    broken: set[str] = field(default_factory=set)
    stops: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, text: str) -> None:
        """Take what a test recorded; where *name* is `LEFT`, the *text* begins with a count."""
        count, _, what = text.partition(" ")
        if name == LEFT:
            self.left[what] += int(count)
        else:
            self.said.append(f"{name} {text}")

    @property
    def notes(self) -> list[str]:
        """For people: how much was looked at, and how much of it proved nothing."""
        return [*self.said, *(f"{LEFT} {count} {what}" for what, count in self.left.items())]

    @property
    def verdict(self) -> str:
        """In words: "kept", "broken" or "not proven", the last with its reason."""
        if self.failures:
            return "broken"
        if self.errors:
            return "not proven (error)"
        if self.stops:
            return f"not proven (a failure of the {', '.join(sorted(self.stops))} law stopped it)"
        if not (self.tests or self.planned or self.skipped):
            return "not proven (none of its tests ran)"
        if self.tests < self.planned:
            return f"not proven ({self.planned - self.tests} of {self.planned} tests did not run)"
        if self.part:
            return "not proven (a part of the tests was asked for)"
        return "kept" if self.cases else "not proven (no cases)"

    @property
    def kept(self) -> bool:
        return self.verdict == "kept"


def table(rows: Iterable[Row]) -> list[str]:
    """The rows as aligned lines, the head first."""
    cells = [("law", "operation", "cases", "time", "verdict")]
    cells += [(r.law, r.operation, str(r.cases), f"{r.seconds:.1f} s", r.verdict) for r in rows]
    law, operation, cases, time, _ = (max(map(len, column)) for column in zip(*cells, strict=True))
    return [
        f"{a:<{law}}  {b:<{operation}}  {c:>{cases}}  {d:>{time}}  {e}" for a, b, c, d, e in cells
    ]


def sentence(rows: Iterable[Row], who: str = "The client", missed: Sequence[str] = ()) -> str:
    """The verdict in one sentence, on *who* makes the calls; what no case reached is *missed*."""
    rows = list(rows)
    if broken := [row for row in rows if row.failures]:
        return f"{who} breaks the contract: {_checks(broken)}"
    if errors := [row for row in rows if row.errors]:
        return f"The contract is not proven: {_counted(errors)}"
    if not rows:
        return "The contract is not proven: no cases at all"
    if any(row.part for row in rows):
        return "The contract is not proven: a part of its tests was asked for"
    if open_ := list(dict.fromkeys(row.law for row in rows if not row.kept)):
        return f"The contract is not proven: too few cases of the {', '.join(open_)} law"
    if missed:
        return f"The contract is not proven: no case reached {_some(missed)}"
    return f"{who} keeps the contract."


def _checks(rows: Iterable[Row]) -> str:
    """The laws that are broken, each with the checks that saw it."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.law, set()).update(row.broken)
    return ", ".join(f"{law} law ({_some(sorted(checks))})" for law, checks in found.items())


def _counted(rows: Iterable[Row]) -> str:
    totals: dict[str, int] = {}
    for row in rows:
        totals[row.law] = totals.get(row.law, 0) + row.errors
    return ", ".join(
        f"{law} law ({count} error{'s' if count > 1 else ''})" for law, count in totals.items()
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join([*names[:SHOWN], *["..."] * (len(names) > SHOWN)])
