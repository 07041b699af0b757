# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from collections.abc import Mapping
from typing import Any, Self

import attrs

from .._models import OpenModel, copy_json
from ..types import UNSET, Unset


@attrs.define
class RedirectUrls(OpenModel[Any]):
    """The URLs of one cart. Each works once and is a secret until then."""

    _schema = {"$ref": "RedirectUrls"}

    checkout_url: str = attrs.field(repr=False)
    """Opens the checkout."""
    cart_url: str = attrs.field(repr=False)
    """Opens the cart page."""
    embedded_checkout_url: str | Unset = attrs.field(default=UNSET, repr=False)
    """Opens the checkout inside a frame of your own page."""

    def to_dict(self) -> dict[str, Any]:
        json_object: dict[str, Any] = {
            **copy_json(self.additional_properties),
            "checkout_url": self.checkout_url,
            "cart_url": self.cart_url,
        }
        if self.embedded_checkout_url is not UNSET:
            json_object["embedded_checkout_url"] = self.embedded_checkout_url
        return json_object

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        unread = dict(src_dict)
        return cls(
            checkout_url=unread.pop("checkout_url"),
            cart_url=unread.pop("cart_url"),
            embedded_checkout_url=unread.pop("embedded_checkout_url", UNSET),
            additional_properties=unread,
        )
