# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""A client library for accessing Carts"""

from . import errors
from .client import AuthenticatedClient, Client
from .errors import ApiError
from .types import UNSET, Response, Unset

__version__ = "1.0.0"

__all__ = ["UNSET", "ApiError", "AuthenticatedClient", "Client", "Response", "Unset", "errors"]
