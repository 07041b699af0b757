"""
One run after another, each in a fork of a process that has loaded and collected everything.

A run then costs a few hundredths of a second instead of seconds, and whatever a broken client does
to its process (patches, leaks, threads, a crash) ends with that process.

Protocol: a task is a line of JSON on the one pipe, its result a line of JSON on the other.
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

Task = dict[str, Any]
Result = dict[str, Any]


def pipes(option: str) -> tuple[int, int]:
    """The file descriptors of `--forks=TASKS,RESULTS`, or of its value alone."""
    tasks, results = option.rpartition("=")[2].split(",")
    return int(tasks), int(results)


def serve(run: Callable[[Task], Result], tasks: int, results: int) -> None:
    """
    Run each task that comes, in a fork; end when no more can come.

    Args:
        run: makes the result of a task. It may crash, hang or exit.
        tasks: a file descriptor to read from. A task may have a `limit`, in seconds.
        results: a file descriptor to write to.
    """
    # Asked to end, it ends the run that is going on first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    gc.freeze()  # what is here already is not looked at, and so not copied, by each fork
    with os.fdopen(tasks) as lines, os.fdopen(results, "w") as answers:
        for line in lines:
            task = json.loads(line)
            started = time.monotonic()
            result = _forked(run, task)
            seconds = round(time.monotonic() - started, 3)
            answers.write(json.dumps({**result, "name": task["name"], "seconds": seconds}) + "\n")
            answers.flush()


def _forked(run: Callable[[Task], Result], task: Task) -> Result:
    read, write = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _be_the_child(run, task, write)
    os.close(write)
    try:
        text = _read(read, task.get("limit", 120.0))
    finally:
        os.close(read)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with suppress(ProcessLookupError):  # it had no time to make a group of its own
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if text is None:
        return {"outcome": "time"}
    try:
        return dict(json.loads(text))
    except ValueError:
        return {"outcome": "crash"}


def _be_the_child(run: Callable[[Task], Result], task: Task, write: int) -> None:
    """Never return: what is above on the stack belongs to the parent."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setpgid(0, 0)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        try:
            result = run(task)
        except Exception:
            result = {"outcome": "crash", "message": traceback.format_exc()}
        with os.fdopen(write, "w") as pipe:
            json.dump(result, pipe)
    finally:
        os._exit(0)


def _read(source: int, limit: float) -> bytes | None:
    """What comes until the other end closes; None when that takes longer than *limit*."""
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
