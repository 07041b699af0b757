# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""The models of what is sent and received. Each is loaded when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .error_response import ErrorResponse
    from .field_errors import FieldErrors
    from .inline_response_201 import InlineResponse201
    from .json_media_type import JsonMediaType
    from .meta import Meta
    from .query_params import QueryParams
    from .redirect_urls import RedirectUrls
    from .redirect_urls_request import RedirectUrlsRequest
else:

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        model = getattr(import_module(_MODULES[name], __name__), name)
        globals()[name] = model
        return model


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


_MODULES = {
    "ErrorResponse": ".error_response",
    "FieldErrors": ".field_errors",
    "InlineResponse201": ".inline_response_201",
    "JsonMediaType": ".json_media_type",
    "Meta": ".meta",
    "QueryParams": ".query_params",
    "RedirectUrls": ".redirect_urls",
    "RedirectUrlsRequest": ".redirect_urls_request",
}

__all__ = (
    "ErrorResponse",
    "FieldErrors",
    "InlineResponse201",
    "JsonMediaType",
    "Meta",
    "QueryParams",
    "RedirectUrls",
    "RedirectUrlsRequest",
)
