"""The documented statuses that are not a success, and the names of their errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.contract import operations
from generation.schemas import deref

# Names of error classes. RFC 9110 names most of the codes; 423 and 507 are of RFC 4918, 428 and 429
# of RFC 6585. Shorter or unambiguous names replace theirs for 422, 429 and 501. `HTTPStatus` is not
# used, because its names change with the version of Python.
STATUS_NAMES = {
    "400": "BadRequest", "401": "Unauthorized", "402": "PaymentRequired", "403": "Forbidden",
    "404": "NotFound", "405": "MethodNotAllowed", "406": "NotAcceptable", "408": "RequestTimeout",
    "409": "Conflict", "410": "Gone", "411": "LengthRequired", "412": "PreconditionFailed",
    "413": "ContentTooLarge", "415": "UnsupportedMediaType", "422": "UnprocessableEntity",
    "423": "Locked", "428": "PreconditionRequired", "429": "RateLimited",
    "500": "InternalServerError", "501": "NotImplementedByServer", "502": "BadGateway",
    "503": "ServiceUnavailable", "504": "GatewayTimeout", "507": "InsufficientStorage",
    "3XX": "Redirection", "4XX": "ClientError", "5XX": "ServerError",
}  # fmt: skip


def documented_errors(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """
    Return the documented statuses that are not a success, by pattern; ranges come last.

    Each has the `name` of its error class, and `waits`: the headers that name a time to wait, with
    their unit in seconds.
    """
    found: dict[str, dict[str, Any]] = {}
    for _, _, operation in operations(document):
        for pattern, response in operation.get("responses", {}).items():
            pattern = str(pattern).upper()
            if pattern.startswith(("1", "2")) or pattern == "DEFAULT":
                continue
            name = STATUS_NAMES.get(pattern, f"Status{pattern}")
            entry = found.setdefault(pattern, {"name": name, "waits": {}})
            for header, body in deref(document, response).get("headers", {}).items():
                unit = deref(document, body).get("x-wait")
                if unit or header.lower() == "retry-after":
                    entry["waits"][header] = 0.001 if unit == "milliseconds" else 1.0
    return dict(sorted(found.items(), key=lambda item: (item[0].endswith("XX"), item[0])))
