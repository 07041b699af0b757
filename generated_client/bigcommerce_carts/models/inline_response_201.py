# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from collections.abc import Mapping
from typing import Any, Self

import attrs

from .._models import OpenModel
from ..types import UNSET, Unset
from .meta import Meta
from .redirect_urls import RedirectUrls


@attrs.define
class InlineResponse201(OpenModel[Any]):
    """The response with the redirect URLs of a cart."""

    _schema = {"$ref": "InlineResponse201"}

    data: RedirectUrls
    """The URLs of one cart. Each works once and is a secret until then."""
    meta: Meta | Unset = UNSET
    """Metadata of the response. The API promises no members."""

    def to_dict(self) -> dict[str, Any]:
        json_object: dict[str, Any] = {**self.additional_properties, "data": self.data.to_dict()}
        if self.meta is not UNSET:
            json_object["meta"] = self.meta.to_dict()
        return json_object

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        unread = dict(src_dict)
        model = cls(
            data=RedirectUrls.from_valid(unread.pop("data")),
            meta=Meta.from_valid(unread.pop("meta")) if "meta" in unread else UNSET,
        )
        model.additional_properties = unread
        return model
