# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""Encoding of arguments in a path, a query, a header or a cookie, by the styles of OpenAPI.

The functions raise `InvalidArgumentError`, whose message contains no value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, unquote

from ._base_errors import InvalidArgumentError
from ._validation import Schema


class Parameter(NamedTuple):
    """One parameter of the contract, and how it is encoded."""

    location: Literal["path", "query", "header", "cookie"]
    name: str
    schema: Schema = True
    required: bool = False
    style: str = "scalar"
    """A style of OpenAPI; `scalar` where all styles agree, `json` for a media type."""
    explode: bool = False
    argument: str = ""
    """The name of the Python argument, if it is another than *name*."""

    @property
    def python_name(self) -> str:
        """The name of the Python argument, for messages."""
        return self.argument or self.name


Encode = Callable[[str], str]


def path_segment(parameter: Parameter, value: Any) -> str:
    """Return *value* as one segment of a path, percent-encoded.

    An empty segment and dot segments, also encoded ones, could change the resource that the path
    names, so they are refused.
    """
    decoded = text = _STYLES[parameter.style](parameter, value, _percent_encoder(parameter))
    while decoded != (once := unquote(decoded)):
        decoded = once
    parts = decoded.replace("\\", "/").split("/")
    if decoded == "" or "." in parts or ".." in parts:
        raise InvalidArgumentError(
            parameter.python_name, "must not be empty or contain a dot segment"
        )
    return text


def header(parameter: Parameter, value: Any) -> str:
    """Return *value* as the value of a header."""
    return header_value(parameter.python_name, _STYLES[parameter.style](parameter, value, str))


def header_value(argument: str, text: Any, pointer: str = "") -> str:
    """Return *text*, a value in an argument, if a header can carry it."""
    if not isinstance(text, str):
        raise InvalidArgumentError(argument, "must be a string", pointer)
    if text.rstrip("\r\n") != text:
        raise InvalidArgumentError(
            argument, "ends with a line break; strip it (echo adds one)", pointer
        )
    if text != text.strip(" \t"):
        raise InvalidArgumentError(argument, "must not begin or end with a blank", pointer)
    if not (text.isascii() and text.isprintable()):
        raise InvalidArgumentError(argument, "must be ASCII without control characters", pointer)
    return text


def scalar(name: str, value: Any) -> str:
    """Return a string unchanged, null as an empty string, and a number or boolean as JSON."""
    if isinstance(value, (dict, list)):
        raise InvalidArgumentError(name, "must not be nested")
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _percent_encoder(parameter: Parameter) -> Encode:
    def encode(text: str) -> str:
        try:
            return quote(text, safe="")
        except UnicodeEncodeError:
            pass
        raise InvalidArgumentError(parameter.python_name, "must be text that UTF-8 can encode")

    return encode


def _scalar(parameter: Parameter, value: Any, encode: Encode) -> str:
    return encode(scalar(parameter.python_name, value))


#: Style -> encoder, for paths, headers and cookies.
_STYLES: Mapping[str, Callable[[Parameter, Any, Encode], str]] = {"scalar": _scalar}
