# Generated from carts.yaml. Do not edit: change the contract or a template instead.

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define

from .. import models
from .._validation import require
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.query_params import QueryParams


@_attrs_define
class RedirectUrlsRequest:
    """What to add to the redirect URLs."""

    query_params: QueryParams | Unset = UNSET
    """Query parameters by name."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, members that were not given left out."""
        query_params: dict[str, Any] | Unset = UNSET
        if not isinstance(self.query_params, Unset):
            query_params = self.query_params.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if query_params is not UNSET:
            field_dict["query_params"] = query_params

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Return the model of a JSON object.

        Raises:
            InvalidArgument: it is not what the contract says; names the first fault.
        """
        require("RedirectUrlsRequest", src_dict, {"$ref": "RedirectUrlsRequest"})
        return cls.from_valid(src_dict)

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        """Like `from_dict`, for what is known to keep the contract: it is not checked again."""
        d = dict(src_dict)
        _query_params = d.pop("query_params", UNSET)
        query_params: QueryParams | Unset
        if isinstance(_query_params, Unset):
            query_params = UNSET
        else:
            query_params = models.QueryParams.from_valid(_query_params)

        model_ = cls(
            query_params=query_params,
        )

        return model_
