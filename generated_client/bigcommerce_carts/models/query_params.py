# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from typing import Any

import attrs

from .._models import OpenModel


@attrs.define
class QueryParams(OpenModel[str]):
    """Query parameters by name."""

    _schema = {"$ref": "QueryParams"}

    additional_properties: dict[str, str] = attrs.field(init=False, factory=dict[str, Any])
    """The members that the contract does not name."""
