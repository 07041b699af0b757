"""The changes of a newer contract with what a baseline accepts of them, as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contract_tests.harness.baseline import Baseline, Judgement
from contract_tests.harness.comparison.changes import BREAKS, Change


@dataclass(frozen=True)
class Verdict:
    """
    Whether a newer contract breaks clients of the older one.

    Args:
        changes: those that break clients first.
        judgement: of the changes that break clients.
    """

    changes: Sequence[Change]
    judgement: Judgement

    @property
    def breaks(self) -> bool:
        """Whether a change breaks clients and is not accepted."""
        return bool(self.judgement.new)

    def without_stale(self) -> Verdict:
        """Return the verdict without stale entries, for a part of the operations."""
        return replace(self, judgement=replace(self.judgement, stale=()))

    def reason(self, change: Change) -> str:
        """Return why *change* is accepted; empty where it is not."""
        return next((e.reason for e in self.judgement.accepted if e.item == change.item), "")

    def lines(self) -> Iterator[str]:
        """Yield a line for each change, for each entry of the baseline to look at, and a sum."""
        for change in self.changes:
            reason = self.reason(change)
            yield f"{change.line}{f'; accepted: {reason}' if reason else ''}"
        yield from self.judgement.remarks()
        breaking = len(self.judgement.new) + len(self.judgement.accepted)
        accepted = f" ({len(self.judgement.accepted)} accepted)" if self.judgement.accepted else ""
        compatible = sum(not each.breaks for each in self.changes)
        yield f"{_count(breaking, 'breaking')}{accepted}, {_count(compatible, 'compatible')}."


def judge(changes: Iterable[Change], baseline: Baseline, today: date) -> Verdict:
    """Judge *changes* by the entries of *baseline*."""
    ordered = sorted(changes, key=lambda each: not each.breaks)
    return Verdict(ordered, baseline.judge(BREAKS, breaking_items(ordered), today))


def breaking_items(changes: Iterable[Change]) -> list[str]:
    """Return the items of the changes that break clients."""
    return [each.item for each in changes if each.breaks]


def _count(number: int, kind: str) -> str:
    return f"{number} {kind} change{'' if number == 1 else 's'}"
