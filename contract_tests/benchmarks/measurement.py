"""One row of the benchmark table, and how two functions are timed against each other."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """
    One measured figure.

    Args:
        figure: what was measured, with its unit.
        target: the required value in words; empty for a figure without a target.
        measured: the value in words, with the value that it was compared with.
        reached: whether the value meets the target; None for a figure without a target.
    """

    figure: str
    target: str
    measured: str
    reached: bool | None = None

    @property
    def verdict(self) -> str:
        """The word "reached" or "missed"; empty for a figure without a target."""
        return {None: "", True: "reached", False: "missed"}[self.reached]


def time_alternately(rounds: int, *functions: Callable[[], object]) -> list[list[float]]:
    """
    Seconds that each of the *functions* took: one list per function, one value per round.

    Each round runs all functions, so a disturbance of the machine affects all of them.
    """
    for function in functions:
        function()  # warms the caches up
    seconds: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for function, taken in zip(functions, seconds, strict=True):
            start = time.perf_counter()
            function()
            taken.append(time.perf_counter() - start)
    return seconds


def median_ratio(ours: list[float], theirs: list[float]) -> float:
    """The median over the rounds of our time divided by theirs."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
