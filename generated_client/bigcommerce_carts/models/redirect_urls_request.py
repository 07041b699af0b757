# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from collections.abc import Mapping
from typing import Any, Self

import attrs

from .._models import Model, copy_json
from ..types import UNSET, Unset


@attrs.define
class RedirectUrlsRequest(Model):
    """What to add to the redirect URLs."""

    _schema = {"$ref": "RedirectUrlsRequest"}

    query_params: Mapping[str, str] | Unset = UNSET
    """Query parameters by name."""

    def to_dict(self) -> dict[str, Any]:
        json_object: dict[str, Any] = {}
        if self.query_params is not UNSET:
            json_object["query_params"] = copy_json(self.query_params)
        return json_object

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        return cls(query_params=copy_json(src_dict.get("query_params", UNSET)))
