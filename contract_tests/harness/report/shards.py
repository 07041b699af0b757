"""A shard: one of several runs that verify a contract together, each with a part of the tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shard:
    """
    One of several runs that share the tests.

    Args:
        number: of this run, from 1.
        count: the number of runs.
    """

    number: int
    count: int

    def __str__(self) -> str:
        return f"shard {self.number} of {self.count}"

    def sentence(self, tests: int) -> str:
        """The result of a shard without a failure that ran this number of *tests*."""
        if not tests:
            return f"Shard {self.number} of {self.count} has no tests."
        ran = f"{tests} test{'' if tests == 1 else 's'}"
        found = f"Shard {self.number} of {self.count} found no failure in {ran}"
        return f"{found}. For the verdict, merge the reports of all shards: `nox -s merge`."


def read_shard(text: str) -> Shard:
    """
    Read a shard as the command line names it, such as ``2/4``.

    Raises:
        ValueError: the text does not have this form, or the number is not one of the count.
    """
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise ValueError(f"{text!r} must be I/N, with I from 1 to N, such as 2/4")
    return Shard(int(number), int(count))
