"""
The items of a contract, their value classes, and the number of cases that reached each.

- Items are computed from the contract alone, so that what no test covers shows as missing.
- What counts is what was on the wire, or what the client refused to send.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contract_tests.harness.report.coverage.schema_tree import OMITTED, Node

#: (index of the item, name of the class or "", number of cases), sent between processes.
Counts = Iterable[tuple[int, str, int]]

#: Counts one value of an item, given the names of its classes.
CountValue = Callable[..., None]
#: Counts one body, given as a JSON value.
CountBody = Callable[[Any], None]

# Name of the item for the root of a body.
ROOT = "(whole)"


@dataclass
class Item:
    """
    One thing that the contract describes.

    Args:
        operation: label of the operation.
        part: what it is, such as ``header parameter`` or ``response body``.
        name: its own name, such as ``Accept``, or the path to a member of a body.
        of: name of the schema or the response that it belongs to; empty for others.
        classes: names of its value classes, each with whether the contract allows it.
        cases: number of cases with a value that the contract allows.
        class_cases: number of cases by value class.
    """

    operation: str
    part: str
    name: str
    of: str
    classes: Mapping[str, bool]
    cases: int = 0
    class_cases: Counter[str] = field(default_factory=Counter)

    @property
    def unreached(self) -> list[str]:
        """The value classes without a case."""
        return [name for name in self.classes if not self.class_cases[name]]


class Coverage:
    """The items of a contract with their counts."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._new_counts: Counter[tuple[int, str]] = Counter()

    def add_item(
        self, operation: str, part: str, name: str, classes: Mapping[str, bool], of: str = ""
    ) -> CountValue:
        """
        Add an `Item`. Call the returned function with the classes of each value, or with none.

        Classes that the item does not have are not counted.
        """
        index = len(self.items)
        self.items.append(Item(operation, part, name, of, classes))

        def count_value(*names: str) -> None:
            if not names or any(classes.get(name) for name in names if name != OMITTED):
                self._new_counts[index, ""] += 1
            for name in names:
                if name in classes:
                    self._new_counts[index, name] += 1

        return count_value

    def add_body(
        self, operation: str, part: str, of: str, root: Node, *, invalid: bool = True
    ) -> CountBody:
        """
        Add an item for each node of a body's schema. Call the returned function with each body.

        Classes of values that violate the schema are included only if *invalid*.
        """
        counters = {}
        for node in root:
            classes = {name: ok for name, ok in node.class_names.items() if ok or invalid}
            counters[id(node)] = self.add_item(operation, part, node.name or ROOT, classes, of)
        return lambda value: root.visit(value, lambda node, names: counters[id(node)](*names))

    def take(self) -> list[tuple[int, str, int]]:
        """Return and reset the counts since the last call."""
        counts = [(index, name, count) for (index, name), count in self._new_counts.items()]
        self._new_counts.clear()
        return counts

    def recorded(self, observe: Callable[[], None]) -> list[tuple[int, str, int]]:
        """Return what *observe* counts, without counting it."""
        before, self._new_counts = self._new_counts, Counter()
        try:
            observe()
            return self.take()
        finally:
            self._new_counts = before

    def repeat(self, counts: Counts) -> None:
        """Count what `recorded` returned."""
        for index, name, count in counts:
            self._new_counts[index, name] += count

    def add(self, counts: Counts) -> None:
        """Add what `take` returned, in this process or in another."""
        for index, name, count in counts:
            if name:
                self.items[index].class_cases[name] += count
            else:
                self.items[index].cases += count

    @property
    def reached_items(self) -> tuple[int, int]:
        """The number of items with a case, and of all items."""
        return sum(item.cases > 0 for item in self.items), len(self.items)

    @property
    def reached_classes(self) -> tuple[int, int]:
        """The number of value classes with a case, and of all value classes."""
        total = sum(len(item.classes) for item in self.items)
        return total - len(self.unreached_classes), total

    @property
    def unreached_classes(self) -> list[str]:
        """The value classes without a case, each with its item."""
        return [f"{item.name} ({name})" for item in self.items for name in item.unreached]

    def __str__(self) -> str:
        (items, all_items), (classes, all_classes) = self.reached_items, self.reached_classes
        return (
            f"Contract coverage: {items} of {all_items} items, "
            f"{classes} of {all_classes} value classes."
        )


def schema_name(schema: Any, default: str) -> str:
    """The name of the component that *schema* refers to, or *default*."""
    is_reference = isinstance(schema, Mapping) and "$ref" in schema
    return str(schema["$ref"]).rpartition("/")[2] if is_reference else default
