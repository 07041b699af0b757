"""
Run each task in a fork of a process that has imported and collected everything.

A run then takes hundredths of a second instead of seconds, and everything that a broken client does
to its process (patches, leaks, threads, a crash) ends with that process.

Protocol: each task is a line of JSON on one pipe, and its result a line of JSON on another.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

FORK = multiprocessing.get_context("fork")

# Members: `name`; `limit`, in seconds; those of the worker.
Task = dict[str, Any]
# Members: `name`; `outcome`, one of those of `score.MutantResult`; `seconds`; those of the worker.
Result = dict[str, Any]


def pipes(option: str) -> tuple[int, int]:
    """Return the file descriptors in `--forks=TASKS,RESULTS`, or in its value alone."""
    tasks, results = option.rpartition("=")[2].split(",")
    return int(tasks), int(results)


def serve(run: Callable[[Task], Result], tasks: int, results: int) -> None:
    """
    Run each task in a fork, until the pipe of the tasks is closed.

    Args:
        run: returns the result of a task. It may crash, hang or exit.
        tasks: a file descriptor to read from.
        results: a file descriptor to write to.
    """
    # SIGTERM ends the current run first, in `_run_in_fork`.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    gc.freeze()  # a collection in a fork would copy the pages of everything that is loaded
    with os.fdopen(tasks) as lines, os.fdopen(results, "w") as output:
        for line in lines:
            task = json.loads(line)
            started = time.monotonic()
            result = _run_in_fork(run, task)
            seconds = round(time.monotonic() - started, 3)
            output.write(json.dumps({**result, "name": task["name"], "seconds": seconds}) + "\n")
            output.flush()


def _run_in_fork(run: Callable[[Task], Result], task: Task) -> Result:
    receiver, sender = FORK.Pipe(duplex=False)
    child = FORK.Process(target=_run_child, args=(run, task, sender))
    child.start()
    assert child.pid is not None, "the child has started"
    sender.close()
    try:
        if not receiver.poll(task.get("limit", 120.0)):
            return {"outcome": "timeout"}
        return dict(json.loads(receiver.recv_bytes()))
    except (EOFError, OSError):
        return {"outcome": "suspicious", "message": "The process ended without a result."}
    finally:
        receiver.close()
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.kill()  # in case the child has no process group yet
        child.join()
        child.close()


def _run_child(run: Callable[[Task], Result], task: Task, sender: Connection) -> None:
    """Send the result of *task* and end the process, without the exit handlers of the parent."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setpgid(0, 0)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        try:
            result = run(task)
        except Exception:
            result = {"outcome": "suspicious", "message": traceback.format_exc()}
        sender.send_bytes(json.dumps(result).encode())
    finally:
        os._exit(0)
