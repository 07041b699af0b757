# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from typing import Any

import attrs

from .._models import OpenModel


@attrs.define
class FieldErrors(OpenModel[str]):
    """What is wrong, by field of the request."""

    _schema = {"$ref": "FieldErrors"}

    additional_properties: dict[str, str] = attrs.field(init=False, factory=dict[str, Any])
    """The members that the contract does not name."""
