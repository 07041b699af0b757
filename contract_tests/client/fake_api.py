"""Bodies of the API, and a stand-in for it that responds in the process."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import httpx

from bigcommerce_carts import AuthenticatedClient
from contract_tests.client import names

CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"
TOKEN = "t0ken-that-must-stay-hidden"
SECRET_URL = "https://shop.test/cart.php?token=s1ngle-use"
URLS = {name: f"{url}&for={name}" for name, url in names.urls(SECRET_URL).items()}
SUCCESS = {names.DATA: URLS}
SECRETS = (TOKEN, "s1ngle-use")


def case_id(value: Any) -> str:
    """Return the `repr` of *value* as a test id: the same in every run, and shortened."""
    text = re.sub(" at 0x[0-9a-f]+", "", ascii(value)).replace(SECRET_URL, "URL")
    return text if len(text) < 80 else f"{text[:40]}...{text[-30:]}"


def error_body(status: int) -> dict[str, Any]:
    """Return the body of a documented error."""
    return {names.STATUS: status, names.TITLE: "No.", names.TYPE: "https://api.test/errors"}


def new_client(**settings: Any) -> AuthenticatedClient:
    """Return a client with a credential and a URL, whatever else its *settings* are."""
    return AuthenticatedClient(**{"auth_token": TOKEN, "base_url": "https://api.test", **settings})


@dataclass(frozen=True)
class FakeResponse:
    """A response of the API. A body that is not bytes is sent as JSON."""

    status: int = 201
    body: Any = field(default_factory=lambda: SUCCESS)
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    @property
    def content(self) -> bytes:
        """The body as sent: bytes as they are, everything else as JSON."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class FakeApi:
    """Returns or raises *responses* in turn, repeats the last one, and records the requests."""

    def __init__(self, *responses: FakeResponse | BaseException) -> None:
        self.responses = responses or (FakeResponse(),)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        response = self.responses[min(len(self.requests), len(self.responses)) - 1]
        if isinstance(response, BaseException):
            raise response
        headers = [(k.encode(), v.encode("latin-1")) for k, v in response.headers.items()]
        return httpx.Response(response.status, headers=headers, content=response.content)

    def client(self, **settings: Any) -> AuthenticatedClient:
        """Return a client that calls this API."""
        options = {"transport": httpx.MockTransport(self), **settings.pop("httpx_args", {})}
        return new_client(**{"base_url": "https://api.test/v3", **settings, "httpx_args": options})
