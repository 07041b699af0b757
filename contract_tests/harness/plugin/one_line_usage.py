"""Reports an invalid command line in one line."""

from __future__ import annotations

from collections.abc import Generator

import pytest


class OneLineUsageErrors:
    """A plugin that reports an invalid command line in one line, without the usage of pytest."""

    @pytest.hookimpl(wrapper=True)
    def pytest_cmdline_parse(self) -> Generator[None, object, object]:
        try:
            return (yield)
        except pytest.UsageError as error:
            _, is_of_argparse, message = str(error).partition(": error: ")
            if not is_of_argparse:
                raise
            raise pytest.UsageError(f"{message.splitlines()[0]}: see `--help`") from error
