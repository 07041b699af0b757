# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from collections.abc import Mapping
from typing import Any, Self

import attrs

from .._models import OpenModel, copy_json
from ..types import UNSET, Unset
from .redirect_urls import RedirectUrls


@attrs.define
class InlineResponse201(OpenModel[Any]):
    """The response with the redirect URLs of a cart."""

    _schema = {"$ref": "InlineResponse201"}

    data: RedirectUrls
    """The URLs of one cart. Each works once and is a secret until then."""
    meta: Mapping[str, Any] | Unset = attrs.field(default=UNSET, repr=False)
    """Metadata of the response. The API promises no members."""

    def to_dict(self) -> dict[str, Any]:
        json_object: dict[str, Any] = {
            **copy_json(self.additional_properties),
            "data": self.data.to_dict(),
        }
        if self.meta is not UNSET:
            json_object["meta"] = copy_json(self.meta)
        return json_object

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        unread = dict(src_dict)
        return cls(
            data=RedirectUrls.from_valid(unread.pop("data")),
            meta=copy_json(unread.pop("meta", UNSET)),
            additional_properties=unread,
        )
