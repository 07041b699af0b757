"""Exit codes of `contract`, `live` and `mutate`."""

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
