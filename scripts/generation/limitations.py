"""The parts of a contract that a client does not have, or has in another form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generation.errors import GenerationError

Kind = Literal["skipped", "untyped", "repaired", "ignored"]


@dataclass(frozen=True)
class Limitation:
    """
    One part of a contract that the client does not have as the contract describes it.

    Args:
        kind: "skipped", the client does not have it; "untyped", the client has it without a type,
            and validates it; "repaired", the client has it in the closest form that OpenAPI allows;
            "ignored", it violates OpenAPI without an effect on the client.
        pointer: the JSON pointer of the part, in the file as it is.
        reason: what prevents it.
        remedy: what to change in the contract.
    """

    kind: Kind
    pointer: str
    reason: str
    remedy: str

    @property
    def item(self) -> str:
        """One line that names the limitation, and stays the same if its wording changes."""
        return f"{self.kind} {self.pointer}"

    def __str__(self) -> str:
        return f"{self.item}: {self.reason}; {self.remedy}"


class Limitations:
    """
    Collects limitations, each once.

    Args:
        strict: whether every limitation, other than an ignored one, is an error.
    """

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self._found: dict[str, Limitation] = {}

    def __iter__(self) -> Iterator[Limitation]:
        return iter(self._found.values())

    def add(self, kind: Kind, pointer: str, reason: str, remedy: str) -> None:
        """
        Add a limitation.

        Raises:
            GenerationError: the client must not have any.
        """
        found = Limitation(kind, pointer, _printable(reason), _printable(remedy))
        if self.strict and kind != "ignored":
            raise GenerationError(f"{pointer}: {reason}; {remedy}")
        self._found.setdefault(found.item, found)


def _printable(text: str) -> str:
    """Return *text*, which may quote the contract, as one line of at most 300 characters."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)[:300]
