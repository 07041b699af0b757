"""Base classes of the models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar

import attrs

from ._assertions import is_array, is_mapping
from ._base_errors import InvalidArgumentError
from ._validation import Schema, validate

_T = TypeVar("_T")


def copy_json(value: Any) -> Any:
    """Return *value* with new dicts and lists at every level."""
    if is_mapping(value):
        return {name: copy_json(member) for name, member in value.items()}
    return [copy_json(item) for item in value] if is_array(value) else value


class Model:
    """A JSON object of the contract."""

    __slots__ = ()
    _schema: ClassVar[Schema]

    def to_dict(self) -> dict[str, Any]:
        """Return a new JSON object, without the members that are not set."""
        raise NotImplementedError

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        """Return the model of a valid JSON object, without validating it again."""
        raise NotImplementedError

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Return the model of a JSON object.

        Raises:
            InvalidArgumentError: it breaks the contract; the error names the first violation.
        """
        validate(cls.__name__, src_dict, cls._schema)
        try:
            return cls.from_valid(src_dict)
        except RecursionError:
            pass
        raise InvalidArgumentError(cls.__name__, "is nested too deep")


@attrs.define
class OpenModel(Model, Generic[_T]):
    """A JSON object that may have further members, which it holds like a mapping."""

    additional_properties: dict[str, _T] = attrs.field(
        factory=dict[str, Any], converter=copy_json, kw_only=True, repr=False
    )
    """The members that the contract does not name."""

    def __copy__(self) -> Self:
        return attrs.evolve(self)

    @property
    def additional_keys(self) -> list[str]:
        """The names of the members that the contract does not name."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> _T:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: _T) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
