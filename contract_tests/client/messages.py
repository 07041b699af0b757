"""HTTP messages as bytes, and the carts that they name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from contract_tests.client import names
from contract_tests.client.fake_api import SUCCESS

JSON = "Content-Type: application/json"


def message(
    body: Any = None, *headers: str, status: int = 201, is_chunked: bool = False, size: int = 0
) -> bytes:
    """Return a response, by default a success.

    A *body* that is not bytes is sent as JSON, in chunks of *size* bytes if *is_chunked*. One of
    the *headers*, which are lines, may replace the media type.
    """
    if not isinstance(body, bytes):
        body = json.dumps(SUCCESS if body is None else body).encode()
    media_type = [] if any(each.startswith("Content-Type:") for each in headers) else [JSON]
    framing = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {len(body)}"
    lines = [f"HTTP/1.1 {status} -", *media_type, framing, *headers, "", ""]
    content = chunked(body, size or len(body) or 1) if is_chunked else body
    return "\r\n".join(lines).encode("latin-1") + content


def chunked(body: bytes, size: int) -> bytes:
    """Return *body* in chunks of *size* bytes, with the last chunk."""
    parts: Iterable[bytes] = (body[i : i + size] for i in range(0, len(body), size))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def urls(cart_id: str) -> dict[str, Any]:
    """Return the body of a success with URLs that name the cart."""
    return {names.DATA: names.urls(f"https://shop.test/{cart_id}")}


def cart_of(request: bytes) -> str:
    """Return the id of the cart that a request names."""
    return request.split(b"/carts/")[1].split(b"/")[0].decode()
