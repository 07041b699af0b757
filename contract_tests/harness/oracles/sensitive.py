"""Finds the texts of a body that the contract marks with `x-sensitive`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.spec import Contract
from contract_tests.harness.spec.json_paths import paths


def sensitive_texts(contract: Contract, schema: Any, body: Any) -> Iterator[str]:
    """Yield each text in *body* that *schema*, or a schema in it, marks as sensitive."""
    schema = contract.resolve(schema)
    if not isinstance(schema, Mapping):
        return
    if schema.get("x-sensitive"):
        yield from (text for _, text in paths(body) if isinstance(text, str))
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword, ()):
            yield from sensitive_texts(contract, part, body)
    if isinstance(body, Mapping):
        members, additional = schema.get("properties", {}), schema.get("additionalProperties")
        for name, value in body.items():
            yield from sensitive_texts(contract, members.get(name, additional), value)
    elif isinstance(body, list):
        for item in body:
            yield from sensitive_texts(contract, schema.get("items"), item)
