"""From a response to a value or an error."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from ._assertions import Violation
from ._base_errors import ApiError, result_of
from ._content import Received
from ._contract import REQUEST_ID
from ._operation import Documented, Operation
from ._tolerance import tolerant, without_nulls
from ._validation import first_violation
from .errors import (
    BY_STATUS,
    ApiStatusError,
    InvalidResponseError,
    RedirectError,
    UnexpectedStatusError,
)
from .retry import retry_after
from .types import Response

#: The violations of the contract that a client tolerates unless it is strict, and why.
TOLERANCES: Mapping[str, str] = {
    "error-body": "An invalid body does not hide a documented error; gateways send HTML, or none.",
    "no-content-type": "A body without a Content-Type is read as documented.",
    "unknown-enum-value": "A newer server may send a value that the contract does not list yet.",
    "null-member": "Many servers send null for an optional member that has no value.",
    "text-format": "A text that does not have its format, such as uri, is still a text.",
}

# A decoded body, or the reason why it is invalid.
_Decoded = tuple[Any, Violation | None]


def parse_response(
    operation: Operation, received: Received, *, strict: bool
) -> Response[Any] | ApiError:
    """Return the response with its parsed body, or the error that it causes.

    That is a `RedirectError` or an `UnexpectedStatusError` for a status that is not documented, an
    `InvalidResponseError` for a success with an invalid body, and an `ApiStatusError` for a
    documented error with an invalid body.

    Args:
        strict: whether no violation of the contract is tolerated.
    """
    status, headers = received.status_code, received.headers
    pattern = operation.pattern_of(status)
    documented = Documented() if pattern is None else operation.responses[pattern]
    response: Response[Any] = Response(
        status_code=status,
        content=received.content,
        headers=headers,
        parsed=None,
        retry_after=retry_after(headers, documented.waits),
        request_id=headers.get(REQUEST_ID) if REQUEST_ID else None,
    )
    if pattern is None:
        kind = RedirectError if 300 <= status <= 399 else UnexpectedStatusError
        return kind(operation.label, response)
    response.parsed, violation = _parse(documented, received, strict=strict)
    if violation is None:
        return response
    if 200 <= status <= 299 or strict:
        return InvalidResponseError(operation.label, response, violation)
    reason = f"invalid body: {violation.reason}"
    return _error_class(pattern)(operation.label, response, reason)


def require_success(operation: Operation, response: Response[Any]) -> Any:
    """Return the parsed body of a success.

    Raises:
        ApiStatusError: the status is not a success.
    """
    return result_of(_success_or_error(operation, response))


def _success_or_error(operation: Operation, response: Response[Any]) -> Any:
    if 200 <= response.status_code <= 299:
        return response.parsed
    return _error_class(operation.pattern_of(response.status_code))(operation.label, response)


def _error_class(pattern: str | None) -> type[ApiStatusError]:
    return BY_STATUS.get(pattern or "", ApiStatusError)


def _parse(documented: Documented, received: Received, *, strict: bool) -> _Decoded:
    """Return the body as its model, or the reason why it is invalid."""
    if documented.kind == "nothing":
        return None, None
    violation = received.violation or _media_type_violation(documented, received, strict=strict)
    if violation is not None:
        return None, violation
    body, violation = _DECODERS[documented.kind](documented, received, strict)
    if violation is not None:
        return None, violation
    if documented.parse is None:
        return body, None
    try:
        return documented.parse(body), None
    except RecursionError:
        return None, Violation("", "is nested too deep")
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None, Violation("", "cannot be read as its model")


def _decode_bytes(documented: Documented, received: Received, strict: bool) -> _Decoded:
    return received.content, None


def _decode_text(documented: Documented, received: Received, strict: bool) -> _Decoded:
    charset = re.search(
        r"charset=[\"' ]*([^\"';, ]+)", received.headers.get("Content-Type", ""), re.I
    )
    try:
        return received.content.decode(charset[1] if charset else "utf-8", "replace"), None
    except (LookupError, ValueError):  # the charset does not exist
        return None, Violation("", "is not text")


def _decode_json(documented: Documented, received: Received, strict: bool) -> _Decoded:
    try:
        # JSON between systems is UTF-8 (RFC 8259, 8.1); json.loads would guess another encoding.
        body = _JSON.decode(received.content.decode())
        if strict:
            return body, first_violation(body, documented.schema)
        if b"null" in received.content:
            body = without_nulls(body, documented.schema)
        return body, first_violation(body, tolerant(documented.schema))
    except KeyError:
        return None, Violation("", "has a duplicate member")
    except RecursionError:
        return None, Violation("", "is nested too deep")
    except ValueError:  # also of an integer with too many digits
        return None, Violation("", "is not JSON")


#: Kind of body -> decoder.
_DECODERS: Mapping[str, Callable[[Documented, Received, bool], _Decoded]] = {
    "json": _decode_json,
    "text": _decode_text,
    "bytes": _decode_bytes,
}


def _media_type_violation(
    documented: Documented, received: Received, *, strict: bool
) -> Violation | None:
    media_type = received.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    names = documented.media_types
    if not media_type and not strict:
        return None
    is_covered = media_type and any(_covers(name, media_type) for name in names)
    if media_type not in names and not is_covered:
        return Violation("", f"is not {' or '.join(names)}")
    # A range such as */* also covers media types that are not JSON.
    if documented.kind == "json" and not _JSON_TYPE.fullmatch(media_type):
        return Violation("", "is not JSON")
    return None


_JSON_TYPE = re.compile(r"application/json|.*\+json")


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


def _number(text: str) -> float:
    """Return a number with a fraction or an exponent; 404.0 is the integer 404, as in JSON Schema.

    Refuse NaN, Infinity, and a number that a float cannot hold: it would be infinity or 0.
    """
    number = float(text)
    if not math.isfinite(number) or (number == 0 and re.search("[1-9]", re.split("[eE]", text)[0])):
        raise ValueError(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


_JSON = json.JSONDecoder(
    object_pairs_hook=_unique_members, parse_constant=_number, parse_float=_number
)
