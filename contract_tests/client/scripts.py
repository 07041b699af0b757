"""Python programs that a test runs in a process of its own, to fork it or to send it signals."""

from __future__ import annotations

import subprocess
import sys

from contract_tests.client.raw_server import PATIENCE

# A process that hangs prints the stacks of its threads and ends.
_PRELUDE = f"""
import faulthandler, sys
faulthandler.dump_traceback_later({PATIENCE}, exit=True)
sys.path[:0] = {sys.path!r}
import asyncio, os, signal, threading, time, uuid
import httpx
from bigcommerce_carts import AuthenticatedClient
from contract_tests.client.calls import async_outcome, outcome
url = sys.argv[1]
# Python ignores the exception of a signal handler that runs in a destructor.
sys.unraisablehook = lambda _: None
def make(**settings):
    return AuthenticatedClient(auth_token="token", base_url=url, **settings)
def in_child(function):
    "Start a child process that writes the repr of what *function* returns."
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        signal.alarm({int(PATIENCE / 2)})  # ends a child that hangs; the watchdog is not forked
        try:
            os.write(writing, repr(function()).encode())
        except BaseException as error:
            os.write(writing, f"child: {{error!r}}".encode())
        os._exit(0)
    os.close(writing)
    return pid, reading
def result_of_child(child):
    pid, reading = child
    with os.fdopen(reading) as stream:
        text = stream.read()
    os.waitpid(pid, 0)
    return text
"""


def run_script(code: str, url: str) -> list[str]:
    """Run *code*, which calls the server at *url*, and return the lines that it prints.

    Raises:
        AssertionError: the process does not end by itself, or prints an error.
    """
    process = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PRELUDE + code, url],
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    assert process.stderr == "", process.stderr
    return process.stdout.splitlines()
