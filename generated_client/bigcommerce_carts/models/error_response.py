# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from collections.abc import Mapping
from typing import Any, Self

import attrs

from .._models import OpenModel, copy_json
from ..types import UNSET, Unset


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
    errors: Mapping[str, str] | Unset = UNSET
    """What is wrong, by field of the request."""

    def to_dict(self) -> dict[str, Any]:
        json_object: dict[str, Any] = {
            **copy_json(self.additional_properties),
            "status": self.status,
            "title": self.title,
            "type": self.type_,
        }
        if self.instance is not UNSET:
            json_object["instance"] = self.instance
        if self.errors is not UNSET:
            json_object["errors"] = copy_json(self.errors)
        return json_object

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        unread = dict(src_dict)
        return cls(
            status=unread.pop("status"),
            title=unread.pop("title"),
            type_=unread.pop("type"),
            instance=unread.pop("instance", UNSET),
            errors=copy_json(unread.pop("errors", UNSET)),
            additional_properties=unread,
        )
