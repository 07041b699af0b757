"""Mutants: clients that differ from the checked-in client by one change of one file."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

# The class of the small changes of code that mutmut's operators make.
CODE = "code"
# The name of the mutant without a change.
UNMODIFIED = "the unmodified client"


@dataclass(frozen=True)
class Mutant:
    """
    A client with one fault.

    Args:
        name: unique, and the same on each run.
        fault_class: the class of the fault, for the score.
        file: relative to the package.
        before: the whole text of that file in the checked-in client.
        after: the whole text of that file in the mutant; None where the file is missing.
        law: the law that must detect the fault; empty where any law may.
    """

    name: str
    fault_class: str
    file: str
    before: str = field(repr=False)
    after: str | None = field(repr=False)
    law: str = ""

    @classmethod
    def unmodified(cls, package: Path) -> Mutant:
        """Return the client in *package* without a change."""
        text = (package / "__init__.py").read_text(encoding="utf-8")
        return cls(UNMODIFIED, UNMODIFIED, "__init__.py", text, text)

    @property
    def kind(self) -> str:
        """What the mutant shares with those that the same test is likely to kill."""
        return self.file if self.fault_class == CODE else self.fault_class

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        lines = self.before.splitlines(), (self.after or "").splitlines()
        return "\n".join(unified_diff(*lines, self.file, self.file, n=1, lineterm=""))

    def write(self, package: Path, folder: Path) -> Path:
        """Copy the tree that holds the checked-in *package* to the new *folder*, with the fault.

        Returns:
            The package with the fault.
        """
        shutil.copytree(package.parent, folder)
        mutated = folder / package.name
        # Python takes compiled code for current by the time and size of its source alone.
        for compiled in (mutated / self.file).parent.glob(f"__pycache__/{Path(self.file).stem}.*"):
            compiled.unlink()
        if self.after is None:
            (mutated / self.file).unlink()
        else:
            (mutated / self.file).write_text(self.after, encoding="utf-8", newline="")
        return mutated
