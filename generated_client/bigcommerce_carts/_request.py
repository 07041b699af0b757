# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""
From arguments to a request: check each against the contract, then write it as the contract says.

Rule 1: what is not allowed is refused here, before a byte is sent.
Rule 2: no message holds a value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from typing import Any, Literal, NamedTuple, cast
from urllib.parse import quote, unquote, urlencode
from uuid import UUID

from ._validation import Schema, is_array, is_mapping, is_object, require
from .errors import InvalidArgument
from .types import UNSET, File, Unset


class Parameter(NamedTuple):
    """One parameter of the contract, and how it is written."""

    where: Literal["path", "query", "header", "cookie"]
    name: str
    schema: Schema = True
    required: bool = False
    style: str = "simple"
    explode: bool = False


class Content(NamedTuple):
    """What the contract says of a body."""

    media_type: str
    schema: Schema = True


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
        body: `content`, `data` or `files`, as httpx takes them.
    """

    __slots__ = ("body", "cookies", "headers", "operation", "target")

    def __init__(
        self,
        operation: Operation,
        target: str,
        headers: dict[str, str],
        cookies: dict[str, str],
        body: dict[str, Any],
    ) -> None:
        self.operation = operation
        self.target = target
        self.headers = headers
        self.cookies = cookies
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
    path = operation.path
    query: list[str] = []
    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    for parameter, argument in zip(operation.parameters, arguments, strict=True):
        where, name, schema, required, _, _ = parameter
        value = plain(name, argument)
        if isinstance(value, Unset) or (value is None and not required):
            if required:
                raise InvalidArgument(name, "is missing")
            continue
        require(name, value, schema)
        if where == "path":
            path = path.replace("{" + name + "}", path_segment(parameter, value))
        elif where == "query":
            query.extend(_query_pairs(parameter, value))
        elif where == "header":
            headers[name] = header_value(name, _simple(parameter, value))
        elif value != []:  # as in a query, an empty list is nothing
            cookies[name] = _encode(name, _simple(parameter, value))
    written: dict[str, Any] = {}
    if not isinstance(body, Unset):
        written = _written(body, content)
        if "files" not in written:  # httpx names the boundary
            headers.setdefault("Content-Type", content.media_type)
    target = "?".join([path, "&".join(query)] if query else [path])
    return Request(operation, target, headers, cookies, written)


def plain(name: str, value: Any) -> Any:
    """
    Return *value* as JSON has it: models become dicts, dates and UUIDs strings.

    Raises:
        InvalidArgument: it is a model whose members are not what their types say, or holds itself.
    """
    try:
        return _plain(value)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        pass
    raise InvalidArgument(name, "holds a value of another type than it should")


def _plain(value: Any) -> Any:
    if type(value) is str:
        return value
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, File):
        return value.to_tuple()
    if isinstance(value, tuple) or is_array(value):
        return [_plain(item) for item in cast("list[Any]", value)]
    if is_mapping(value):
        return {key: _plain(item) for key, item in value.items()}
    return value


def path_segment(parameter: Parameter, value: Any) -> str:
    """
    Return *value* as one segment of a path, percent-encoded.

    Raises:
        InvalidArgument: it is empty or has dot segments, also in encoded form: on its way it
            could change which resource the path names.
    """

    def encode(text: str) -> str:
        return _encode(parameter.name, text)

    decoded = text = _path_text(parameter, value, encode)
    while decoded != (once := unquote(decoded)):
        decoded = once
    parts = decoded.replace("\\", "/").split("/")
    if decoded == "" or "." in parts or ".." in parts:
        raise InvalidArgument(parameter.name, "must not be empty or hold a dot segment")
    return text


def _path_text(parameter: Parameter, value: Any, encode: Callable[[str], str]) -> str:
    """In the style `simple`, or one of the two that only a path has."""
    if parameter.style == "label":
        return "." + _simple(parameter, value, encode, "." if parameter.explode else ",")
    if parameter.style != "matrix":
        return _simple(parameter, value, encode)
    name = encode(parameter.name)
    if not parameter.explode or not (is_array(value) or is_object(value)):
        return f";{name}={_simple(parameter, value, encode)}"
    members = list(value.items()) if is_object(value) else [(name, item) for item in value]
    return "".join(f";{encode(key)}={encode(_text(parameter.name, item))}" for key, item in members)


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


def _written(body: Any, content: Content) -> dict[str, Any]:
    if isinstance(body, File):
        return {"content": _read(body.payload)}
    value = plain("body", body)
    if content.media_type == "multipart/form-data":
        require("body", _without_files(value), content.schema)
        return {"files": _fields(value)}
    require("body", value, content.schema)
    if content.media_type == "application/x-www-form-urlencoded":
        return {"content": _form(value)}
    return {"content": _json(value)}


def _json(value: Any) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except (TypeError, ValueError, RecursionError):
        pass
    raise InvalidArgument("body", "cannot be written as JSON")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass
    raise InvalidArgument("body", "must be text that UTF-8 can encode")


def _fields(value: Any) -> list[tuple[str, Any]]:
    """
    The fields of a form, as httpx takes its parts: an object is JSON, a list a field for each item.

    Raises:
        InvalidArgument: there is nothing that has names.
    """
    if not is_object(value):
        raise InvalidArgument("body", "must be an object")
    fields: list[tuple[str, Any]] = []
    for name, member in value.items():
        _utf8(name)
        for item in _items(member):
            if isinstance(item, tuple):
                file_name, payload, kind = cast("tuple[Any, Any, Any]", item)
                fields.append((name, (file_name, _read(payload), kind)))
            elif is_object(item):
                fields.append((name, (None, _json(item), "application/json")))
            else:
                fields.append((name, (None, _utf8(_text("body", item)), "text/plain")))
    return fields


def _items(value: Any) -> Iterator[Any]:
    if is_array(value):
        for item in value:
            yield from _items(item)
    else:
        yield value


def _form(value: Any) -> bytes:
    pairs = [(name.encode(), text) for name, (_, text, _) in _fields(value)]
    return urlencode(pairs).encode()


def _without_files(value: Any) -> Any:
    """*value* with a text where a file is: that is how a schema describes one."""
    if isinstance(value, tuple):
        return ""
    if is_array(value):
        return [_without_files(item) for item in value]
    return {k: _without_files(v) for k, v in value.items()} if is_object(value) else value


def _read(file: Any) -> bytes:
    """What is left of the file, which stays where it was: a second call sends the same."""
    try:
        start = file.tell() if file.seekable() else None
        data: object = file.read()
        if start is not None:
            file.seek(start)
    except (AttributeError, OSError, ValueError):
        data = None
    if not isinstance(data, bytes):
        raise InvalidArgument("body", "must be an open binary file")
    return data


def _text(name: str, value: Any) -> str:
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


def _simple(
    parameter: Parameter, value: Any, encode: Callable[[str], str] = str, comma: str = ","
) -> str:
    """The style `simple`: a comma between items; `name,value` or `name=value` for members."""
    name = parameter.name
    if parameter.style == "json":
        return encode(json.dumps(value, separators=(",", ":")))
    if isinstance(value, str):
        return encode(value)
    if is_array(value):
        return comma.join(encode(_text(name, item)) for item in value)
    if is_object(value):
        joint = "=" if parameter.explode else comma
        return comma.join(
            encode(key) + joint + encode(_text(name, item)) for key, item in value.items()
        )
    return encode(_text(name, value))


def _query_pairs(parameter: Parameter, value: Any) -> Iterator[str]:
    """The parameter's part of the query, in the style of the contract: `name=value` strings."""

    def encode(text: str) -> str:
        return _encode(parameter.name, text)

    def encoded(item: Any) -> str:
        return encode(_text(parameter.name, item))

    name = encode(parameter.name)

    if parameter.style == "json" or not (is_array(value) or is_object(value)):
        yield f"{name}={_simple(parameter, value, encode)}"
    elif parameter.style == "deepObject" and is_object(value):
        for key, item in value.items():
            yield f"{name}%5B{encoded(key)}%5D={encoded(item)}"
    elif is_object(value):
        if parameter.explode:
            yield from (f"{encoded(key)}={encoded(item)}" for key, item in value.items())
        else:
            yield f"{name}={_simple(parameter, value, encode)}"
    elif parameter.explode:
        yield from (f"{name}={encoded(item)}" for item in value)
    elif value:
        joint = {"pipeDelimited": "%7C", "spaceDelimited": "%20"}.get(parameter.style, ",")
        yield f"{name}={joint.join(encoded(item) for item in value)}"
