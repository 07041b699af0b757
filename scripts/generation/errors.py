"""The error of the generator."""

from __future__ import annotations


class GenerationError(Exception):
    """The client cannot be generated. The message is one line: the input, the error, the remedy."""

    def __init__(self, message: str) -> None:
        # A text of the contract may have line breaks, or characters that change a terminal.
        super().__init__("".join(c if c.isprintable() else repr(c)[1:-1] for c in message))
