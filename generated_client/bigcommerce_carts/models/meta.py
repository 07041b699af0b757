# Generated from carts.yaml. Do not edit: change the contract or a template instead.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .._validation import require


@_attrs_define
class Meta:
    """Facts about the answer. The API promises no members."""

    additional_properties: dict[str, Any] = _attrs_field(
        init=False, factory=dict[str, Any], repr=False
    )
    """Members that the contract does not name, kept as they are."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, members that were not given left out."""

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Return the model of a JSON object.

        Raises:
            InvalidArgument: it is not what the contract says; names the first fault.
        """
        require("Meta", src_dict, {"$ref": "Meta"})
        return cls.from_valid(src_dict)

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        """Like `from_dict`, for what is known to keep the contract: it is not checked again."""
        d = dict(src_dict)
        model_ = cls()

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
