"""From a response to a value or an error.

The client tolerates the violations of the contract in the table `TOLERANCES`, and no others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import httpx

from ._assertions import Violation
from ._request import Operation
from ._validation import Schema, first_violation
from .errors import (
    BY_STATUS,
    InvalidResponse,
    StatusError,
    UnexpectedRedirect,
    UnexpectedStatus,
)
from .types import Response

#: The violations of the contract that the client tolerates, and why.
TOLERANCES: Mapping[str, str] = {
    "error-body": "An invalid body does not hide a documented error; gateways send HTML, or none.",
    "no-content-type": "A body without a Content-Type is read as documented.",
}

# A decoded body, or the reason why it is invalid.
_Decoded = tuple[Any, Violation | None]


class Documented(NamedTuple):
    """One documented response."""

    media_types: tuple[str, ...] = ()
    schema: Schema = True
    parse: Callable[[Any], Any] | None = None
    """Converts the decoded body to its model."""
    kind: Literal["json", "text", "bytes", "nothing"] = "json"
    """How the body is decoded."""


def parse_response(
    operation: Operation,
    documented: Mapping[str, Documented],
    response: httpx.Response,
) -> Response[Any]:
    """Return the response with its parsed body.

    Args:
        documented: the documented responses, by status pattern.

    Raises:
        UnexpectedRedirect, UnexpectedStatus: the status is not documented.
        InvalidResponse: a success with an invalid body.
        StatusError: a documented error with an invalid body.
    """
    status, content = response.status_code, _content(response)
    result: Response[Any] = Response(status, content or b"", response.headers, None)
    pattern = matching_pattern(status, documented)
    if pattern is None:
        kind = UnexpectedRedirect if 300 <= status <= 399 else UnexpectedStatus
        raise kind(operation.label, **_details(result))
    result.parsed, violation = _parse(documented[pattern], response, content)
    if violation is None:
        return result
    pointer, reason = violation
    details = _details(result)
    if 200 <= status <= 299:
        raise InvalidResponse(operation.label, **details, pointer=pointer, reason=reason)
    raise _error_class(pattern)(operation.label, **details, reason=f"invalid body: {reason}")


def _details(result: Response[Any]) -> dict[str, Any]:
    return {"status": result.status_code, "headers": result.headers, "content": result.content}


def _content(response: httpx.Response) -> bytes | None:
    """Return the body; None if `_transport` could not decompress it."""
    try:
        return response.content
    except httpx.ResponseNotRead:
        return None


def require_success(
    operation: Operation, documented: Mapping[str, Documented], response: Response[Any]
) -> Any:
    """Return the parsed body of a success.

    Raises:
        StatusError: the status is not a success.
    """
    if 200 <= response.status_code <= 299:
        return response.parsed
    kind = _error_class(matching_pattern(response.status_code, documented))
    raise kind(operation.label, **_details(response), body=response.parsed)


def matching_pattern(status: int, documented: Mapping[str, Documented]) -> str | None:
    """Return the pattern that documents *status*: the code, its range, or the default."""
    for pattern in (str(status), f"{status // 100}XX", "DEFAULT"):
        if pattern in documented:
            return pattern
    return None


def _error_class(pattern: str | None) -> type[StatusError]:
    return BY_STATUS.get(pattern or "", StatusError)


def _parse(documented: Documented, response: httpx.Response, content: bytes | None) -> _Decoded:
    """Return the body as its model, or the reason why it is invalid."""
    body, violation = _DECODERS[documented.kind](documented, response, content)
    if violation is not None or documented.parse is None:
        return body, violation
    try:
        return documented.parse(body), None
    except RecursionError:
        return None, Violation("", "is nested too deep")
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None, Violation("", "cannot be read as its model")


def _decode_nothing(
    documented: Documented, response: httpx.Response, content: bytes | None
) -> _Decoded:
    return None, None


def _decode_bytes(
    documented: Documented, response: httpx.Response, content: bytes | None
) -> _Decoded:
    return content, _media_type_violation(documented, response, content)


def _decode_text(
    documented: Documented, response: httpx.Response, content: bytes | None
) -> _Decoded:
    violation = _media_type_violation(documented, response, content)
    if violation is not None:
        return None, violation
    try:
        return response.text, None
    except (LookupError, ValueError):  # the charset does not exist
        return None, Violation("", "is not text")


def _decode_json(
    documented: Documented, response: httpx.Response, content: bytes | None
) -> _Decoded:
    violation = _media_type_violation(documented, response, content)
    if violation is not None or content is None:
        return None, violation
    try:
        # JSON between systems is UTF-8 (RFC 8259, 8.1); json.loads would guess another encoding.
        body = _JSON.decode(content.decode())
        return body, first_violation(body, documented.schema)
    except KeyError:
        return None, Violation("", "has a duplicate member")
    except RecursionError:
        return None, Violation("", "is nested too deep")
    except ValueError:  # also of an integer with too many digits
        return None, Violation("", "is not JSON")


#: Kind of body -> decoder.
_DECODERS: Mapping[str, Callable[[Documented, httpx.Response, bytes | None], _Decoded]] = {
    "json": _decode_json,
    "text": _decode_text,
    "bytes": _decode_bytes,
    "nothing": _decode_nothing,
}


def _media_type_violation(
    documented: Documented, response: httpx.Response, content: bytes | None
) -> Violation | None:
    if content is None:
        return Violation("", "cannot be decompressed")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    names = documented.media_types
    if media_type and media_type not in names and not any(_covers(n, media_type) for n in names):
        return Violation("", f"is not {' or '.join(names)}")
    return None


def _covers(documented: str, media_type: str) -> bool:
    kind, _, subtype = documented.partition(";")[0].strip().lower().partition("/")
    found_kind, _, found_subtype = media_type.partition("/")
    return kind in ("*", found_kind) and subtype in ("*", found_subtype)


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raise KeyError for an object with duplicate names, of which json.loads keeps the last."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise KeyError
    return members


def _finite(text: str) -> float:
    """Refuse NaN, Infinity, and a number too large for a float, which would become infinity."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


_JSON = json.JSONDecoder(
    object_pairs_hook=_unique_members, parse_constant=_finite, parse_float=_finite
)
