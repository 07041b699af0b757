"""Exit codes: who is at fault when a run does not prove the contract."""

KEPT = 0
BROKEN = 1
# The harness, or what it needs, cannot run; or it did not run whole.
NOT_PROVEN = 3
# An option, or a file or variable that it names, cannot be used.
USAGE = 4
INTERRUPTED = 130

INTERRUPTION = "Interrupted: nothing is proven, and nothing is left running"
