# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from typing import Any

from .._models import OpenModel


class Meta(OpenModel[Any]):
    """Facts about the answer. The API promises no members."""

    __slots__ = ()
    _schema = {"$ref": "Meta"}
