"""Sends shoppers to the checkout. Uses the public API of the client only."""

from __future__ import annotations

import asyncio
import sys

from acme._vendor.bigcommerce_carts import AuthenticatedClient, RetryPolicy, errors
from acme._vendor.bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url
from acme._vendor.bigcommerce_carts.models import RedirectUrls, RedirectUrlsRequest

CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"


def redirect_urls(client: AuthenticatedClient, cart_id: str, source: str) -> RedirectUrls:
    """The URLs of the cart."""
    body = RedirectUrlsRequest(query_params={"utm_source": source})
    return create_cart_redirect_url.sync(cart_id, client=client, body=body).data


def checkout_url(client: AuthenticatedClient, cart_id: str, source: str) -> str | None:
    """The URL of the checkout, or None if the cart does not exist."""
    try:
        return redirect_urls(client, cart_id, source).checkout_url
    except errors.NotFoundError:
        return None


async def embedded_checkout_url(client: AuthenticatedClient, cart_id: str) -> str:
    """The URL of the checkout for a frame, or for a page if the API sends no other."""
    async with client:
        result = await create_cart_redirect_url.asyncio(cart_id, client=client, timeout=5)
    return result.data.embedded_checkout_url or result.data.checkout_url


def main(base_url: str) -> None:
    """Make sync and async calls, a call that ends in 404, and a call with an invalid argument."""
    with AuthenticatedClient(
        base_url=base_url,
        auth_token="token",
        max_retries=2,
        retry_policy=RetryPolicy(backoff=0.1, max_wait=1),
    ) as client:
        print(checkout_url(client, CART, "newsletter"))
        print(asyncio.run(embedded_checkout_url(client, CART)))
        not_found = client.with_headers({"Prefer": "code=404"})
        detailed = create_cart_redirect_url.sync_detailed(CART, client=not_found)
        assert detailed.status_code == 404
        assert checkout_url(not_found, CART, "x") is None
        try:
            create_cart_redirect_url.sync("not a UUID", client=client)
        except errors.InvalidArgumentError as error:
            assert error.argument == "cart_id" and "such as 123e4567-" in error.reason
        else:
            raise AssertionError("an invalid cart identifier was sent")


if __name__ == "__main__":
    main(sys.argv[1])
