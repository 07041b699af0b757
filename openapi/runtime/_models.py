"""Base classes of the models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar

import attrs

from ._validation import Schema, validate

_T = TypeVar("_T")


class Model:
    """A JSON object of the contract."""

    __slots__ = ()
    _schema: ClassVar[Schema]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without members that are not set."""
        raise NotImplementedError

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        """Return the model of a valid JSON object, without validating it again."""
        raise NotImplementedError

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Return the model of a JSON object.

        Raises:
            InvalidArgument: it breaks the contract; the error names the first violation.
        """
        validate(cls.__name__, src_dict, cls._schema)
        return cls.from_valid(src_dict)


@attrs.define
class OpenModel(Model, Generic[_T]):
    """A JSON object that may have further members, which it holds like a mapping."""

    additional_properties: dict[str, _T] = attrs.field(
        init=False, factory=dict[str, Any], repr=False
    )
    """The members that the contract does not name."""

    def to_dict(self) -> dict[str, Any]:
        return dict(self.additional_properties)

    @classmethod
    def from_valid(cls, src_dict: Mapping[str, Any]) -> Self:
        model = cls()
        model.additional_properties = dict(src_dict)
        return model

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


class MapModel(OpenModel[_T]):
    """A JSON object without named members, whose repr shows the values."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.additional_properties!r})"
