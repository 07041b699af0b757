"""The models of the pet store."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, StrictInt, StrictStr


class Model(BaseModel):
    """What all models have in common."""

    additional_properties: dict[str, Any] = {}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        """A model of JSON members; those without an attribute are additional properties."""
        extra = {name: value for name, value in members.items() if name not in cls.model_fields}
        return cls.model_validate({**members, "additional_properties": extra})

    def to_dict(self) -> dict[str, Any]:
        """The members that were given, as Python objects."""
        given = self.model_dump(exclude_unset=True, exclude={"additional_properties"})
        return {**given, **self.additional_properties}

    def to_json(self) -> str:
        """The members that were given, as JSON."""
        return json.dumps(self.to_dict(), default=date.isoformat)


class Pet(Model):
    """A pet."""

    id: StrictInt
    name: StrictStr = Field(min_length=1)
    tag: StrictStr | None = None
    born: date | None = None
    kind: Literal["cat", "dog"] | None = None


class Change(Model):
    """A change of a pet."""

    name: StrictStr | None = None
    tag: StrictStr | None = None


class Error(Model):
    """An error."""

    code: StrictInt
    message: StrictStr


def deserialize(value: Any, kind: Any) -> Any:
    """A JSON value as a model, or as a list of models."""
    if isinstance(kind, list):
        return [kind[0].from_dict(item) for item in value]
    return kind.from_dict(value)
