"""The texts of a body that the contract marks with `x-sensitive`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.spec import Contract


def sensitive_texts(contract: Contract, schema: Any, body: Any) -> Iterator[str]:
    """Each text in *body* that *schema*, or a schema in it, says is a secret."""
    schema = contract.resolve(schema)
    if not isinstance(schema, Mapping):
        return
    if schema.get("x-sensitive"):
        yield from _texts(body)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword, ()):
            yield from sensitive_texts(contract, part, body)
    if isinstance(body, Mapping):
        members, others = schema.get("properties", {}), schema.get("additionalProperties")
        for name, value in body.items():
            yield from sensitive_texts(contract, members.get(name, others), value)
    elif isinstance(body, list):
        for item in body:
            yield from sensitive_texts(contract, schema.get("items"), item)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (Mapping, list)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(item)
