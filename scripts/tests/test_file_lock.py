"""Two processes do not change one place at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from contract_tests.harness.project import ROOT
from generation.file_lock import exclusive

HOLD = """
import sys
from pathlib import Path
from generation.file_lock import exclusive
with exclusive(Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


def hold(place: Path) -> subprocess.Popen[str]:
    """Start a process that takes the lock on *place*, and holds it until its stdin ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, place],
        cwd=ROOT / "scripts",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_second_waits_and_says_so(tmp_path: Path) -> None:
    """Until the first has ended, however it ends. Another place is free meanwhile."""
    with hold(tmp_path) as first:
        assert first.stdout is not None and first.stdout.readline() == "mine\n"
        with hold(tmp_path) as second, exclusive(tmp_path / "other"):
            assert second.stdout is not None and second.stderr is not None
            waiting = f"Waiting for another run that changes {tmp_path.name}\n"
            assert second.stderr.readline() == waiting
            first.kill()
            assert second.stdout.readline() == "mine\n"
            second.communicate("")
