"""
Run each task in a fork of a process that has imported and collected everything.

A run then takes hundredths of a second instead of seconds, and everything that a broken client does
to its process (patches, leaks, threads, a crash) ends with that process.

Protocol: each task is a line of JSON on one pipe, and its result a line of JSON on another.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

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
    read, write = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _run_child(run, task, write)
    os.close(write)
    try:
        text = _read_all(read, task.get("limit", 120.0))
    finally:
        os.close(read)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with suppress(ProcessLookupError):  # in case the child has no process group yet
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if text is None:
        return {"outcome": "timeout"}
    try:
        return dict(json.loads(text))
    except ValueError:
        return {"outcome": "suspicious", "message": "The process ended without a result."}


def _run_child(run: Callable[[Task], Result], task: Task, write: int) -> None:
    """Run the task and end the process: the callers on the stack belong to the parent."""
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
        with os.fdopen(write, "w") as pipe:
            json.dump(result, pipe)
    finally:
        os._exit(0)


def _read_all(source: int, limit: float) -> bytes | None:
    """Read until the other end closes; return None when that takes longer than *limit* seconds."""
    end = time.monotonic() + limit
    chunks: list[bytes] = []
    while True:
        ready, _, _ = select.select([source], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return None
        chunk = os.read(source, 65536)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
