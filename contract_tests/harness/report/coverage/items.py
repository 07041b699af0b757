"""
Items of a contract, their classes of value, and how often a proven case reached each.

Rule 1: the items are computed from the contract alone, so what no test thought of shows as missing.
Rule 2: what counts is what was on the wire, or was refused before it got there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contract_tests.harness.report.coverage.schema_tree import LEFT_OUT, Node

#: (index of the item, class, how often): what travels between processes.
Counts = Iterable[tuple[int, str, int]]

Hit = Callable[..., None]
Lay = Callable[[Any], None]

WHOLE = "(whole)"
NOT_ALLOWED = "not allowed"


@dataclass
class Item:
    """
    One thing that the contract speaks of.

    Args:
        operation: label of the operation.
        part: what it is, such as ``header parameter`` or ``response body``.
        name: of itself, such as ``Accept``; for a member of a body, the path to it.
        of: name of the schema or the response that it belongs to, or nothing.
        classes: its classes of value, each with whether the contract allows it.
        cases: how often a value that the contract allows was proven.
        seen: how often each class was proven.
    """

    operation: str
    part: str
    name: str
    of: str
    classes: Mapping[str, bool]
    cases: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def missed(self) -> list[str]:
        """The classes that no case reached."""
        return [name for name in self.classes if not self.seen[name]]


class Coverage:
    """What was covered of a contract: its items, and what was counted of each."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._fresh: Counter[tuple[int, str]] = Counter()

    def item(
        self, operation: str, part: str, name: str, classes: Mapping[str, bool], of: str = ""
    ) -> Hit:
        """
        Add an item. Call what is returned with the classes of each value of it, or with nothing.

        A class that the item does not have is not counted.
        """
        index = len(self.items)
        self.items.append(Item(operation, part, name, of, classes))

        def hit(*kinds: str) -> None:
            if not kinds or any(classes.get(kind) for kind in kinds if kind != LEFT_OUT):
                self._fresh[index, ""] += 1
            for kind in kinds:
                if kind in classes:
                    self._fresh[index, kind] += 1

        return hit

    def body(self, operation: str, part: str, of: str, root: Node, *, broken: bool = True) -> Lay:
        """
        Add an item for each place of a body. Call what is returned with each body.

        The classes that break the schema are left out unless *broken*.
        """
        hits = {}
        for node in root:
            kinds = {kind: ok for kind, ok in node.class_names.items() if ok or broken}
            hits[id(node)] = self.item(operation, part, node.name or WHOLE, kinds, of)
        return lambda value: root.lay(value, lambda node, kinds: hits[id(node)](*kinds))

    def take(self) -> list[tuple[int, str, int]]:
        """What was counted since this was asked last."""
        counts = [(index, kind, count) for (index, kind), count in self._fresh.items()]
        self._fresh.clear()
        return counts

    def recorded(self, act: Callable[[], None]) -> list[tuple[int, str, int]]:
        """What *act* counts, without counting it."""
        before, self._fresh = self._fresh, Counter()
        try:
            act()
            return self.take()
        finally:
            self._fresh = before

    def repeat(self, counts: Counts) -> None:
        """Count what was recorded."""
        for index, kind, count in counts:
            self._fresh[index, kind] += count

    def add(self, counts: Counts) -> None:
        """Add what `take` gave, in this process or in another."""
        for index, kind, count in counts:
            if kind:
                self.items[index].seen[kind] += count
            else:
                self.items[index].cases += count

    @property
    def covered(self) -> tuple[int, int]:
        """Items that a case reached, of how many."""
        return sum(item.cases > 0 for item in self.items), len(self.items)

    @property
    def reached(self) -> tuple[int, int]:
        """Classes of value that a case reached, of how many."""
        total = sum(len(item.classes) for item in self.items)
        return total - sum(len(item.missed) for item in self.items), total

    def __str__(self) -> str:
        (items, of_items), (kinds, of_kinds) = self.covered, self.reached
        return (
            f"Covered of the contract: {items} of {of_items} items; "
            f"value classes {kinds} of {of_kinds}."
        )
