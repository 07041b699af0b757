# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.


from .._models import MapModel


class FieldErrors(MapModel[str]):
    """What is wrong, by field of the request."""

    __slots__ = ()
    _schema = {"$ref": "FieldErrors"}
