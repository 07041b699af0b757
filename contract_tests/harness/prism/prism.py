"""Start, watch and stop one Prism mock server."""

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

from contract_tests.harness.prism.installation import (
    MockDeviatedError,
    MockServerDiedError,
    MockServerError,
    MockServerSlowError,
    prism_command,
)
from contract_tests.harness.prism.prism_compat import prism_compatible
from contract_tests.harness.project import ROOT
from node import NO_TELEMETRY

__all__ = [
    "MockDeviatedError",
    "MockServerDiedError",
    "MockServerError",
    "MockServerSlowError",
    "Prism",
]

HOST = "127.0.0.1"

# Cross-origin headers are off because no contract describes them. At level "warn" Prism still logs
# why it rejects a request. With several processes, the crash of one would go unnoticed.
ARGUMENTS = ["mock", "-p", "0", "-h", HOST, "-v", "warn", "--cors=false", "--multiprocess=false"]
ENVIRONMENT = {**NO_TELEMETRY, "NO_COLOR": "1"}


class Prism:
    """A Prism process that serves one contract on a free port of the loopback interface.

    A context manager. Do not store `port`: it changes when Prism is restarted.

    `root` is the folder of `package-lock.json` and `node_modules`; `command` is run instead of the
    Prism installed there; a start may take `start_timeout` seconds. Raises `MockServerError`.
    """

    host = HOST
    stop_timeout = 5.0
    """Seconds the process may take to end after SIGTERM."""

    def __init__(
        self,
        spec: Path,
        *,
        root: Path = ROOT,
        command: list[str] | None = None,
        start_timeout: float = 60.0,
    ) -> None:
        self.spec = spec
        self.root = root
        self.port = 0
        self._command = command
        self._start_timeout = start_timeout
        self._log: deque[str] = deque(maxlen=200)
        self._port_known = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._served_file = ExitStack()

    def __enter__(self) -> Prism:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The URL of Prism, without a path: Prism serves the paths of the contract at the root."""
        return f"http://{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        """The id of the process and of its group; 0 if Prism is not running."""
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        """Whether the process is running."""
        return self._process is not None and self._process.poll() is None

    def log_tail(self, lines: int = 10) -> str:
        """The last lines that Prism printed, without the frames of JavaScript stacks."""
        printed = [line for line in self._log if not line.startswith("    at ")]
        return "\n".join(printed[-lines:])

    def exit_status(self, timeout: float) -> int | None:
        """The exit status (negative for a signal), or None if Prism runs for `timeout` s longer."""
        if self._process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout)
        return None

    def restart(self) -> None:
        """Stop the process if it is running and start another one, on another port."""
        self.stop()
        self.start()

    def start(self) -> None:
        """Return when Prism responds; raise `MockServerError` if it exits or takes too long."""
        if not self.spec.is_file():
            raise MockServerError(f"{self.spec}: no such file")
        command = self._command or prism_command(self.root)
        # NODE_OPTIONS and the like would change the behaviour of Prism.
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("NODE_")}
        deadline = time.monotonic() + self._start_timeout
        self.port = 0
        self._log.clear()
        self._port_known.clear()
        self._served_file.close()
        spec = self._served_file.enter_context(prism_compatible(self.spec.absolute()))
        self._process = subprocess.Popen(
            [*command, *ARGUMENTS, str(spec)],
            env=inherited | ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read_log, args=[self._process], daemon=True)
        self._reader.start()
        try:
            self._port_known.wait(self._start_timeout)
            self._await_response(deadline)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the process and its group, with SIGKILL if SIGTERM does not stop it in time."""
        self._served_file.close()
        process, self._process = self._process, None
        if process is None:
            return
        _signal_group(process, signal.SIGTERM)
        try:
            process.wait(self.stop_timeout)
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
        """Read everything that the process prints, so that it never blocks on a full pipe."""
        assert process.stdout is not None
        while line := process.stdout.readline(8192):
            text = line.decode(errors="replace").rstrip()
            if match := re.fullmatch(r"listening on (\d+)", text):
                self.port = int(match[1])
                self._port_known.set()
            else:
                self._log.append(text)
        self._port_known.set()

    def _await_response(self, deadline: float) -> None:
        """Any response to any request is enough: Prism sends 404 for an unknown path."""
        seconds = max(0.1, deadline - time.monotonic())
        if self.port:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=seconds)
            with suppress(OSError, http.client.HTTPException):
                connection.request("GET", "/", headers={"Accept": "*/*"})
                connection.getresponse().read()
                connection.close()
                if self.alive:
                    return
            connection.close()
        status = self.exit_status(max(0.1, deadline - time.monotonic()))
        if status is None:
            raise MockServerError(
                f"Prism did not respond within {self._start_timeout:g} s of its start and was "
                f"stopped.\n{self.log_tail()}".rstrip()
            )
        if self._reader:
            self._reader.join(5)
        raise MockServerError(f"Prism cannot serve {self.spec}: {self._exit_reason(status)}")

    def _exit_reason(self, status: int) -> str:
        """The line that Prism marked "fatal", else its exit status and the end of its log."""
        for line in self._log:
            if match := re.search(r"\bfatal\s+(.*)", line):
                return match[1]
        return f"{describe_exit(status)}\n{self.log_tail()}".rstrip()


def describe_exit(status: int) -> str:
    """How a process ended: by a signal (negative *status*) or with an exit status."""
    return f"it was killed by signal {-status}" if status < 0 else f"it exited with {status}"


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    if sys.platform == "win32":
        process.terminate()
    else:
        # The process leads its group because of `start_new_session`. macOS raises PermissionError
        # for a group in which no process is left.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
