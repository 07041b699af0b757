"""A worker whose tasks say what it does."""

from __future__ import annotations

import os
import sys
import time

from contract_tests.mutation.fork_server import Result, Task, pipes, serve


def run(task: Task) -> Result:
    """Exit, hang, raise or return, as the member `do` of *task* says."""
    if task["do"] == "exit":
        os._exit(1)
    if task["do"] == "hang":
        time.sleep(60)
    if task["do"] == "raise":
        raise RuntimeError("scripted")
    return {"outcome": "survived", "process": os.getpid()}


if __name__ == "__main__":
    serve(run, *pipes(sys.argv[-1]))
