"""A worker whose tasks do as they are told."""

from __future__ import annotations

import os
import sys
import time

from contract_tests.mutation.forks import Result, Task, pipes, serve


def behave(task: Task) -> Result:
    """Do as *task* says."""
    if task["do"] == "exit":
        os._exit(1)
    if task["do"] == "hang":
        time.sleep(60)
    if task["do"] == "raise":
        raise RuntimeError("told to")
    return {"outcome": "alive", "process": os.getpid()}


if __name__ == "__main__":
    serve(behave, *pipes(sys.argv[-1]))
