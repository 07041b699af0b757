# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""Contains all the data models used in inputs/outputs"""

from .error_response import ErrorResponse
from .inline_response_201 import InlineResponse201
from .json_media_type import JsonMediaType
from .redirect_urls import RedirectUrls
from .redirect_urls_request import RedirectUrlsRequest

__all__: tuple[str, ...] = (
    "ErrorResponse",
    "InlineResponse201",
    "JsonMediaType",
    "RedirectUrls",
    "RedirectUrlsRequest",
)
