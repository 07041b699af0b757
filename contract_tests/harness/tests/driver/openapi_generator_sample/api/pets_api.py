"""The operations of the pet store: one method with the response, and one without."""

from __future__ import annotations

from typing import Any

from pydantic import StrictInt, StrictStr, validate_call

from ..api_client import ApiClient, segment
from ..api_response import ApiResponse
from ..models import Change, Error, Pet

Timeout = tuple[float, float] | None


class PetsApi:
    """The operations with the tag `pets`."""

    def __init__(self, api_client: ApiClient) -> None:
        self.api_client = api_client

    @validate_call
    def list_pets(self, limit: StrictInt | None = None, _request_timeout: Timeout = None) -> Any:
        """Return a page of pets."""
        return self.list_pets_with_http_info(limit, _request_timeout).data

    @validate_call
    def list_pets_with_http_info(
        self, limit: StrictInt | None = None, _request_timeout: Timeout = None
    ) -> ApiResponse:
        """Return a page of pets, with the response."""
        types = {"200": [Pet], "default": Error}
        query = {"limit": limit}
        return self.api_client.call_api(
            "GET", "/pets", types, query=query, timeout=_request_timeout
        )

    @validate_call
    def create_pet(self, pet: Pet, _request_timeout: Timeout = None) -> Any:
        """Create a pet."""
        return self.create_pet_with_http_info(pet, _request_timeout).data

    @validate_call
    def create_pet_with_http_info(self, pet: Pet, _request_timeout: Timeout = None) -> ApiResponse:
        """Create a pet, and return the response."""
        types = {"201": None, "409": Error}
        return self.api_client.call_api("POST", "/pets", types, body=pet, timeout=_request_timeout)

    @validate_call
    def show_pet_by_id(self, pet_id: StrictStr, _request_timeout: Timeout = None) -> Any:
        """Return a pet."""
        return self.show_pet_by_id_with_http_info(pet_id, _request_timeout).data

    @validate_call
    def show_pet_by_id_with_http_info(
        self, pet_id: StrictStr, _request_timeout: Timeout = None
    ) -> ApiResponse:
        """Return a pet, with the response."""
        types = {"200": Pet, "404": Error}
        path = f"/pets/{segment(pet_id)}"
        return self.api_client.call_api("GET", path, types, timeout=_request_timeout)

    @validate_call
    def change_pet(
        self, pet_id: StrictStr, change: Change | None = None, _request_timeout: Timeout = None
    ) -> Any:
        """Change a pet."""
        return self.change_pet_with_http_info(pet_id, change, _request_timeout).data

    @validate_call
    def change_pet_with_http_info(
        self, pet_id: StrictStr, change: Change | None = None, _request_timeout: Timeout = None
    ) -> ApiResponse:
        """Change a pet, and return the response."""
        types = {"204": None, "404": Error}
        return self.api_client.call_api(
            "PATCH",
            f"/pets/{segment(pet_id)}",
            types,
            body=change,
            media_type="application/merge-patch+json",
            timeout=_request_timeout,
        )
