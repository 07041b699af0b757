# Generated from carts.yaml. Do not edit: change the contract or a template instead.

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models
from .._validation import require
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.meta import Meta
    from ..models.redirect_urls import RedirectUrls


@_attrs_define
class InlineResponse201:
    """The answer to a call that made redirect URLs."""

    data: RedirectUrls
    """The URLs of one cart. Each works once, and is a secret until then."""
    meta: Meta | Unset = UNSET
    """Facts about the answer. The API promises no members."""
    additional_properties: dict[str, Any] = _attrs_field(
        init=False, factory=dict[str, Any], repr=False
    )
    """Members that the contract does not name, kept as they are."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, members that were not given left out."""
        data = self.data.to_dict()

        meta: dict[str, Any] | Unset = UNSET
        if not isinstance(self.meta, Unset):
            meta = self.meta.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "data": data,
            }
        )
        if meta is not UNSET:
            field_dict["meta"] = meta

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Return the model of a JSON object.

        Raises:
            InvalidArgument: it is not what the contract says; names the first fault.
        """
        require("InlineResponse201", src_dict, {"$ref": "InlineResponse201"})
        return cls.from_valid(src_dict)

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        """Like `from_dict`, for what is known to keep the contract: it is not checked again."""
        d = dict(src_dict)
        data = models.RedirectUrls.from_valid(d.pop("data"))

        _meta = d.pop("meta", UNSET)
        meta: Meta | Unset
        if isinstance(_meta, Unset):
            meta = UNSET
        else:
            meta = models.Meta.from_valid(_meta)

        model_ = cls(
            data=data,
            meta=meta,
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
