# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

from typing import Any

from .._models import OpenModel


class Meta(OpenModel[Any]):
    """Metadata of the response. The API promises no members."""

    __slots__ = ()
    _schema = {"$ref": "Meta"}
