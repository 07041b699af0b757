"""What a broken contract looks like: one exception, which explains itself."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from contract_tests.harness.spec import Credential

# A key that is as short as this may stand in a text by chance.
SHORT = 8
HALF_PAGE = 1000
# Failures that have these in common are alike: they have one cause, as a rule.
ALIKE = ("law", "operation", "check")


class ContractFailure(AssertionError):
    """
    The client breaks the contract.

    Args:
        operation: label of the operation, such as ``GET /things/{id}``.
        law: the law that is broken: ``request``, ``response``, ``failure`` or ``parity``.
        check: name of the check that saw it.
        received: what the client did, in one line.
        documented: what the contract says, in one line.

    Its `reproduction` is empty, or lines that make the call again: of Python, the last of shell.
    Its `canned_response` is empty, or says which answer the harness made up.
    Its `replay_data` is None, or what `--replay` needs to make it again.
    """

    reproduction = ""
    canned_response = ""
    replay_data: dict[str, Any] | None = None

    def __init__(
        self, *, operation: str, law: str, check: str, received: str, documented: str
    ) -> None:
        self.operation = operation
        self.law = law
        self.check = check
        self.received = received
        self.documented = documented
        super().__init__()

    def __str__(self) -> str:
        return (
            f"{self.law} law, {self.operation}: {self.check}\n"
            f"    Received:   {shortened(self.received)}\n"
            f"    Documented: {shortened(self.documented)}"
        )

    def explain(
        self, reproduction: str, keys: Mapping[str, Credential], canned_response: str = ""
    ) -> None:
        """Say how to make the call again, and name each of its *credentials* instead of showing it."""
        for name, key in keys.items():
            for spelling in _spellings(key) if len(key.value) > SHORT else ():
                self.received = self.received.replace(spelling, f"[{name}]")
                self.documented = self.documented.replace(spelling, f"[{name}]")
                canned_response = canned_response.replace(spelling, f"[{name}]")
        self.reproduction, self.canned_response = (
            "\n".join(map(printable, reproduction.split("\n"))),
            canned_response,
        )
        for note in self.notes:
            self.add_note(note)

    @property
    def notes(self) -> list[str]:
        """Lines that tell how to see it again."""
        lines = self.reproduction.split("\n") if self.reproduction else []
        if self.canned_response:
            lines.append(f"The answer that was played: {shortened(self.canned_response)}")
        return [f"    {line}" for line in lines]

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes: pickle would pass the message to a keyword-only `__init__`."""
        return (
            _rebuild,
            (
                self.operation,
                self.law,
                self.check,
                self.received,
                self.documented,
            ),
            self.__dict__,
        )


def contract_failures(error: BaseException) -> Iterator[ContractFailure]:
    """The failures in *error*: itself, or those of a group."""
    if isinstance(error, ContractFailure):
        yield error
    elif isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from contract_failures(one)


def printable(text: str) -> str:
    """*text* as any terminal, file and pipe can take it."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def shortened(text: str) -> str:
    """*text* in one line that can be printed, without its middle if it is long."""
    if (left_out := len(text) - 2 * HALF_PAGE) > 0:
        text = f"{text[:HALF_PAGE]} … ({left_out} characters) … {text[-HALF_PAGE:]}"
    return printable(text)


def _spellings(key: Credential) -> tuple[str, ...]:
    """In `Authorization: Basic`, as it is, in quotes of Python and of JSON, and in a URL."""
    text = key.value
    pair = f"{key.user or ''}:{text}".encode("utf-8", "surrogatepass")
    quoted = repr(text)[1:-1], json.dumps(text)[1:-1], quote(text, safe="", errors="replace")
    return base64.b64encode(pair).decode(), text, *quoted


def _rebuild(
    operation: str, law: str, check: str, received: str, documented: str
) -> ContractFailure:
    return ContractFailure(
        operation=operation, law=law, check=check, received=received, documented=documented
    )
