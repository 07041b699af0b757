# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""
From an answer to a value or an error.

An answer with a documented status becomes a `Response`. What the client forgives on purpose is
the table `TOLERANCES` and nothing else.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, NoReturn

import httpx

from ._request import Operation
from ._validation import Fault, Schema, first_fault
from .errors import (
    BY_STATUS,
    InvalidResponse,
    StatusError,
    UnexpectedRedirect,
    UnexpectedStatus,
)
from .types import Response

#: What the client forgives, and why.
TOLERANCES: Mapping[str, str] = {
    "error-body": (
        "An error whose body breaks the contract is still that error, with no body: gateways "
        "answer in HTML, and a rate limit may have no body at all."
    ),
    "no-content-type": "A body without a Content-Type is read as the contract says.",
}


def _as_it_is(body: Any) -> Any:
    return body


class Documented(NamedTuple):
    """One documented answer."""

    media_types: tuple[str, ...] = ()
    schema: Schema = True
    parse: Callable[[Any], Any] = _as_it_is
    """Makes the model of the decoded body."""
    kind: Literal["json", "text", "bytes", "nothing"] = "json"
    """How the body is read."""


def read(
    operation: Operation,
    documented: Mapping[str, Documented],
    response: httpx.Response,
) -> Response[Any]:
    """
    Return the answer as a value.

    Args:
        documented: what the contract says, by status pattern.

    Raises:
        UnexpectedRedirect, UnexpectedStatus: the contract does not have the status.
        InvalidResponse: a success whose body breaks the contract.
        StatusError: an error whose body breaks the contract.
    """
    status, content = response.status_code, _content(response)
    answer: dict[str, Any] = {
        "status": status,
        "headers": response.headers,
        "content": content or b"",
    }
    pattern = match(status, documented)
    if pattern is None and 300 <= status <= 399:
        raise UnexpectedRedirect(operation.label, **answer)
    if pattern is None:
        raise UnexpectedStatus(operation.label, **answer)
    parsed, fault = _parse(documented[pattern], response, content)
    if fault is None:
        return Response(status, content or b"", response.headers, parsed)
    if 200 <= status <= 299:
        raise InvalidResponse(operation.label, **answer, pointer=fault.pointer, reason=fault.reason)
    raise _error(pattern)(
        operation.label, **answer, reason=f"its body breaks the contract: {fault.reason}"
    )


def _content(response: httpx.Response) -> bytes | None:
    """The body, or None where it cannot be decompressed: that is how `_transport` leaves it."""
    try:
        return response.content
    except httpx.ResponseNotRead:
        return None


def succeed(
    operation: Operation, documented: Mapping[str, Documented], response: Response[Any]
) -> Any:
    """
    Return the parsed body of a success.

    Raises:
        StatusError: the answer is no success.
    """
    if 200 <= response.status_code <= 299:
        return response.parsed
    _fail(operation, match(response.status_code, documented), response)


def match(status: int, documented: Mapping[str, Documented]) -> str | None:
    """The pattern that *status* falls under: the number, its range, or the default."""
    for pattern in (str(status), f"{status // 100}XX", "DEFAULT"):
        if pattern in documented:
            return pattern
    return None


def _fail(operation: Operation, pattern: str | None, response: Response[Any]) -> NoReturn:
    raise _error(pattern)(
        operation.label,
        status=response.status_code,
        headers=response.headers,
        content=response.content,
        body=response.parsed,
    )


def _error(pattern: str | None) -> type[StatusError]:
    return BY_STATUS.get(pattern or "", StatusError)


def _decode(
    documented: Documented, response: httpx.Response, content: bytes | None
) -> tuple[Any, Fault | None]:
    """The body as a JSON value, text or bytes, or why it is not what the contract says."""
    if content is None:
        return None, Fault("", "cannot be decompressed")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    names = documented.media_types
    if media_type and media_type not in names and not any(_covers(n, media_type) for n in names):
        return None, Fault("", f"is not {' or '.join(names)}")
    try:
        # Between systems JSON is UTF-8 (RFC 8259, 8.1); given bytes, json would guess.
        body = _JSON.decode(content.decode())
        return body, first_fault(body, documented.schema)
    except _RepeatedName:
        return None, Fault("", "names a member twice")
    except RecursionError:
        return None, Fault("", "is nested too deep")
    except (LookupError, ValueError):  # a codec that is none; an integer of too many digits
        return None, Fault("", "is not JSON")


def _covers(documented: str, media_type: str) -> bool:
    kind, _, subtype = documented.partition(";")[0].strip().lower().partition("/")
    found_kind, _, found_subtype = media_type.partition("/")
    return kind in ("*", found_kind) and subtype in ("*", found_subtype)


class _RepeatedName(ValueError):
    """Which of two members is meant, nobody can say."""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _RepeatedName
    return members


def _finite(text: str) -> float:
    """A number too large for a float would reach the caller as another one."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are Python's, not JSON's


_JSON = json.JSONDecoder(
    object_pairs_hook=_members, parse_constant=_refuse_constant, parse_float=_finite
)


def _parse(
    documented: Documented, response: httpx.Response, content: bytes | None
) -> tuple[Any, Fault | None]:
    """The body as a model, or why it cannot be one."""
    body, fault = _decode(documented, response, content)
    if fault is not None:
        return None, fault
    try:
        return documented.parse(body), None
    except RecursionError:
        return None, Fault("", "is nested too deep")
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None, Fault("", "cannot be read as its model")
