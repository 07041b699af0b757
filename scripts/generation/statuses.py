"""The documented statuses that are not a success, and the names of their errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.document import deref, operations

# Names of error classes, without "Error". RFC 9110 names most codes; 423 and 507 are of RFC 4918,
# 428 and 429 of RFC 6585. Shorter or unambiguous names replace theirs for 422, 429, 500 and 501.
# The names of `http.HTTPStatus` are not used: they differ between versions of Python.
STATUS_NAMES = {
    "400": "BadRequest", "401": "Unauthorized", "402": "PaymentRequired", "403": "Forbidden",
    "404": "NotFound", "405": "MethodNotAllowed", "406": "NotAcceptable", "408": "RequestTimeout",
    "409": "Conflict", "410": "Gone", "411": "LengthRequired", "412": "PreconditionFailed",
    "413": "ContentTooLarge", "415": "UnsupportedMediaType", "422": "UnprocessableEntity",
    "423": "Locked", "428": "PreconditionRequired", "429": "RateLimit",
    "500": "InternalServer", "501": "NotImplementedByServer", "502": "BadGateway",
    "503": "ServiceUnavailable", "504": "GatewayTimeout", "507": "InsufficientStorage",
    "3XX": "Redirection", "4XX": "Client", "5XX": "Server",
}  # fmt: skip


def documented_errors(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the error classes by status pattern; ranges come last."""
    patterns = {
        str(pattern).upper()
        for _, _, operation in operations(document)
        for pattern in operation.get("responses", {})
    }
    return {
        pattern: STATUS_NAMES.get(pattern, f"Status{pattern}") + "Error"
        for pattern in sorted(patterns, key=lambda name: (name.endswith("XX"), name))
        if not pattern.startswith(("1", "2")) and pattern != "DEFAULT"
    }


def wait_headers(document: Mapping[str, Any], response: Mapping[str, Any]) -> dict[str, float]:
    """Return the headers of *response* that name a time to wait, with their unit in seconds."""
    units = {"seconds": 1.0, "milliseconds": 0.001}
    headers = response.get("headers", {}).items()
    waits = {name: deref(document, body).get("x-wait") for name, body in headers}
    return {name: units[unit] for name, unit in waits.items() if unit}


def request_id_header(document: Mapping[str, Any]) -> str:
    """Return the name of the response header with the id of the request; empty without one."""
    for _, _, operation in operations(document):
        for response in operation.get("responses", {}).values():
            for name in deref(document, response).get("headers", {}):
                if name.lower().removeprefix("x-").replace("-", "") == "requestid":
                    return str(name)
    return ""
