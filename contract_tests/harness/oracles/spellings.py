"""
One spelling for the date-times and UUIDs of a value: 08:00:00Z is 08:00:00.000+00:00.

A client may spell them anew, because it returns a `datetime` or a `UUID`. It may not do so with
other texts, so only a schema with that format makes two spellings equal. In requests, the UUIDs of
a caller are sent as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from contract_tests.harness.records import Pair
from contract_tests.harness.spec import Contract, Operation
from contract_tests.harness.spec.formats import is_date_time, is_uuid


def with_one_spelling(
    contract: Contract, schema: Any, value: Any, formats: Container[str] = ("date-time",)
) -> Any:
    """Return *value* with one spelling for each text at a place with one of the *formats*."""
    if next(_ambiguous(value), None) is None:
        return value  # most values, and to search their schemas takes a while
    schemas = list(_parts(contract, schema))
    if isinstance(value, str):
        return _spell(value, [s["format"] for s in schemas if s.get("format") in formats])
    if isinstance(value, dict):
        members = {name: {"anyOf": [_member(s, name) for s in schemas]} for name in value}
        return {
            name: with_one_spelling(contract, members[name], item, formats)
            for name, item in value.items()
        }
    if isinstance(value, list):
        items = {"anyOf": [s.get("items") for s in schemas]}
        return [with_one_spelling(contract, items, item, formats) for item in value]
    return value


def pairs_with_one_spelling(
    contract: Contract, fields: Callable[[], Mapping[str, Any]], pairs: Iterable[Iterable[str]]
) -> list[Pair]:
    """
    Return (name, text) *pairs* with one spelling for each date-time.

    Args:
        contract: resolves references.
        fields: returns the schema by name; called only if a text is a date-time.
        pairs: one for each scalar, and for each item of a list.
    """
    plain = [(name, text) for name, text in pairs]
    if not any(is_date_time(text) for _, text in plain):
        return plain
    schemas = fields()
    return [
        (name, with_one_spelling(contract, _or_items(contract, schemas.get(name)), text))
        for name, text in plain
    ]


def parameter_fields(contract: Contract, operation: Operation, location: str) -> dict[str, Any]:
    """Return the schema by name on the wire, in lower case for headers, of the parameters."""
    found: dict[str, Any] = {}
    for parameter in operation.parameters:
        if parameter.location == location:
            for name, schema in body_fields(contract, parameter.schema).items():
                found |= {name: schema, f"{parameter.name}[{name}]": schema}
            name = parameter.name.lower() if location == "header" else parameter.name
            found[name] = parameter.schema
    return found


def body_fields(contract: Contract, schema: Any) -> dict[str, Any]:
    """Return the schema of each member of *schema* by its name."""
    parts = _parts(contract, schema)
    return {name: body for part in parts for name, body in part.get("properties", {}).items()}


def _parts(contract: Contract, schema: Any) -> Iterator[Mapping[str, Any]]:
    """Yield *schema* and the schemas in it that apply to the same value."""
    schema = contract.resolve(schema)
    if isinstance(schema, Mapping):
        yield schema
        for keyword in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(keyword, ()):
                yield from _parts(contract, part)


def _member(schema: Mapping[str, Any], name: str) -> Any:
    return schema.get("properties", {}).get(name, schema.get("additionalProperties"))


def _ambiguous(value: Any) -> Iterator[str]:
    """Yield each date-time, and each UUID with capitals: *value*, or those in it."""
    if isinstance(value, str) and (is_date_time(value) or (is_uuid(value) and not value.islower())):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _ambiguous(each)


def _or_items(contract: Contract, schema: Any) -> Any:
    parts = list(_parts(contract, schema))
    return {"anyOf": [*parts, *(part.get("items") for part in parts)]}


def _spell(text: str, formats: Container[str]) -> str:
    """Return one spelling of *text*, a date-time or a UUID, for a place with these formats."""
    if "uuid" in formats:
        return text.lower()
    try:
        is_spelled = "date-time" in formats and is_date_time(text)
        return datetime.fromisoformat(text.upper()).isoformat() if is_spelled else text
    except ValueError:  # such as the second 60
        return text
