"""Two processes do not change the same folder at the same time."""

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
with exclusive(Path(sys.argv[1]), "things"):
    print("locked", flush=True)
    sys.stdin.read()
"""


def hold(place: Path) -> subprocess.Popen[str]:
    """Start a process that holds the lock on *place* until its standard input is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, place],
        cwd=ROOT / "scripts",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_second_process_waits_with_a_message(tmp_path: Path) -> None:
    """It waits until the first process ends, even if killed; other folders stay unlocked."""
    with hold(tmp_path) as first:
        assert first.stdout is not None and first.stdout.readline() == "locked\n"
        (tmp_path / "other").mkdir()
        with hold(tmp_path) as second, exclusive(tmp_path / "other", "things"):
            assert second.stdout is not None and second.stderr is not None
            waiting = "Waiting for another run that changes things\n"
            assert second.stderr.readline() == waiting
            first.kill()
            assert second.stdout.readline() == "locked\n"
            second.communicate("")
