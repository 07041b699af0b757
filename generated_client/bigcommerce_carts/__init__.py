# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""A client library for accessing Carts"""

from . import errors
from .client import AuthenticatedClient
from .errors import ApiError
from .retry import RetryPolicy
from .types import UNSET, Response, Unset

__version__ = "1.0.0"

__all__ = ["UNSET", "ApiError", "AuthenticatedClient", "Response", "RetryPolicy", "Unset", "errors"]
