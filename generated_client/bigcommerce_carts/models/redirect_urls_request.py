# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from collections.abc import Mapping
from typing import Any, Self

import attrs

from .._models import Model
from ..types import UNSET, Unset
from .query_params import QueryParams


@attrs.define
class RedirectUrlsRequest(Model):
    """What to add to the redirect URLs."""

    _schema = {"$ref": "RedirectUrlsRequest"}

    query_params: QueryParams | Unset = UNSET
    """Query parameters by name."""

    def to_dict(self) -> dict[str, Any]:
        json_object: dict[str, Any] = {}
        if self.query_params is not UNSET:
            json_object["query_params"] = self.query_params.to_dict()
        return json_object

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        return cls(
            query_params=QueryParams.from_valid(src_dict["query_params"])
            if "query_params" in src_dict
            else UNSET
        )
