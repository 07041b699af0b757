"""The exit codes of the commands of this project, and a parser that ends with them."""

from __future__ import annotations

import argparse
from typing import NoReturn

# The client keeps the contract.
KEPT = 0
# The client breaks the contract.
BROKEN = 1
# The contract is not verified: the harness cannot run, or did not run completely.
NOT_VERIFIED = 3
# The command line, or a file or variable that it names, cannot be used.
USAGE = 4
INTERRUPTED = 130

# What an interrupted run says, after "Interrupted: ".
INTERRUPTION = "nothing is verified, and no process is left running"


class CommandLineParser(argparse.ArgumentParser):
    """A parser that ends with `USAGE` if the command line is invalid; argparse ends with 2."""

    def exit(self, status: int = KEPT, message: str | None = None) -> NoReturn:
        """End the process; *status* is 0 after `--help`, and otherwise that of an error."""
        super().exit(USAGE if status else KEPT, message)
