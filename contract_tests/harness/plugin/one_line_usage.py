"""A command line that cannot be used, in one line."""

from __future__ import annotations

from collections.abc import Generator

import pytest


class OneLineUsageErrors:
    """A plugin: says what is wrong, and not how pytest is called and what it has read."""

    @pytest.hookimpl(wrapper=True)
    def pytest_cmdline_parse(self) -> Generator[None, object, object]:
        try:
            return (yield)
        except pytest.UsageError as error:
            _, known, what = str(error).partition(": error: ")
            if not known:
                raise
            raise pytest.UsageError(f"{what.splitlines()[0]}: `--help` shows all") from error
