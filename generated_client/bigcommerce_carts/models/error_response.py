# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from collections.abc import Mapping
from typing import Any, Self

import attrs

from .._models import OpenModel, copy_json
from ..types import UNSET, Unset


@attrs.define
class ErrorResponse(OpenModel[Any]):
    """The body of an error. The API promises none of its members."""

    _schema = {"$ref": "ErrorResponse"}

    status: int | Unset = UNSET
    """The HTTP status code."""
    title: str | Unset = UNSET
    """What went wrong, in a sentence."""
    type_: str | Unset = UNSET
    """A page that explains the status."""
    instance: str | Unset = UNSET
    """The request that failed."""
    errors: Mapping[str, Any] | Unset = attrs.field(default=UNSET, repr=False)
    """What is wrong, by field of the request. A value is usually a text."""

    def to_dict(self) -> dict[str, Any]:
        json_object: dict[str, Any] = {**copy_json(self.additional_properties)}
        if self.status is not UNSET:
            json_object["status"] = self.status
        if self.title is not UNSET:
            json_object["title"] = self.title
        if self.type_ is not UNSET:
            json_object["type"] = self.type_
        if self.instance is not UNSET:
            json_object["instance"] = self.instance
        if self.errors is not UNSET:
            json_object["errors"] = copy_json(self.errors)
        return json_object

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        unread = dict(src_dict)
        return cls(
            status=unread.pop("status", UNSET),
            title=unread.pop("title", UNSET),
            type_=unread.pop("type", UNSET),
            instance=unread.pop("instance", UNSET),
            errors=copy_json(unread.pop("errors", UNSET)),
            additional_properties=unread,
        )
