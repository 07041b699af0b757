# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""
From arguments to a request: check each against the contract, then write it as the contract says.

What is not allowed is refused here, before a byte is sent. No message holds a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ._bodies import Content, plain, write
from ._parameters import Parameter, header, path_segment
from ._validation import require
from .errors import InvalidArgument
from .types import UNSET, Unset


class Operation(NamedTuple):
    """One operation of the contract."""

    label: str
    """Method and path template, for messages."""
    method: str
    path: str
    parameters: Sequence[Parameter] = ()
    security: Sequence[Sequence[str]] = ()
    """Alternatives, each the security schemes that it takes together."""
    safe_to_repeat: bool = False
    """Whether a second identical call does no harm."""


class Request:
    """
    A checked request, without the client's part: base URL, keys, timeout. It shows in no text.

    Args:
        target: path and query, percent-encoded, from the base URL on.
        body: `content` or `files`, as httpx takes them.
    """

    __slots__ = ("body", "headers", "operation", "target")

    def __init__(
        self, operation: Operation, target: str, headers: dict[str, str], body: dict[str, Any]
    ) -> None:
        self.operation = operation
        self.target = target
        self.headers = headers
        self.body = body


def build(
    operation: Operation,
    arguments: Iterable[Any] = (),
    body: Any = UNSET,
    content: Content = Content("application/json"),
) -> Request:
    """
    Return the request that the arguments ask for.

    Args:
        arguments: the values of the operation's parameters, in the same order.
        content: how *body* is written.

    Raises:
        InvalidArgument: the contract does not allow one of them.
    """
    target = operation.path
    headers: dict[str, str] = {}
    for parameter, argument in zip(operation.parameters, arguments, strict=True):
        where, name, schema, required, _, _ = parameter
        value = plain(name, argument)
        if isinstance(value, Unset) or (value is None and not required):
            if required:
                raise InvalidArgument(name, "is missing")
            continue
        require(name, value, schema)
        if where == "path":
            target = target.replace("{" + name + "}", path_segment(parameter, value))
        elif where == "header":
            headers[name] = header(parameter, value)
    written: dict[str, Any] = {}
    if not isinstance(body, Unset):
        written = write(body, content)
        headers.setdefault("Content-Type", content.media_type)
    return Request(operation, target, headers, written)
