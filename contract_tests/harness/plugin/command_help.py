"""The `--help` of a run: the options of the harness, without those of pytest."""

from __future__ import annotations

import argparse

from contract_tests.harness.plugin.options import add_options


class _Options:
    """Takes the place of pytest's parser, which names the methods of argparse differently."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self.addoption = parser.add_argument

    def getgroup(self, name: str) -> _Options:
        """Return itself: there is one group."""
        return self


def help_text() -> str:
    """Return the usage and a line for each option."""
    parser = argparse.ArgumentParser(
        prog="nox -s contract --",
        description="Verify that a client keeps its contract, against a real Prism.",
        epilog="The options of pytest are accepted too: see `python -m pytest --help`. "
        "docs/running.md explains the options, the verdicts and the exit codes.",
    )
    parser.add_argument("tests", nargs="*", metavar="FILE[::TEST]", help="run a part of the laws")
    parser.add_argument("-n", metavar="N", help="the number of worker processes")
    add_options(_Options(parser))
    return parser.format_help()
