"""
Prove the contract: `python -m contract_tests [OPTION ...]`, with the options of pytest.

It runs the laws alone, and not the proofs of the harness or the client's own tests. Where an
argument names a part of them (a file, or `file::test`), it runs that, and proves nothing whole.
Exit codes:

    0    the client keeps the contract
    1    it breaks the contract
    3    nothing is proven: the harness cannot run, or did not run whole
    4    the command line, or a file that it names, cannot be used
    130  interrupted
"""

from __future__ import annotations

import sys

from contract_tests.harness.exit_codes import INTERRUPTED, INTERRUPTION
from contract_tests.harness.project import LAW_PATHS


def main(arguments: list[str]) -> int:
    """Run pytest; an interrupt while it is loaded is an interrupt like any other."""
    try:
        import pytest

        from contract_tests.harness.plugin.one_line_usage import OneLineUsageErrors

        code = pytest.main([*LAW_PATHS, *arguments], plugins=[OneLineUsageErrors()])
    except KeyboardInterrupt:
        sys.stderr.write(f"Interrupted: {INTERRUPTION}\n")
        return INTERRUPTED
    return INTERRUPTED if code == pytest.ExitCode.INTERRUPTED else int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
