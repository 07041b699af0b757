# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The client: the URL of the API, the credentials and the settings of every call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypedDict, Unpack

import httpx

from . import _settings
from ._base_errors import result_of
from ._client import BaseClient
from ._settings import DEFAULT_TIMEOUT, NOTHING, Scheme
from .retry import RetryPolicy

USER_AGENT = "bigcommerce-carts-client/1.0.0"


class AuthenticatedClientArguments(TypedDict, total=False):
    """The arguments of `AuthenticatedClient.from_env`: those of the class."""

    store_hash: str
    base_url: str
    allow_http: bool
    auth_token: str
    auth_token_prefix: str | None
    auth_client: str | None
    auth_client_prefix: str | None
    timeout: float | httpx.Timeout
    total_timeout: float | None
    headers: Mapping[str, str]
    max_retries: int
    retry_policy: RetryPolicy
    max_response_size: int
    strict: bool
    httpx_args: Mapping[str, Any]
    async_httpx_args: Mapping[str, Any]


class AuthenticatedClient(BaseClient):
    """A client with credentials.

    A credential is sent only with the operations that need it, where the contract puts it, after
    its prefix and a blank if it has a prefix. No `repr`, message or log contains it.

    Threads and event loops may share a client. `with` and `async with` may be nested: when the last
    block has ended and no call is running, the connections are closed. The next call opens new ones.

    Args:
        store_hash: The store's identifier: the part after `/stores/` in the API path of its
            control panel.
        base_url: The URL of the API, if not the server of the contract. It must be absolute,
            without user and password, and https unless it is this machine.
        allow_http: Whether the `base_url` of another machine may begin with http, for example
            in a network of containers. Everything is then sent in clear text.
        auth_token: The access token of the API account. The account needs the scope
            `store_cart`, which the control panel shows as "Carts: modify".
        auth_client: The client id of the API account. The API no longer needs it.
        timeout: Seconds for each step of a call (connect, send, receive), or an
            `httpx.Timeout`. The default is 10, and 5 to connect.
        total_timeout: Seconds for a whole call with all repetitions; None for no limit.
        headers: Sent with every call. A header of the contract is an argument of its own.
        max_retries: How often a failed call is repeated, if the contract marks that as safe.
        retry_policy: How long to wait before a repetition.
        max_response_size: Bytes of a decompressed body; a larger one is not read to its end.
        strict: Whether no violation of the contract is tolerated in a response.
        httpx_args: Further arguments of httpx, such as `proxy`, `verify` and `transport`.
        async_httpx_args: Those that differ for async calls: `transport`, `event_hooks`.

    Raises:
        InvalidArgumentError: An argument is invalid.
    """

    _user_agent = USER_AGENT
    _reserved_headers = ("accept", "content-type", "x-auth-client", "x-auth-token")
    _server = "https://api.bigcommerce.com/stores/{store_hash}/v3"
    _variables = {"store_hash": "store_hash"}
    _schemes = {
        "X-Auth-Token": Scheme("auth_token", "header", "X-Auth-Token", required=True),
        "X-Auth-Client": Scheme("auth_client", "header", "X-Auth-Client"),
    }

    def __init__(
        self,
        *,
        store_hash: str | None = None,
        base_url: str | None = None,
        allow_http: bool = False,
        auth_token: str,
        auth_token_prefix: str | None = None,
        auth_client: str | None = None,
        auth_client_prefix: str | None = None,
        timeout: float | httpx.Timeout = DEFAULT_TIMEOUT,
        total_timeout: float | None = 60.0,
        headers: Mapping[str, str] = NOTHING,
        max_retries: int = 0,
        retry_policy: RetryPolicy = RetryPolicy(),
        max_response_size: int = 8_000_000,
        strict: bool = False,
        httpx_args: Mapping[str, Any] = NOTHING,
        async_httpx_args: Mapping[str, Any] = NOTHING,
    ) -> None:
        outcome = [self._configure(locals())]
        # An error is raised from a frame without secrets, which tools for error reports would send.
        del (
            base_url,
            headers,
            httpx_args,
            async_httpx_args,
            auth_token,
            auth_token_prefix,
            auth_client,
            auth_client_prefix,
        )
        result_of(outcome.pop())

    @classmethod
    def from_env(cls, **arguments: Unpack[AuthenticatedClientArguments]) -> Self:
        """Return a client with *arguments*, and others from the variables of `ENVIRONMENT`.

        Raises:
            InvalidArgumentError: A variable is missing or invalid; the error names it.
        """
        outcome = [_settings.from_env(cls, ENVIRONMENT, arguments)]
        del arguments
        return result_of(outcome.pop())


#: Argument -> (environment variable, whether it is required, optional or part of the server).
ENVIRONMENT: Mapping[str, tuple[str, str]] = {
    "store_hash": ("BIGCOMMERCE_STORE_HASH", "server"),
    "auth_token": ("BIGCOMMERCE_ACCESS_TOKEN", "required"),
    "auth_client": ("BIGCOMMERCE_CLIENT_ID", "optional"),
    "base_url": ("BIGCOMMERCE_API_BASE_URL", "optional"),
}
