"""Sessions of nox: a failed step does not hide the next one, and SIGTERM leaves no process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from contract_tests.harness.project import ROOT

# A noxfile that runs the sessions of the project with other steps.
LOAD = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("project_sessions", {str(ROOT / "noxfile.py")!r})
project = importlib.util.module_from_spec(spec)
spec.loader.exec_module(project)
project.install = lambda session, group: None
project.tests.venv_backend = "none"
"""
STEPS = """
def step(name, code):
    def run(session):
        print("ran", name, flush=True)
        if code == 1:
            raise project.CommandFailed(f"{name} failed")
        if code:
            sys.exit(code)
    return run
for name, code in zip(["lint", "typecheck", "consumer", "tests"], CODES):
    setattr(project, f"run_{name}", step(name, code))
tests = project.tests
"""
# The parent of the sleeping process ignores nothing and cleans up nothing.
HANG = """
import nox
@nox.session(venv_backend="none")
def hang(session):
    code = "import subprocess, sys; subprocess.call([sys.executable, '-c', sys.argv[1]])"
    sleep = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    session.run(sys.executable, "-c", code, sleep)
"""


def nox(folder: Path, text: str, session: str) -> subprocess.Popen[str]:
    """Start a session of a noxfile with this text."""
    (folder / "noxfile.py").write_text(LOAD + text)
    return subprocess.Popen(
        [sys.executable, "-m", "nox", "-s", session],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def is_alive(pid: int) -> bool:
    """Whether there is a process with this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("codes", "expected"),
    [((0, 0, 0, 0), 0), ((1, 0, 0, 0), 1), ((1, 0, 0, 3), 3), ((0, 0, 1, 1), 1), ((0, 1, 0, 0), 1)],
    ids=str,
)
def test_every_step_runs_and_the_exit_code_is_the_worst(
    tmp_path: Path, codes: tuple[int, ...], expected: int
) -> None:
    """A lint error does not hide the verdict of the contract tests."""
    with nox(tmp_path, f"CODES = {codes}\n{STEPS}", "tests") as process:
        output, _ = process.communicate()
    assert process.returncode == expected, output
    for name, code in zip(["lint", "typecheck", "consumer", "tests"], codes, strict=True):
        assert f"ran {name}\n" in output
        assert f"{name}: {f'failed, exit code {code}' if code else 'passed'}\n" in output


def test_sigterm_ends_every_process_of_a_session(tmp_path: Path) -> None:
    """A supervisor signals nox only; no process that the session started is left."""
    with nox(tmp_path, HANG, "hang") as process:
        assert process.stdout is not None
        pid = next(int(line) for line in process.stdout if line.strip().isdecimal())
        try:
            process.send_signal(signal.SIGTERM)
            assert process.wait() == 130
            for _ in range(1000):  # until its own parent has noticed its end
                if not is_alive(pid):
                    break
                time.sleep(0.01)
            assert not is_alive(pid)
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
