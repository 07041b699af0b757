# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""The client: the URL of the API, the credentials and the settings of every call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, setters

from . import _settings
from ._client import BaseClient
from ._settings import Credential
from ._url import server_url

USER_AGENT = "bigcommerce-carts-client/1.0.0"


@define(kw_only=True, eq=False, repr=False, on_setattr=setters.frozen)
class Client(BaseClient):
    """A client for operations that need no credential.

    Threads and event loops may share it. `with` and `async with` may be nested: the last exit
    closes the connections, the next call opens new ones.

    Args:
        store_hash: The store's identifier: the part after `/stores/` in the API path of its
            control panel.
        base_url: The URL of the API, if not the server of the contract. It must be absolute,
            without user and password, and https unless it is this machine.
        timeout: Seconds for each step of a call (connect, send, receive), or an
            `httpx.Timeout`. The default is 10, and 5 to connect.
        headers: Sent with every call. A header of the contract is an argument of its own.
        retry: How to repeat failed calls; see the module `retry`. Off by default.
        httpx_args: Further arguments of `httpx.Client` and `httpx.AsyncClient`.

    Raises:
        InvalidArgument: An argument is invalid.
    """

    _user_agent = USER_AGENT
    _reserved_headers = ("accept", "content-type", "x-auth-client", "x-auth-token")

    store_hash: str | None = None
    base_url: str | None = None

    def _server_url(self) -> str:
        return server_url(
            self.base_url,
            "https://api.bigcommerce.com/stores/{store_hash}/v3",
            {"store_hash": ("store_hash", self.store_hash)},
        )

    @classmethod
    def from_env(cls, **arguments: Any) -> Self:
        """Return a client with *arguments*, and others from the variables of `ENVIRONMENT`.

        Raises:
            InvalidArgument: A variable is missing or invalid; the error names it.
        """
        return _settings.from_env(cls, ENVIRONMENT, arguments)


@define(kw_only=True, eq=False, repr=False, on_setattr=setters.frozen)
class AuthenticatedClient(Client):
    """A client with credentials.

    A credential is sent only with the operations that need it, where the contract puts it, after
    its prefix and a blank if it has a prefix. No `repr`, message or log contains it.

    Args:
        auth_token: The access token of the API account.
        auth_client: The client id of the API account. The API no longer needs it.

    The other arguments are those of `Client`.
    """

    auth_token: str
    auth_token_prefix: str | None = None
    auth_client: str | None = None
    auth_client_prefix: str | None = None

    def _get_credentials(self) -> Mapping[str, Credential | None]:
        return {
            "X-Auth-Token": _settings.token(
                "auth_token", "header", "X-Auth-Token", self.auth_token, self.auth_token_prefix
            ),
            "X-Auth-Client": _settings.token(
                "auth_client", "header", "X-Auth-Client", self.auth_client, self.auth_client_prefix
            ),
        }


#: Argument -> (environment variable, whether it is required, optional or part of the server).
ENVIRONMENT: Mapping[str, tuple[str, str]] = {
    "store_hash": ("BIGCOMMERCE_STORE_HASH", "server"),
    "auth_token": ("BIGCOMMERCE_ACCESS_TOKEN", "required"),
    "auth_client": ("BIGCOMMERCE_CLIENT_ID", "optional"),
    "base_url": ("BIGCOMMERCE_API_BASE_URL", "optional"),
}
