"""A line of the table, and how to measure in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """
    One figure.

    Args:
        target: what is asked for, in words; empty where the figure is only printed.
        measured: in words, with what it was compared with.
        reached: whether it is what is asked for; None where nothing is.
    """

    figure: str
    target: str
    measured: str
    reached: bool | None = None

    @property
    def verdict(self) -> str:
        """In one word."""
        return {None: "", True: "reached", False: "missed"}[self.reached]


def in_turns(rounds: int, *acts: Callable[[], object]) -> list[list[float]]:
    """
    Seconds that each of the *acts* took, by act, in each round.

    The machine is never the same twice; side by side, what disturbs one disturbs the other.
    """
    for act in acts:
        act()  # once for the caches
    seconds: list[list[float]] = [[] for _ in acts]
    for _ in range(rounds):
        for act, taken in zip(acts, seconds, strict=True):
            start = time.perf_counter()
            act()
            taken.append(time.perf_counter() - start)
    return seconds


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of ours to theirs, each compared within its round."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
