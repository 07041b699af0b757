# Generated from carts.yaml. Do not edit: change the contract or a template instead.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .._validation import require
from ..types import UNSET, Unset


@_attrs_define
class RedirectUrls:
    """The URLs of one cart. Each works once, and is a secret until then."""

    checkout_url: str = _attrs_field(repr=False)
    """Opens the checkout."""
    cart_url: str = _attrs_field(repr=False)
    """Opens the cart page."""
    embedded_checkout_url: str | Unset = _attrs_field(default=UNSET, repr=False)
    """Opens the checkout inside a frame of your own page."""
    additional_properties: dict[str, Any] = _attrs_field(
        init=False, factory=dict[str, Any], repr=False
    )
    """Members that the contract does not name, kept as they are."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, members that were not given left out."""
        checkout_url = self.checkout_url

        cart_url = self.cart_url

        embedded_checkout_url = self.embedded_checkout_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "checkout_url": checkout_url,
                "cart_url": cart_url,
            }
        )
        if embedded_checkout_url is not UNSET:
            field_dict["embedded_checkout_url"] = embedded_checkout_url

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Return the model of a JSON object.

        Raises:
            InvalidArgument: it is not what the contract says; names the first fault.
        """
        require("RedirectUrls", src_dict, {"$ref": "RedirectUrls"})
        return cls.from_valid(src_dict)

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        """Like `from_dict`, for what is known to keep the contract: it is not checked again."""
        d = dict(src_dict)
        checkout_url = d.pop("checkout_url")

        cart_url = d.pop("cart_url")

        embedded_checkout_url = d.pop("embedded_checkout_url", UNSET)

        model_ = cls(
            checkout_url=checkout_url,
            cart_url=cart_url,
            embedded_checkout_url=embedded_checkout_url,
        )

        model_.additional_properties = d
        return model_

    @property
    def additional_keys(self) -> list[str]:
        """The names of the members that the contract does not name."""
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
