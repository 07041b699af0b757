"""One real Prism mock server: found, started, watched, restarted, ended."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

from contract_tests.harness.prism.installation import (
    MockDeviatedError,
    MockServerDiedError,
    MockServerError,
    prism_command,
)
from contract_tests.harness.prism.prism_compat import prism_compatible
from contract_tests.harness.project import ROOT

__all__ = ["MockDeviatedError", "MockServerDiedError", "MockServerError", "Prism"]

HOST = "127.0.0.1"

# Cross-origin headers are off because no contract describes them. At level "warn" Prism still says
# why it refuses a request. Several processes would outlive the crash of one and hide it.
ARGUMENTS = ["mock", "-p", "0", "-h", HOST, "-v", "warn", "--cors=false", "--multiprocess=false"]
SETTINGS = {"SCARF_ANALYTICS": "false", "DO_NOT_TRACK": "1", "NO_COLOR": "1"}


class Prism:
    """A Prism process that serves one contract on a free port of the loopback interface.

    A context manager. `port` is read anew for each use: it changes when Prism starts again.

    `root` holds `package-lock.json` and `node_modules`; `command` runs in place of the Prism found
    there; `deadline` is how long a start may take, in seconds. Raises `MockServerError`.
    """

    host = HOST
    grace = 5.0
    """How long the process may take to end when asked, in seconds."""

    def __init__(
        self,
        spec: Path,
        *,
        root: Path = ROOT,
        command: list[str] | None = None,
        deadline: float = 60.0,
    ) -> None:
        self.spec = spec
        self.root = root
        self.port = 0
        self._command = command
        self._deadline = deadline
        self._log: deque[str] = deque(maxlen=200)
        self._heard = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._serving = ExitStack()

    def __enter__(self) -> Prism:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where Prism listens, without a path: Prism serves the contract's paths at the root."""
        return f"http://{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        """The id of the process and of its group; 0 before the first start and after the end."""
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def log_tail(self, lines: int = 10) -> str:
        """The last lines that Prism printed, without the frames of JavaScript stacks."""
        telling = [line for line in self._log if not line.startswith("    at ")]
        return "\n".join(telling[-lines:])

    def exit_status(self, patience: float) -> int | None:
        """The exit status (of a signal: negative), or None if Prism outlives `patience` seconds."""
        if self._process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(patience)
        return None

    def restart(self) -> None:
        """End what is left of the process and start another, likely on another port."""
        self.stop()
        self.start()

    def start(self) -> None:
        """Return when Prism answers; raise `MockServerError` when it exits or takes too long."""
        if not self.spec.is_file():
            raise MockServerError(f"{self.spec}: there is no such contract")
        command = self._command or prism_command(self.root)
        # NODE_OPTIONS and its like are somebody else's: they would change how Prism behaves.
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("NODE_")}
        expires = time.monotonic() + self._deadline
        self.port = 0
        self._log.clear()
        self._heard.clear()
        self._serving.close()
        spec = self._serving.enter_context(prism_compatible(self.spec.absolute()))
        self._process = subprocess.Popen(
            [*command, *ARGUMENTS, str(spec)],
            env=inherited | SETTINGS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read_log, args=[self._process], daemon=True)
        self._reader.start()
        try:
            self._heard.wait(self._deadline)
            self._await_answer(expires)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the process with its whole group, by force if it does not end when asked."""
        self._serving.close()
        process, self._process = self._process, None
        if process is None:
            return
        _signal_group(process, signal.SIGTERM)
        try:
            process.wait(self.grace)
        except subprocess.TimeoutExpired:
            pass
        finally:
            _signal_group(process, getattr(signal, "SIGKILL", signal.SIGTERM))
            process.wait()
        if self._reader:
            self._reader.join(5)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()

    def _read_log(self, process: subprocess.Popen[bytes]) -> None:
        """Read all that the process prints, so that it never waits for a full pipe."""
        assert process.stdout is not None
        while line := process.stdout.readline(8192):
            text = line.decode(errors="replace").rstrip()
            if found := re.fullmatch(r"listening on (\d+)", text):
                self.port = int(found[1])
                self._heard.set()
            else:
                self._log.append(text)
        self._heard.set()

    def _await_answer(self, expires: float) -> None:
        """Any answer to any request will do: Prism answers 404 to a path it does not know."""
        seconds = max(0.1, expires - time.monotonic())
        if self.port:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=seconds)
            with suppress(OSError, http.client.HTTPException):
                connection.request("GET", "/", headers={"Accept": "*/*"})
                connection.getresponse().read()
                connection.close()
                if self.alive:
                    return
            connection.close()
        status = self.exit_status(max(0.1, expires - time.monotonic()))
        if status is None:
            raise MockServerError(
                f"Prism did not answer within {self._deadline:g} s of its start, so it was ended."
                f"\n{self.log_tail()}".rstrip()
            )
        if self._reader:
            self._reader.join(5)
        raise MockServerError(f"Prism cannot serve {self.spec}: {self._last_words(status)}")

    def _last_words(self, status: int) -> str:
        """Prism prints its reason once, marked "fatal", above a page of usage."""
        for line in self._log:
            if found := re.search(r"\bfatal\s+(.*)", line):
                return found[1]
        return f"{describe_exit(status)}\n{self.log_tail()}".rstrip()


def describe_exit(status: int) -> str:
    """How a process ended, in words."""
    return f"it was ended by signal {-status}" if status < 0 else f"it exited with {status}"


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    if sys.platform == "win32":
        process.terminate()
    else:
        # The group is named after its first process, which start_new_session made. macOS refuses
        # a signal to a group of which only the dead are left.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
