"""Exit codes: who is at fault when a run does not prove the contract."""

KEPT = 0
BROKEN = 1
# The harness, or what it needs, cannot run; or it did not run whole.
NOT_PROVEN = 3
# An option, or a file or variable that it names, cannot be used.
USAGE = 4
INTERRUPTED = 130

# What an interrupted run says, after "Interrupted: ".
INTERRUPTION = "nothing is verified, and no process is left running"
