"""Encoding of arguments in a path, a query, a header or a cookie, by the styles of OpenAPI.

The functions raise `InvalidArgumentError`, whose message contains no value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, unquote

from ._assertions import is_array, is_object
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


def cookie_pair(parameter: Parameter, value: Any) -> str:
    """Return `name=value` for the header Cookie."""
    text = _STYLES[parameter.style](parameter, value, str)
    return f"{parameter.name}={_percent_encoder(parameter)(text)}"


def query_pairs(parameter: Parameter, value: Any) -> Iterator[str]:
    """Yield the `name=value` strings of a query, percent-encoded."""
    yield from _QUERY_STYLES[parameter.style](parameter, value, _percent_encoder(parameter))


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


def _json(parameter: Parameter, value: Any, encode: Encode) -> str:
    return encode(json.dumps(value, separators=(",", ":")))


def _simple(parameter: Parameter, value: Any, encode: Encode, comma: str = ",") -> str:
    name = parameter.python_name
    if is_array(value):
        return comma.join(encode(scalar(name, item)) for item in value)
    if is_object(value):
        joint = "=" if parameter.explode else comma
        return comma.join(
            encode(key) + joint + encode(scalar(name, item)) for key, item in value.items()
        )
    return _scalar(parameter, value, encode)


def _label(parameter: Parameter, value: Any, encode: Encode) -> str:
    return "." + _simple(parameter, value, encode, "." if parameter.explode else ",")


def _matrix(parameter: Parameter, value: Any, encode: Encode) -> str:
    name = encode(parameter.name)
    if not parameter.explode or not (is_array(value) or is_object(value)):
        return f";{name}={_simple(parameter, value, encode)}"
    members = (
        list(value.items()) if is_object(value) else [(parameter.name, item) for item in value]
    )
    return "".join(
        f";{encode(key)}={encode(scalar(parameter.python_name, item))}" for key, item in members
    )


#: Style -> encoder, for paths, headers and cookies.
_STYLES: Mapping[str, Callable[[Parameter, Any, Encode], str]] = {
    "scalar": _scalar,
    "json": _json,
    "simple": _simple,
    "form": _simple,
    "label": _label,
    "matrix": _matrix,
}


def _query_scalar(parameter: Parameter, value: Any, encode: Encode) -> Iterator[str]:
    yield f"{encode(parameter.name)}={_scalar(parameter, value, encode)}"


def _query_json(parameter: Parameter, value: Any, encode: Encode) -> Iterator[str]:
    yield f"{encode(parameter.name)}={_json(parameter, value, encode)}"


def _query_form(parameter: Parameter, value: Any, encode: Encode) -> Iterator[str]:
    if is_object(value) and parameter.explode:
        for key, item in value.items():
            yield f"{encode(key)}={encode(scalar(parameter.python_name, item))}"
    elif is_array(value):
        yield from _query_array(parameter, value, encode, ",")
    else:
        yield f"{encode(parameter.name)}={_simple(parameter, value, encode)}"


def _query_pipes(parameter: Parameter, value: Any, encode: Encode) -> Iterator[str]:
    if is_array(value):
        yield from _query_array(parameter, value, encode, "%7C")
    else:
        yield from _query_form(parameter, value, encode)


def _query_spaces(parameter: Parameter, value: Any, encode: Encode) -> Iterator[str]:
    if is_array(value):
        yield from _query_array(parameter, value, encode, "%20")
    else:
        yield from _query_form(parameter, value, encode)


def _query_array(
    parameter: Parameter, value: list[Any], encode: Encode, delimiter: str
) -> Iterator[str]:
    items = [_scalar(parameter, item, encode) for item in value]
    if items and not parameter.explode:
        items = [delimiter.join(items)]
    yield from (f"{encode(parameter.name)}={item}" for item in items)


def _query_deep(parameter: Parameter, value: Any, encode: Encode) -> Iterator[str]:
    if is_object(value):
        for key, item in value.items():
            yield f"{encode(parameter.name)}%5B{encode(key)}%5D={_scalar(parameter, item, encode)}"
    else:
        yield from _query_form(parameter, value, encode)


#: Style -> encoder, for a query.
_QUERY_STYLES: Mapping[str, Callable[[Parameter, Any, Encode], Iterator[str]]] = {
    "scalar": _query_scalar,
    "json": _query_json,
    "form": _query_form,
    "pipeDelimited": _query_pipes,
    "spaceDelimited": _query_spaces,
    "deepObject": _query_deep,
}
