"""The settings and credentials of a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Configuration:
    """The constructor accepts the arguments of a generated class that the adapter passes."""

    def __init__(
        self,
        host: str | None = None,
        api_key: Mapping[str, str] | None = None,
        api_key_prefix: Mapping[str, str] | None = None,
        server_variables: Mapping[str, str] | None = None,
        retries: Any = None,
        proxy: str | None = None,
        client_side_validation: bool = True,
    ) -> None:
        self.host = "https://pets.example/v1" if host is None else host
        self.api_key = api_key or {}
        self.api_key_prefix = api_key_prefix or {}
        self.retries = retries
        self.proxy = proxy

    def key(self, name: str) -> str | None:
        """The API key of that name, after its prefix."""
        prefix, key = self.api_key_prefix.get(name), self.api_key.get(name)
        return f"{prefix} {key}" if prefix else key
