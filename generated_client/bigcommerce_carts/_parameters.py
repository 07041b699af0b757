# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""
How an argument is written in a path, a query, a header or a cookie.

No message holds a value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, unquote

from ._validation import Schema
from .errors import InvalidArgument


class Parameter(NamedTuple):
    """One parameter of the contract, and how it is written."""

    where: Literal["path", "query", "header", "cookie"]
    name: str
    schema: Schema = True
    required: bool = False
    style: str = "simple"
    explode: bool = False


def path_segment(parameter: Parameter, value: Any) -> str:
    """
    Return *value* as one segment of a path, percent-encoded.

    Raises:
        InvalidArgument: it is empty or has dot segments, also in encoded form: on its way it
            could change which resource the path names.
    """

    def encode(text: str) -> str:
        return _encode(parameter.name, text)

    decoded = text = _scalar(parameter, value, encode)
    while decoded != (once := unquote(decoded)):
        decoded = once
    parts = decoded.replace("\\", "/").split("/")
    if decoded == "" or "." in parts or ".." in parts:
        raise InvalidArgument(parameter.name, "must not be empty or hold a dot segment")
    return text


def header(parameter: Parameter, value: Any) -> str:
    """
    Return *value* as the value of a header.

    Raises:
        InvalidArgument: HTTP cannot carry it.
    """
    return header_value(parameter.name, _scalar(parameter, value))


def header_value(name: str, text: Any) -> str:
    """
    Return *text* if HTTP can carry it as a header's value.

    Raises:
        InvalidArgument: it is no string, has a line break or another control character, a blank
            at an end, or a character that is not ASCII.
    """
    if not isinstance(text, str):
        raise InvalidArgument(name, "must be a string")
    if text.rstrip("\r\n") != text:
        raise InvalidArgument(name, "ends with a line break; strip it")
    if text != text.strip(" \t"):
        raise InvalidArgument(name, "must not begin or end with a blank")
    if not (text.isascii() and text.isprintable()):
        raise InvalidArgument(name, "must be ASCII without control characters")
    return text


def _scalar(parameter: Parameter, value: Any, encode: Callable[[str], str] = str) -> str:
    return encode(scalar(parameter.name, value))


def scalar(name: str, value: Any) -> str:
    """
    A text as it is, another value as JSON writes it, and nothing for null.

    Raises:
        InvalidArgument: it holds other values.
    """
    if isinstance(value, (dict, list)):
        raise InvalidArgument(name, "is nested deeper than a parameter can be")
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _encode(name: str, text: str) -> str:
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        pass
    raise InvalidArgument(name, "must be text that UTF-8 can encode")
