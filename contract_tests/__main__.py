"""
Verify the contract: `python -m contract_tests [OPTION ...]`, with the options of pytest.

Runs the law tests. An argument that names a file, or `file::test`, runs that part only; a part
does not verify the contract. Exit codes:

    0    the client keeps the contract
    1    the client breaks the contract, or a newer contract (`--against`) breaks the client
    3    the contract is not verified: the harness cannot run, or did not run completely
    4    the command line, or a file that it names, cannot be used
    130  interrupted
"""

from __future__ import annotations

import sys

from contract_tests.harness.exit_codes import INTERRUPTED, INTERRUPTION
from contract_tests.harness.project import LAW_PATHS


def main(arguments: list[str]) -> int:
    """Run pytest and return the exit code, also after an interrupt while pytest is imported."""
    try:
        import pytest

        if {"-h", "--help"} & {*arguments}:
            from contract_tests.harness.plugin.command_help import help_text

            sys.stdout.write(help_text())
            return pytest.ExitCode.OK

        from contract_tests.harness.plugin.one_line_usage import OneLineUsageErrors

        # Without the cache of pytest, because the checkout may be read-only.
        options = ["-p", "no:cacheprovider"]
        code = pytest.main([*options, *LAW_PATHS, *arguments], plugins=[OneLineUsageErrors()])
    except KeyboardInterrupt:
        sys.stderr.write(f"Interrupted: {INTERRUPTION}\n")
        return INTERRUPTED
    return INTERRUPTED if code == pytest.ExitCode.INTERRUPTED else int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
