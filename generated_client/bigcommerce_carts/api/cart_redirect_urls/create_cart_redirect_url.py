# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""POST /carts/{cartId}/redirect_urls"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from uuid import UUID

import httpx

from ..._bodies import Content
from ..._parameters import Parameter
from ..._request import Operation, Request, build
from ..._response import Documented, read, succeed
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
        Parameter("path", "cartId", {"type": "string", "format": "uuid"}, required=True),
        Parameter("header", "Accept", {"$ref": "JsonMediaType"}, required=True),
        Parameter("header", "Content-Type", {"$ref": "JsonMediaType"}, required=True),
    ),
    security=(("X-Auth-Client", "X-Auth-Token"), ("X-Auth-Token",)),
    safe_to_repeat=True,
)
_DOCUMENTED: Mapping[str, Documented] = {
    "201": Documented(
        ("application/json",), {"$ref": "InlineResponse201"}, InlineResponse201.from_valid
    ),
    "401": Documented(("application/json",), {"$ref": "ErrorResponse"}, ErrorResponse.from_valid),
    "403": Documented(("application/json",), {"$ref": "ErrorResponse"}, ErrorResponse.from_valid),
    "404": Documented(("application/json",), {"$ref": "ErrorResponse"}, ErrorResponse.from_valid),
    "409": Documented(("application/json",), {"$ref": "ErrorResponse"}, ErrorResponse.from_valid),
    "422": Documented(("application/json",), {"$ref": "ErrorResponse"}, ErrorResponse.from_valid),
    "429": Documented(("application/json",), {"$ref": "ErrorResponse"}, ErrorResponse.from_valid),
    "5XX": Documented(("application/json",), {"$ref": "ErrorResponse"}, ErrorResponse.from_valid),
}


def _get_request(
    cart_id: UUID | str,
    *,
    body: RedirectUrlsRequest | Unset,
    accept: JsonMediaType,
    content_type: JsonMediaType,
) -> Request:
    return build(
        _OPERATION,
        [
            cart_id,
            accept,
            content_type,
        ],
        body,
        Content("application/json", {"$ref": "RedirectUrlsRequest"}),
    )


def sync_detailed(
    cart_id: UUID | str,
    *,
    client: AuthenticatedClient,
    body: RedirectUrlsRequest | Unset = UNSET,
    accept: JsonMediaType = "application/json",
    content_type: JsonMediaType = "application/json",
    timeout: float | httpx.Timeout | Unset = UNSET,
) -> Response[ErrorResponse | InlineResponse201]:
    """Like `sync`, but return every documented answer, errors too: status, headers, body, model.

    Raises:
        InvalidArgument: The contract does not allow an argument. Nothing was sent.
        ConnectionFailed, Timeout: There is no whole answer.
        StatusError, UnexpectedRedirect: The contract does not have the status, or the body of an
            error breaks the contract.
        InvalidResponse: The body of a success breaks the contract.
    """
    request = _get_request(
        cart_id,
        body=body,
        accept=accept,
        content_type=content_type,
    )
    return read(_OPERATION, _DOCUMENTED, client.send(request, timeout))


def sync(
    cart_id: UUID | str,
    *,
    client: AuthenticatedClient,
    body: RedirectUrlsRequest | Unset = UNSET,
    accept: JsonMediaType = "application/json",
    content_type: JsonMediaType = "application/json",
    timeout: float | httpx.Timeout | Unset = UNSET,
) -> InlineResponse201:
    """Create Cart Redirect URL

    Make the URLs that take a shopper to a cart that already exists.

    A URL works once: the first visit uses it up. Make a fresh set each time a cart is restored,
    and redirect the shopper at once. Anybody who holds a URL can open the cart, so treat it as
    a secret.

    Only carts made with the server-to-server Cart API have redirect URLs. To restore a cart
    that was made on the storefront, first make it again with that API. A request that creates a
    cart can ask for the URLs at the same time with `include=redirect_urls`.

    Args:
        cart_id: The cart's id.
        client: Where the API is, and its keys.
        body: What to add to the redirect URLs.
        accept: The media type of the answer.
        content_type: The media type of the request. The API asks for it even where there is no body.
        timeout: Seconds, or an httpx.Timeout; the client's where it is not given.

    Raises:
        InvalidArgument: The contract does not allow an argument. Nothing was sent.
        ConnectionFailed, Timeout: There is no whole answer.
        StatusError, UnexpectedRedirect: The answer is no success.
        InvalidResponse: The body of a success breaks the contract.

    Returns:
        The body of a success.
    """
    response = sync_detailed(
        cart_id,
        client=client,
        body=body,
        accept=accept,
        content_type=content_type,
        timeout=timeout,
    )
    return cast("InlineResponse201", succeed(_OPERATION, _DOCUMENTED, response))


async def asyncio_detailed(
    cart_id: UUID | str,
    *,
    client: AuthenticatedClient,
    body: RedirectUrlsRequest | Unset = UNSET,
    accept: JsonMediaType = "application/json",
    content_type: JsonMediaType = "application/json",
    timeout: float | httpx.Timeout | Unset = UNSET,
) -> Response[ErrorResponse | InlineResponse201]:
    """Like `asyncio`, but return every documented answer, errors too: status, headers, body, model.

    Raises:
        InvalidArgument: The contract does not allow an argument. Nothing was sent.
        ConnectionFailed, Timeout: There is no whole answer.
        StatusError, UnexpectedRedirect: The contract does not have the status, or the body of an
            error breaks the contract.
        InvalidResponse: The body of a success breaks the contract.
    """
    request = _get_request(
        cart_id,
        body=body,
        accept=accept,
        content_type=content_type,
    )
    return read(_OPERATION, _DOCUMENTED, await client.asend(request, timeout))


async def asyncio(
    cart_id: UUID | str,
    *,
    client: AuthenticatedClient,
    body: RedirectUrlsRequest | Unset = UNSET,
    accept: JsonMediaType = "application/json",
    content_type: JsonMediaType = "application/json",
    timeout: float | httpx.Timeout | Unset = UNSET,
) -> InlineResponse201:
    """Create Cart Redirect URL

    Make the URLs that take a shopper to a cart that already exists.

    A URL works once: the first visit uses it up. Make a fresh set each time a cart is restored,
    and redirect the shopper at once. Anybody who holds a URL can open the cart, so treat it as
    a secret.

    Only carts made with the server-to-server Cart API have redirect URLs. To restore a cart
    that was made on the storefront, first make it again with that API. A request that creates a
    cart can ask for the URLs at the same time with `include=redirect_urls`.

    Args:
        cart_id: The cart's id.
        client: Where the API is, and its keys.
        body: What to add to the redirect URLs.
        accept: The media type of the answer.
        content_type: The media type of the request. The API asks for it even where there is no body.
        timeout: Seconds, or an httpx.Timeout; the client's where it is not given.

    Raises:
        InvalidArgument: The contract does not allow an argument. Nothing was sent.
        ConnectionFailed, Timeout: There is no whole answer.
        StatusError, UnexpectedRedirect: The answer is no success.
        InvalidResponse: The body of a success breaks the contract.

    Returns:
        The body of a success.
    """
    response = await asyncio_detailed(
        cart_id,
        client=client,
        body=body,
        accept=accept,
        content_type=content_type,
        timeout=timeout,
    )
    return cast("InlineResponse201", succeed(_OPERATION, _DOCUMENTED, response))
