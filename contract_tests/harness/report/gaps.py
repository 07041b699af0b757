"""What a run did not cover, and why: counted and grouped, in at most 20 lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from contract_tests.harness.mismatch import printable
from contract_tests.harness.report.html import MEANINGS
from contract_tests.harness.report.known_findings import LIMITATIONS

# Limitations of each kind that are shown with their reason, and groups that one line names.
SHOWN, GROUPS = 2, 4
# Why a part of an operation may have no case.
NOT_MADE = "not reached by any test"
NOT_CONCLUSIVE = "in operations with cases that verified nothing"
NOT_KEPT = "in operations with a test that failed or did not run"
# The longest line, in characters.
WIDTH = 200


class GapSummary:
    """
    The plugin that shows the gaps at the end of a run.

    Args:
        data: returns the members of `report.json` that `gaps` reads.
        page: where the gaps are listed completely.
    """

    def __init__(self, data: Callable[[], Mapping[str, Any]], page: str) -> None:
        self._data = data
        self._page = page

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in gaps(self._data(), self._page):
            terminalreporter.write_line(line)


def gaps(data: Mapping[str, Any], page: str) -> list[str]:
    """
    What was not covered, and why; empty if everything was.

    Args:
        data: the members `laws`, `limitations`, `coverage` and `without_case` of `report.json`.
        page: where the gaps are listed completely.
    """
    if not any(row["tests_completed"] for row in data["laws"]):
        return []
    found = [
        *_limitations(data["limitations"]),
        *_unreached(data),
        *_inconclusive(data["laws"]),
        *_without_case(data["without_case"]),
    ]
    # Names of the contract may have control characters.
    lines = map(printable, found)
    shown = [line if len(line) <= WIDTH else f"{line[: WIDTH - 4]} ..." for line in lines]
    return ["", "Not covered:", *shown, f"All of it: {page}"] if found else []


def _limitations(limitations: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for kind in LIMITATIONS:
        of_kind = [each for each in limitations if each["kind"] == kind]
        if of_kind:
            yield f"{len(of_kind):7} {kind}: {MEANINGS[kind]}"
        for each in of_kind[:SHOWN]:
            yield f"{'':10}{each['pointer']}: {each['reason']}; {each['remedy']}"


def _unreached(data: Mapping[str, Any]) -> Iterator[str]:
    """Two lines for the items without a case, and two for the value classes without one."""
    parts, coverage = data["coverage"]["parts"], data["coverage"]
    items = [(each["part"], each["operation"]) for each in parts if not each["cases"]]
    classes = [
        (each["name"], part["operation"])
        for part in parts
        for each in part["classes"]
        if not each["cases"]
    ]
    reasons = _reasons(data["laws"])
    for what, found in (("items", items), ("classes", classes)):
        if found:
            groups = Counter(group for group, _ in found)
            causes = Counter(reasons[operation] for _, operation in found).most_common()
            name = what if what == "items" else "value classes"
            total = coverage[what]["total"]
            yield f"{len(found):7} of {total} {name} have no case: {_counts(groups)}"
            yield f"{'':10}{', '.join(f'{number} {cause}' for cause, number in causes)}"


def _reasons(laws: Iterable[Mapping[str, Any]]) -> Mapping[str, str]:
    """Why a part of each operation may have no case."""
    reasons: dict[str, str] = {}
    for row in laws:
        reason = reasons.setdefault(row["operation"], NOT_MADE)
        if not row["kept"]:
            reasons[row["operation"]] = NOT_KEPT
        elif row["inconclusive"] and reason == NOT_MADE:
            reasons[row["operation"]] = NOT_CONCLUSIVE
    return reasons


def _inconclusive(laws: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One line for the cases that verified nothing, and one for kinds that no test can make."""
    kinds: Counter[str] = Counter()
    for row in laws:
        kinds.update(row["inconclusive"])
    counted = Counter({kind: number for kind, number in kinds.items() if number})
    if counted:
        yield f"{counted.total():7} cases verified nothing: {_counts(counted)}"
    if others := [kind for kind in kinds if kind not in counted]:
        yield f"{_several(others, 'kind')} of cases that no test can make: {_names(others)}"


def _without_case(tests: list[str]) -> Iterator[str]:
    if tests:
        yield f"{_several(tests, 'test')} without a case: {_names(sorted(tests))}"


def _several(names: Sequence[str], noun: str) -> str:
    return f"{len(names):7} {noun}{'' if len(names) == 1 else 's'}"


def _counts(groups: Counter[str]) -> str:
    """The largest groups with their sizes, and the size of the rest."""
    shown = groups.most_common(GROUPS)
    rest = groups.total() - sum(number for _, number in shown)
    every = [*shown, *([("others", rest)] if rest else [])]
    return ", ".join(f"{name} ({number})" for name, number in every)


def _names(names: Sequence[str]) -> str:
    return ", ".join([*names[:GROUPS], *["..."] * (len(names) > GROUPS)])
