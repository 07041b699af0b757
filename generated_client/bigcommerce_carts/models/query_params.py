# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.


from .._models import MapModel


class QueryParams(MapModel[str]):
    """Query parameters by name."""

    __slots__ = ()
    _schema = {"$ref": "QueryParams"}
