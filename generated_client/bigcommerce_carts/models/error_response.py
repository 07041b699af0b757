# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from collections.abc import Mapping
from typing import Any, Self

import attrs

from .._models import OpenModel
from ..types import UNSET, Unset
from .field_errors import FieldErrors


@attrs.define
class ErrorResponse(OpenModel[Any]):
    """The body of every documented error."""

    _schema = {"$ref": "ErrorResponse"}

    status: int
    """The HTTP status code."""
    title: str
    """What went wrong, in a sentence."""
    type_: str
    """A page that explains the status."""
    instance: str | Unset = UNSET
    """The request that failed."""
    errors: FieldErrors | Unset = UNSET
    """What is wrong, by field of the request."""

    def to_dict(self) -> dict[str, Any]:
        json_object: dict[str, Any] = {
            **self.additional_properties,
            "status": self.status,
            "title": self.title,
            "type": self.type_,
        }
        if self.instance is not UNSET:
            json_object["instance"] = self.instance
        if self.errors is not UNSET:
            json_object["errors"] = self.errors.to_dict()
        return json_object

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        unread = dict(src_dict)
        model = cls(
            status=unread.pop("status"),
            title=unread.pop("title"),
            type_=unread.pop("type"),
            instance=unread.pop("instance", UNSET),
            errors=FieldErrors.from_valid(unread.pop("errors")) if "errors" in unread else UNSET,
        )
        model.additional_properties = unread
        return model
