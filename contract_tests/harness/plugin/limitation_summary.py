"""Shows what a generated client does not have as the contract describes it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from contract_tests.harness.report.html import MEANINGS

if TYPE_CHECKING:
    from generation.limitations import Limitation

# The most limitations that are shown at the end of a run; the report has all.
MOST = 10


class LimitationSummary:
    """A plugin that writes the limitations of the client, those of the parts it lacks first."""

    def __init__(self, limitations: tuple[Limitation, ...]) -> None:
        self._limitations = sorted(limitations, key=lambda each: [*MEANINGS].index(each.kind))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.lines():
            terminalreporter.write_line(line)

    def lines(self) -> list[str]:
        """One line for each kind of limitation, and one for each of the first limitations."""
        if not self._limitations:
            return []
        counts = Counter(str(each.kind) for each in self._limitations)
        kinds = [f"{counts[kind]:5} {kind}: {MEANINGS[kind]}" for kind in MEANINGS if counts[kind]]
        shown = [f"  {each}" for each in self._limitations[:MOST]]
        rest = len(self._limitations) - MOST
        more = [f"  ... {rest} more: see the report (--report DIR)"] if rest > 0 else []
        return ["Limitations of the client:", *kinds, *shown, *more]
