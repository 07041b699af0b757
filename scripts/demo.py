"""Make one call with the client, to Prism in place of the API: `nox -s demo -- CART_ID`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contract_tests.harness.prism.prism import MockServerError, Prism

ROOT = Path(__file__).resolve().parent.parent
CART_ID = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"


def main(arguments: list[str]) -> int:
    """Start Prism, call it with the cart id of *arguments* or a sample, return the exit code."""
    try:
        with Prism(ROOT / "openapi" / "carts.yaml") as prism:
            print(f"Prism stands in for the API at {prism.url}", flush=True)
            return call(prism.url, (arguments or [CART_ID])[0])
    except MockServerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def call(base_url: str, cart_id: str) -> int:
    """Create redirect URLs, print them, and return the exit code."""
    sys.path.insert(0, str(ROOT / "generated_client"))
    from bigcommerce_carts import ApiError, AuthenticatedClient
    from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url

    try:
        with AuthenticatedClient(
            base_url=base_url, auth_token="any-token", httpx_args={"trust_env": False}
        ) as client:
            result = create_cart_redirect_url.sync(cart_id, client=client)
    except ApiError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for name, text in texts("", result.to_dict()):
        print(f"{name}: {text}")
    return 0


def texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield (member, text) for every scalar in *value*; text that is not plain ASCII as JSON."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from texts(_printable(key), member)
    elif isinstance(value, list):
        for item in value:
            yield from texts(name, item)
    else:
        yield name, _printable(value)


def _printable(value: Any) -> str:
    plain = isinstance(value, str) and value.isascii() and value.isprintable()
    return str(value) if plain else json.dumps(value)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
