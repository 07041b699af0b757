"""Makes requests of arguments, and values of responses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import urllib3

from . import models
from .api_response import ApiResponse
from .configuration import Configuration
from .rest import RESTClientObject


class ApiException(Exception):  # noqa: N818 - the name in a generated client
    """An error status."""

    def __init__(self, response: urllib3.BaseHTTPResponse, data: Any) -> None:
        super().__init__(f"({response.status})\nReason: {response.reason}\n")
        self.status, self.reason, self.headers = response.status, response.reason, response.headers
        self.data = data


class ApiClient:
    """A client with the settings of *configuration*."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.rest_client = RESTClientObject(configuration)
        self.user_agent = "sample/1"

    def call_api(
        self,
        method: str,
        path: str,
        types: Mapping[str, Any],
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        media_type: str = "application/json",
        timeout: tuple[float, float] | None = None,
    ) -> ApiResponse:
        """Send a request; *types* has the type of the body by status."""
        headers = {"Accept": "application/json", "User-Agent": self.user_agent}
        if (key := self.configuration.key("Key")) is not None:
            headers["X-Api-Key"] = key
        given = {name: value for name, value in (query or {}).items() if value is not None}
        url = self.configuration.host + path + (f"?{urlencode(given)}" if given else "")
        content = None
        if body is not None:
            headers["Content-Type"] = media_type
            content = json.dumps(json.loads(body.to_json())).encode()
        response = self.rest_client.request(method, url, headers, content, timeout)
        return self.response_deserialize(response, types)

    def response_deserialize(
        self, response: urllib3.BaseHTTPResponse, types: Mapping[str, Any]
    ) -> ApiResponse:
        """The value of *response*; an error status is raised."""
        kind = types.get(str(response.status), types.get("default"))
        data = None if kind is None else models.deserialize(json.loads(response.data), kind)
        if not 200 <= response.status <= 299:
            raise ApiException(response, data)
        return ApiResponse(
            status_code=response.status,
            headers=dict(response.headers),
            data=data,
            raw_data=response.data,
        )


def segment(text: str) -> str:
    """An argument as one segment of a path."""
    return quote(text, safe="")
