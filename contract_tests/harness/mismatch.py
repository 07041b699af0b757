"""The exception for a client that breaks its contract, and how it is printed."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from contract_tests.harness.spec import Credential

# Texts up to this length may occur in a message by chance, so they are not treated as secrets.
SHORT = 8
# The number of characters that a message shows of each end of a long text.
SHOWN = 1000
# Failures that agree in these attributes usually have the same cause.
ALIKE = ("law", "operation", "check")


class MismatchError(AssertionError):
    """
    The client breaks the contract.

    Args:
        operation: the label of the operation, such as ``GET /things/{id}``.
        law: the broken law, such as ``request`` or ``compatibility``.
        check: the name of the check that failed.
        received: what the client did, in one line.
        documented: what the contract documents, in one line.
        difference: where the two differ, in one line; empty if they are short texts.

    Attributes:
        reproduction: lines of Python and one of shell that repeat the call; empty until `explain`.
        canned_response: the response that the harness made, if it made one.
        replay_data: what `--replay` needs to repeat the call; None where it cannot.
        ended_test: whether the test made no further calls after this failure.
        promise: the promise of the client that the check verifies, if it belongs to one.
    """

    reproduction = ""
    canned_response = ""
    replay_data: dict[str, Any] | None = None
    ended_test = True
    promise = ""

    def __init__(
        self,
        *,
        operation: str,
        law: str,
        check: str,
        received: str,
        documented: str,
        difference: str = "",
    ) -> None:
        self.operation = operation
        self.law = law
        self.check = check
        self.received = received
        self.documented = documented
        self.difference = difference
        super().__init__()

    def __str__(self) -> str:
        texts = {
            "Received:  ": self.received,
            "Documented:": self.documented,
            "Difference:": self.difference,
        }
        lines = [f"    {title} {shortened(text)}" for title, text in texts.items() if text]
        return "\n".join([f"{self.law} law, {self.operation}: {self.check}", *lines])

    def explain(
        self, reproduction: str, credentials: Mapping[str, Credential], canned_response: str = ""
    ) -> None:
        """Add how to repeat the call, and replace each of the *credentials* by its name."""
        for name, credential in credentials.items():
            for form in _encoded_forms(credential) if len(credential.value) > SHORT else ():
                for text in ("received", "documented", "difference"):
                    setattr(self, text, getattr(self, text).replace(form, f"[{name}]"))
                canned_response = canned_response.replace(form, f"[{name}]")
        self.reproduction = "\n".join(map(printable, reproduction.split("\n")))
        self.canned_response = canned_response
        for note in self.notes:
            self.add_note(note)

    @property
    def notes(self) -> list[str]:
        """Indented lines that say how to repeat the call."""
        lines = self.reproduction.split("\n") if self.reproduction else []
        if self.canned_response:
            lines.append(f"Response sent by the harness: {shortened(self.canned_response)}")
        return [f"    {line}" for line in lines]

    def __reduce__(self) -> tuple[object, ...]:
        # The default would not pass the keyword-only arguments.
        names = ("operation", "law", "check", "received", "documented", "difference")
        arguments = {name: getattr(self, name) for name in names}
        return partial(MismatchError, **arguments), (), self.__dict__


def contract_failures(error: BaseException) -> Iterator[MismatchError]:
    """*error* itself if it is a failure, or the failures in an exception group."""
    if isinstance(error, MismatchError):
        yield error
    elif isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from contract_failures(inner)


def printable(text: str) -> str:
    """*text* with escapes in place of characters that a terminal, file or pipe may not accept."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def shortened(text: str) -> str:
    """*text* in one printable line, without its middle if it is long."""
    if (left_out := len(text) - 2 * SHOWN) > 0:
        text = f"{text[:SHOWN]} … ({left_out} characters) … {text[-SHOWN:]}"
    return printable(text)


def _encoded_forms(credential: Credential) -> tuple[str, ...]:
    """The credential in `Authorization: Basic`, as it is, and quoted in Python, JSON and a URL."""
    text = credential.value
    pair = f"{credential.user or ''}:{text}".encode("utf-8", "surrogatepass")
    quoted = repr(text)[1:-1], json.dumps(text)[1:-1], quote(text, safe="", errors="replace")
    return base64.b64encode(pair).decode(), text, *quoted
