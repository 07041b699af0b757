# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The tables of the contract that the runtime reads."""

from collections.abc import Mapping
from typing import Any

#: JSON Schemas by name: what `$ref` refers to.
SCHEMAS: Mapping[str, Any] = {
    "JsonMediaType": {
        "type": "string",
        "enum": ["application/json", "application/json; charset=utf-8"],
    },
    "RedirectUrlsRequest": {
        "type": "object",
        "properties": {"query_params": {"$ref": "QueryParams"}},
        "additionalProperties": False,
    },
    "QueryParams": {"type": "object", "additionalProperties": {"type": "string"}},
    "InlineResponse201": {
        "type": "object",
        "required": ["data"],
        "properties": {"data": {"$ref": "RedirectUrls"}, "meta": {"$ref": "Meta"}},
    },
    "RedirectUrls": {
        "type": "object",
        "required": ["checkout_url", "cart_url"],
        "properties": {
            "checkout_url": {"type": "string", "format": "uri"},
            "cart_url": {"type": "string", "format": "uri"},
            "embedded_checkout_url": {"type": "string", "format": "uri"},
        },
    },
    "Meta": {"type": "object"},
    "ErrorResponse": {
        "type": "object",
        "required": ["status", "title", "type"],
        "properties": {
            "status": {"type": "integer"},
            "title": {"type": "string"},
            "type": {"type": "string"},
            "instance": {"type": "string"},
            "errors": {"$ref": "FieldErrors"},
        },
    },
    "FieldErrors": {"type": "object", "additionalProperties": {"type": "string"}},
}

#: Response header with a time to wait -> its unit, in seconds.
WAIT_HEADERS: Mapping[str, float] = {"X-Rate-Limit-Time-Reset-Ms": 0.001, "X-Retry-After": 1.0}
