# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""POST /carts/{cartId}/redirect_urls"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

import httpx

from ..._bodies import Content
from ..._operation import Documented, Operation
from ..._parameters import Parameter
from ..._request import build_request
from ..._response import require_success
from ...client import AuthenticatedClient
from ...models.error_response import ErrorResponse
from ...models.inline_response_201 import InlineResponse201
from ...models.json_media_type import JsonMediaType
from ...models.redirect_urls_request import RedirectUrlsRequest
from ...types import UNSET, Response, Unset

_OPERATION = Operation(
    "POST /carts/{cartId}/redirect_urls",
    "POST",
    "/carts/{cartId}/redirect_urls",
    parameters=(
        Parameter(
            "path",
            "cartId",
            {"type": "string", "format": "uuid"},
            required=True,
            argument="cart_id",
        ),
        Parameter("header", "Accept", {"$ref": "JsonMediaType"}, required=True, argument="accept"),
        Parameter(
            "header",
            "Content-Type",
            {"$ref": "JsonMediaType"},
            required=True,
            argument="content_type",
        ),
    ),
    security=(("X-Auth-Client", "X-Auth-Token"), ("X-Auth-Token",)),
    safe_to_repeat=True,
    responses={
        "201": Documented(
            ("application/json",), {"$ref": "InlineResponse201"}, InlineResponse201.from_valid
        ),
        **dict.fromkeys(
            ("401", "403", "404", "409", "422"),
            Documented(("application/json",), {"$ref": "ErrorResponse"}, ErrorResponse.from_valid),
        ),
        "429": Documented(
            ("application/json",),
            {"$ref": "ErrorResponse"},
            ErrorResponse.from_valid,
            waits={"X-Rate-Limit-Time-Reset-Ms": 0.001, "X-Retry-After": 1.0},
        ),
        "5XX": Documented(
            ("application/json",), {"$ref": "ErrorResponse"}, ErrorResponse.from_valid
        ),
    },
)
_CONTENT = Content("application/json", {"$ref": "RedirectUrlsRequest"})


def sync_detailed(
    cart_id: UUID | str,
    *,
    client: AuthenticatedClient,
    body: RedirectUrlsRequest | Mapping[str, Any] | Unset = UNSET,
    accept: JsonMediaType = "application/json",
    content_type: JsonMediaType = "application/json",
    timeout: float | httpx.Timeout | Unset = UNSET,
) -> Response[ErrorResponse | InlineResponse201]:
    """Like `sync`, but return every documented response, also an error, as a `Response`.

    Raises:
        InvalidArgumentError: The contract does not allow an argument. Nothing was sent.
        ApiConnectionError, ApiTimeoutError: No complete response arrived.
        ApiStatusError, RedirectError: The status is not documented, or its body is invalid.
        InvalidResponseError: The body of a success breaks the contract.
    """
    request = build_request(_OPERATION, [cart_id, accept, content_type], body, _CONTENT)
    return client._send(request, timeout)  # pyright: ignore[reportPrivateUsage]


def sync(
    cart_id: UUID | str,
    *,
    client: AuthenticatedClient,
    body: RedirectUrlsRequest | Mapping[str, Any] | Unset = UNSET,
    accept: JsonMediaType = "application/json",
    content_type: JsonMediaType = "application/json",
    timeout: float | httpx.Timeout | Unset = UNSET,
) -> InlineResponse201:
    """Create Cart Redirect URL

    Create the URLs that take a shopper to a cart that already exists.

    A URL is valid for 30 days and works once: the first visit uses it up. If a shopper may come
    back, link to your own application, and let it create new URLs and redirect to one of them
    at each visit. A URL alone gives access to the cart, so treat it as a secret.

    The URLs point to the shared checkout domain, or to the domain of the channel, as the
    storefront is configured.

    Create the cart with the REST Management API or the GraphQL Storefront API. To restore any
    other cart, for example one that a shopper filled on the storefront, first create it again
    with the REST Management API. A request that creates a cart returns the URLs too, if its
    query has `include=redirect_urls`.

    Args:
        cart_id: The cart's id.
        client: The URL of the API, and the credentials.
        body: What to add to the redirect URLs.
        accept: The media type of the response.
        content_type: The media type of the request, which is required even without a body.
        timeout: Seconds, or an `httpx.Timeout`. The default is that of the client.

    Raises:
        InvalidArgumentError: The contract does not allow an argument. Nothing was sent.
        ApiConnectionError, ApiTimeoutError: No complete response arrived.
        ApiStatusError, RedirectError: The status is not a success.
        InvalidResponseError: The body of a success breaks the contract.

    Returns:
        The body of a success.
    """
    response = sync_detailed(
        cart_id, client=client, body=body, accept=accept, content_type=content_type, timeout=timeout
    )
    return cast("InlineResponse201", require_success(_OPERATION, response))


async def asyncio_detailed(
    cart_id: UUID | str,
    *,
    client: AuthenticatedClient,
    body: RedirectUrlsRequest | Mapping[str, Any] | Unset = UNSET,
    accept: JsonMediaType = "application/json",
    content_type: JsonMediaType = "application/json",
    timeout: float | httpx.Timeout | Unset = UNSET,
) -> Response[ErrorResponse | InlineResponse201]:
    """Like `sync_detailed`, for async code."""
    request = build_request(_OPERATION, [cart_id, accept, content_type], body, _CONTENT)
    return await client._asend(request, timeout)  # pyright: ignore[reportPrivateUsage]


async def asyncio(
    cart_id: UUID | str,
    *,
    client: AuthenticatedClient,
    body: RedirectUrlsRequest | Mapping[str, Any] | Unset = UNSET,
    accept: JsonMediaType = "application/json",
    content_type: JsonMediaType = "application/json",
    timeout: float | httpx.Timeout | Unset = UNSET,
) -> InlineResponse201:
    """Like `sync`, for async code."""
    response = await asyncio_detailed(
        cart_id, client=client, body=body, accept=accept, content_type=content_type, timeout=timeout
    )
    return cast("InlineResponse201", require_success(_OPERATION, response))
