# Generated from carts.yaml. Do not edit: change the contract or a template instead.

"""Call the API by hand; the settings come from the environment, as `from_env` says."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from . import ApiError, AuthenticatedClient
from ._validation import is_array, is_object
from .api.cart_redirect_urls import create_cart_redirect_url


def main(arguments: list[str] | None = None) -> int:
    """Call the API, print each text of its answer, return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bigcommerce_carts", description="Create Cart Redirect URL"
    )
    parser.add_argument("cart_id")
    given = parser.parse_args(arguments)
    try:
        with AuthenticatedClient.from_env() as client:
            result = create_cart_redirect_url.sync(given.cart_id, client=client)
    except ApiError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    for name, text in _texts("", result.to_dict()):
        print(f"{name}: {text}")
    return 0


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if is_object(value):
        for key, member in value.items():
            yield from _texts(_shown(key), member)
    elif is_array(value):
        for item in value:
            yield from _texts(name, item)
    else:
        yield name, _shown(value)


def _shown(value: Any) -> str:
    """As JSON where it is no plain text: a terminal obeys some characters, and lacks others."""
    plain = isinstance(value, str) and value.isascii() and value.isprintable()
    return str(value) if plain else json.dumps(value)


if __name__ == "__main__":
    raise SystemExit(main())
