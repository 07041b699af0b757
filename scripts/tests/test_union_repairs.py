"""Several schemas of a union may fit, if its discriminator does not tell them apart."""

from __future__ import annotations

from typing import Any

import pytest

from generation.limitations import Limitations
from generation.schema_repairs import repair_schemas
from tests.small_contracts import ref

BY_KIND = {"propertyName": "kind"}


def kind(**value: Any) -> dict[str, Any]:
    """Return a schema whose member `kind` allows *value*."""
    return {"allOf": [{"allOf": [{"properties": {"kind": value}}]}]}


def repaired(union: dict[str, Any], **schemas: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the component *union*, called Any, after the repairs, and what is reported."""
    components = {"Any": union, **schemas}
    document = {"openapi": "3.0.3", "paths": {}, "components": {"schemas": components}}
    limitations = Limitations(strict=False)
    repair_schemas(document, limitations)
    return components["Any"], [each.item for each in limitations]


@pytest.mark.parametrize(
    "schemas",
    [
        [kind(enum=["a", "b"]), kind(enum=["c"])],
        [kind(enum=["a"]), {"oneOf": [kind(enum=["b"]), kind(enum=["b", "c"])]}],
        [kind(**ref("One")), kind(**ref("Other"))],
    ],
    ids=["enums", "a union in a union", "references"],
)
def test_a_union_stays_if_each_schema_has_its_own_values(schemas: list[Any]) -> None:
    """The values may be in a reference, in `allOf`, or in a union inside."""
    enums = {"One": {"enum": ["a"]}, "Other": {"enum": ["b"]}}
    union, items = repaired({"oneOf": schemas, "discriminator": BY_KIND}, **enums)
    assert (union["oneOf"], items) == (schemas, [])


@pytest.mark.parametrize(
    ("schemas", "discriminator"),
    [
        ([kind(enum=["a"]), kind(enum=["a", "b"])], BY_KIND),
        ([kind(enum=["a"]), kind(type="string")], BY_KIND),
        ([kind(enum=["a"]), {"type": "string"}], BY_KIND),
        ([kind(enum=["a"]), {"oneOf": [kind(enum=["b"]), kind()]}], BY_KIND),
        ([kind(enum=["a"]), kind(enum=["b"])], {"propertyName": "type"}),
    ],
    ids=["a common value", "any value", "no member", "a union in a union", "another member"],
)
def test_another_union_with_a_discriminator_may_match_several_times(
    schemas: list[Any], discriminator: Any
) -> None:
    """`oneOf` would refuse a value that fits two of them."""
    union, items = repaired({"oneOf": schemas, "discriminator": discriminator})
    assert union["anyOf"] == schemas and "oneOf" not in union
    assert items == ["repaired #/components/schemas/Any/oneOf"]


@pytest.mark.parametrize(
    ("union", "more"),
    [
        ({"oneOf": [kind(), kind()]}, {}),
        (
            {"oneOf": [kind(), kind()], "discriminator": BY_KIND},
            {"Inner": ref("Any/oneOf/0")},
        ),
    ],
    ids=["no discriminator", "a reference into the union"],
)
def test_other_unions_stay(union: dict[str, Any], more: dict[str, Any]) -> None:
    """Without a discriminator, `oneOf` is that of JSON Schema; a reference keeps its target."""
    found, items = repaired(union, **more)
    assert "oneOf" in found and items == []


def test_a_nullable_union_is_repaired_twice() -> None:
    """Both items have the pointers of the contract."""
    union = {"oneOf": [kind(), kind()], "discriminator": BY_KIND, "nullable": True}
    schemas = [{"type": "object", "properties": {"kind": {}}}] * 2
    found, items = repaired({**union, "oneOf": schemas})
    assert found["anyOf"][0]["anyOf"] == schemas
    assert items == [f"repaired #/components/schemas/Any/{name}" for name in ("oneOf", "nullable")]
