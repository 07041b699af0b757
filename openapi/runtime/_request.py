"""From arguments to a request: validate each against the contract, then encode it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ._base_errors import ApiError, InvalidArgumentError, result_of
from ._bodies import Content, encode_body, to_json
from ._operation import Operation
from ._parameters import Parameter, cookie_pair, header, path_segment, query_pairs
from ._validation import validate
from .types import UNSET


class Request:
    """A valid request, without base URL, credentials and timeout. Its repr shows no argument."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.target = operation.path
        """Path and query, percent-encoded, from the base URL on."""
        self.headers: dict[str, str] = {}
        self.body: dict[str, Any] = {}
        """The argument `content` or `files` of httpx."""


def build_request(
    operation: Operation,
    arguments: Iterable[Any] = (),
    body: Any = UNSET,
    content: Content = Content("application/json"),
) -> Request:
    """Return the request with these arguments.

    Args:
        arguments: the values of the operation's parameters, in the same order.
        content: how *body* is encoded.

    Raises:
        InvalidArgumentError: the contract does not allow one of them.
    """
    return result_of(_build(operation, arguments, body, content))


def _build(
    operation: Operation, arguments: Iterable[Any], body: Any, content: Content
) -> Request | ApiError:
    request = Request(operation)
    try:
        for parameter, argument in zip(operation.parameters, arguments, strict=True):
            _add(request, parameter, argument)
        if body is not UNSET:
            request.body = encode_body(body, content)
            if "content" in request.body:
                request.headers.setdefault("Content-Type", content.media_type)
            else:  # httpx writes the Content-Type of a multipart form, which has the boundary
                request.headers.pop("Content-Type", None)
    except InvalidArgumentError as error:
        return error.with_traceback(None)
    return request


def _add(request: Request, parameter: Parameter, argument: Any) -> None:
    value = to_json(parameter.python_name, argument)
    if value is UNSET or (value is None and not parameter.required):
        if parameter.required:
            raise InvalidArgumentError(parameter.python_name, "is missing")
        return
    validate(parameter.python_name, value, parameter.schema)
    if value in ([], {}) and parameter.location != "path" and parameter.style != "json":
        return  # an empty list or object is not defined, and so not sent (RFC 6570, 2.3)
    _ADDERS[parameter.location](request, parameter, value)


def _add_to_path(request: Request, parameter: Parameter, value: Any) -> None:
    placeholder = "{" + parameter.name + "}"
    request.target = request.target.replace(placeholder, path_segment(parameter, value))


def _add_to_query(request: Request, parameter: Parameter, value: Any) -> None:
    for pair in query_pairs(parameter, value):
        request.target += ("&" if "?" in request.target else "?") + pair


def _add_header(request: Request, parameter: Parameter, value: Any) -> None:
    is_content_type = parameter.name.lower() == "content-type"
    name = "Content-Type" if is_content_type else parameter.name
    request.headers[name] = header(parameter, value)


def _add_cookie(request: Request, parameter: Parameter, value: Any) -> None:
    pairs = [request.headers.get("Cookie", ""), cookie_pair(parameter, value)]
    if cookies := "; ".join(filter(None, pairs)):
        request.headers["Cookie"] = cookies


#: Location of a parameter -> function that adds it to a request.
_ADDERS: Mapping[str, Callable[[Request, Parameter, Any], None]] = {
    "path": _add_to_path,
    "query": _add_to_query,
    "header": _add_header,
    "cookie": _add_cookie,
}
