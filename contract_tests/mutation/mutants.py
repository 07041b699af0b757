"""A broken client: one change of one file of a sound one."""

from __future__ import annotations

import shutil
from difflib import unified_diff
from pathlib import Path

from attrs import field, frozen

# The class of fault of a small change that nobody chose.
CODE = "code"
# The name of the one that has no fault.
SOUND = "the client as it is"


@frozen
class Mutant:
    """
    A client with one fault.

    Args:
        name: unique, and the same on each run.
        fault: the class of fault, for the score.
        file: relative to the package.
        before, after: the whole text of that file; None where it is gone.
        law: the law that must see it; empty where any may.
    """

    name: str
    fault: str
    file: str
    before: str = field(repr=False)
    after: str | None = field(repr=False)
    law: str = ""

    @classmethod
    def none(cls, package: Path) -> Mutant:
        """The client in *package* as it is."""
        text = (package / "__init__.py").read_text(encoding="utf-8")
        return cls(SOUND, SOUND, "__init__.py", text, text)

    @property
    def kind(self) -> str:
        """What it has in common with those that the same test catches."""
        return self.file if self.fault == CODE else self.fault

    @property
    def diff(self) -> str:
        """What is changed."""
        lines = self.before.splitlines(), (self.after or "").splitlines()
        return "\n".join(unified_diff(*lines, self.file, self.file, n=1, lineterm=""))

    def write(self, package: Path, folder: Path) -> Path:
        """
        Make it in the new *folder*, from the tree that the sound *package* is in.

        Returns: the package with the fault.
        """
        shutil.copytree(package.parent, folder)
        made = folder / package.name
        # What was compiled of a sound file is told from its time and size alone.
        for compiled in (made / self.file).parent.glob(f"__pycache__/{Path(self.file).stem}.*"):
            compiled.unlink()
        if self.after is None:
            (made / self.file).unlink()
        else:
            (made / self.file).write_text(self.after, encoding="utf-8", newline="")
        return made
