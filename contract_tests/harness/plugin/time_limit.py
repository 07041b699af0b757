"""The time limit of a test: a test that hangs ends with an error that names it."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

import pytest

# Seconds after which a test that has caught the error gets another one.
AGAIN = 60.0


class TimeLimitError(BaseException):
    """
    A test took longer than its limit.

    It is not an `Exception`, nor the failure that pytest-timeout raises: Hypothesis would catch
    both, and repeat the call that hangs without a limit.
    """


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("profile") == "soak" and config.getoption("timeout") is None:
        config.option.timeout = 0  # it runs for as long as the user lets it


def pytest_timeout_set_timer(item: Any, settings: Any) -> bool | None:
    """Start the timer of *item*; None where there are no signals, for the method of the library."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not in_main_thread:
        return None

    def end(signum: int, frame: FrameType | None) -> None:
        raise TimeLimitError(f"{item.name} took longer than {settings.timeout:g} s: does it hang?")

    def cancel() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)

    previous = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, settings.timeout, AGAIN)
    item.cancel_timeout = cancel
    return True
