# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The tables of the contract that the runtime reads."""

from typing import Any

#: JSON Schemas by name: what `$ref` refers to.
SCHEMAS: dict[str, Any] = {
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
        "properties": {
            "status": {"type": "integer"},
            "title": {"type": "string"},
            "type": {"type": "string"},
            "instance": {"type": "string"},
            "errors": {"$ref": "FieldErrors"},
        },
    },
    "FieldErrors": {"type": "object"},
}

#: The response header with an id for the support of the API; empty if the contract names none.
REQUEST_ID = ""
