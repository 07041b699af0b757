"""Texts of a contract in generated files, where each is data: a literal, prose or a cell."""

from __future__ import annotations

import ast
import re
from typing import Any

from openapi_python_client.schema import UntrustedString
from openapi_python_client.strings import safe_for_docstring

# Controls of the direction of text. They make an editor show code in another order than Python
# reads it: https://trojansource.codes
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def in_docstring(value: Any) -> str:
    """Return *value* as a part of a docstring; the template keeps a last quote from the end."""
    return _DIRECTIONS.sub("", safe_for_docstring(value))


def in_markdown(value: str | UntrustedString) -> str:
    """Return *value* as one line of Markdown without markup, also in a table."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&!$])", r"\\\1", _one_line(value))


def in_code_span(value: str) -> str:
    """Return *value* as a code span of Markdown, also in a table."""
    text = _one_line(value).replace("|", r"\|")
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{gap}{text}{gap}{fence}"


def accept_uuid_text(declaration: str) -> str:
    """Return the *declaration* of an argument, such as `id: UUID`, with `UUID | str` for `UUID`."""
    statement = ast.parse(declaration).body[0]
    assert isinstance(statement, ast.AnnAssign)
    names = [node for node in ast.walk(statement.annotation) if isinstance(node, ast.Name)]
    code = declaration.encode()  # the offsets are those of UTF-8
    for end in sorted((n.end_col_offset or 0 for n in names if n.id == "UUID"), reverse=True):
        code = code[:end] + b" | str" + code[end:]
    return code.decode()


def _one_line(value: str | UntrustedString) -> str:
    text = value.get_untrusted_value() if isinstance(value, UntrustedString) else value
    words = "".join(c if c.isprintable() else " " for c in text).split()
    return " ".join(words)
