# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from typing import Any

import attrs

from .._models import OpenModel


@attrs.define
class Meta(OpenModel[Any]):
    """Facts about the answer. The API promises no members."""

    _schema = {"$ref": "Meta"}
