"""Command lines that survive copy and paste into a POSIX shell: one line of printable ASCII."""

from __future__ import annotations

import shlex
from collections.abc import Iterable


def command_line(words: Iterable[str | bytes]) -> str:
    """Return the command with these *words*; a text is encoded as UTF-8."""
    return " ".join(map(_word, words))


def printf(data: bytes) -> str:
    """Return a command that prints *data*, with octal escapes for what is not printable ASCII."""
    shown = "".join(
        chr(byte) if 0x20 <= byte < 0x7F and byte not in b"%\\" else f"\\{byte:03o}"
        for byte in data
    )
    return f"printf {shlex.quote(shown)}"


def _word(word: str | bytes) -> str:
    data = word if isinstance(word, bytes) else word.encode("utf-8", "surrogateescape")
    if data.isascii() and data.decode().isprintable():
        return shlex.quote(data.decode())
    # A substitution loses line breaks at its end; a word of curl that ends in one is invalid.
    return f'"$({printf(data)})"'
