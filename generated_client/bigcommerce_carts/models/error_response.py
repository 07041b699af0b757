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
    from ..models.field_errors import FieldErrors


@_attrs_define
class ErrorResponse:
    """The body of every documented error."""

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
    additional_properties: dict[str, Any] = _attrs_field(
        init=False, factory=dict[str, Any], repr=False
    )
    """Members that the contract does not name, kept as they are."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, members that were not given left out."""
        status = self.status

        title = self.title

        type_ = self.type_

        instance = self.instance

        errors: dict[str, Any] | Unset = UNSET
        if not isinstance(self.errors, Unset):
            errors = self.errors.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
                "title": title,
                "type": type_,
            }
        )
        if instance is not UNSET:
            field_dict["instance"] = instance
        if errors is not UNSET:
            field_dict["errors"] = errors

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Return the model of a JSON object.

        Raises:
            InvalidArgument: it is not what the contract says; names the first fault.
        """
        require("ErrorResponse", src_dict, {"$ref": "ErrorResponse"})
        return cls.from_valid(src_dict)

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        """Like `from_dict`, for what is known to keep the contract: it is not checked again."""
        d = dict(src_dict)
        status = d.pop("status")

        title = d.pop("title")

        type_ = d.pop("type")

        instance = d.pop("instance", UNSET)

        _errors = d.pop("errors", UNSET)
        errors: FieldErrors | Unset
        if isinstance(_errors, Unset):
            errors = UNSET
        else:
            errors = models.FieldErrors.from_valid(_errors)

        model_ = cls(
            status=status,
            title=title,
            type_=type_,
            instance=instance,
            errors=errors,
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
