"""
A client of `pets.yaml` with the files, classes and methods of one that openapi-generator writes.

It is written by hand, so that the adapter can be tested without a Java runtime. Unlike a generated
client it is correct: the tests plant a fault in a copy.
"""

from .api_client import ApiClient, ApiException
from .api_response import ApiResponse
from .configuration import Configuration

__all__ = ["ApiClient", "ApiException", "ApiResponse", "Configuration"]
