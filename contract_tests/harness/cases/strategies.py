"""
Strategies for calls: every value the contract allows, present or absent, with every set of keys.

schemathesis makes the values: it is shown an operation whose JSON body holds them all, each of
them required, and so gives JSON values that no URL or header has spoiled. Our own coins then say
which are sent: thus every present/absent combination is reached. Keys are ours too.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import schemathesis
from hypothesis import settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from contract_tests.harness.cases.wire_constraints import (
    clamp_numbers,
    encodable_body_schema,
    encodable_schema,
    is_accepted_by_prism,
    is_encodable,
)
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    Contract,
    Credential,
    Operation,
    Parameter,
    SecurityScheme,
    is_json,
)
from contract_tests.harness.spec.json_schema import json_schema

__all__ = [
    "calls",
    "is_json",
    "key_sets",
    "prefixes",
    "reduced_examples",
    "seeds",
    "successes",
    "tokens",
]

Test = TypeVar("Test", bound=Callable[..., Any])

VISIBLE = string.ascii_letters + string.digits + string.punctuation

# A key: visible ASCII, what may stand in a header without being changed.
# Not `st.text`, which also offers words that it finds in the source, error messages among them; nor
# a list of letters, each of which is a choice to make.
tokens = st.binary(min_size=1, max_size=64).map(
    lambda data: "".join(VISIBLE[byte % len(VISIBLE)] for byte in data)
)
# A word before the key, such as ``Bearer``.
prefixes = st.none() | st.text(string.ascii_letters, min_size=1, max_size=10)
# To make a strategy takes longer than to draw from it.
_MADE: WeakKeyDictionary[Contract, dict[Any, tuple[Any, st.SearchStrategy[Any]]]] = (
    WeakKeyDictionary()
)
# What fewer examples than these show is chance.
LEAST = 10
# For the mock server's random bodies.
seeds = st.integers(0, 2**31 - 1)


def successes(operation: Operation) -> st.SearchStrategy[str]:
    """What to ask of the mock server: a documented success, with a random body."""
    return st.builds(
        "code={}, dynamic=true, seed={}".format, st.sampled_from(operation.successes), seeds
    )


def reduced_examples(test: Test) -> Test:
    """A quarter of the profile's examples, for laws whose cases differ little or cost much."""
    # Asked for when the test is imported: by then the profile is chosen.
    return settings(max_examples=max(LEAST, settings().max_examples // 4))(test)


@st.composite
def key_sets(draw: st.DrawFn, operation: Operation) -> dict[str, Credential]:
    """The keys of one security alternative, by scheme. No two have the same value."""
    keys: dict[str, Credential] = {}
    taken: set[str] = set()
    for scheme in draw(st.sampled_from(operation.security)):
        value = draw(tokens)
        while value in taken:  # not drawn anew: Hypothesis likes to say a thing twice
            value += VISIBLE[0]
        taken.add(value)
        keys[scheme.name] = _key(draw, scheme, value)
    return keys


def _key(draw: st.DrawFn, scheme: SecurityScheme, value: str) -> Credential:
    if scheme.is_basic:
        # A password may have a colon (RFC 7617, 2); Prism refuses it.
        user = draw(tokens).replace(":", "_")
        return Credential(value.replace(":", "_"), user=user)
    return Credential(value, draw(prefixes) if scheme.type == "apiKey" else None)


@st.composite
def calls(
    draw: st.DrawFn, contract: Contract, operation: Operation, *, mocked: bool = False
) -> Call:
    """Calls of *operation* that the contract allows, and, where it is *mocked*, Prism takes."""
    values = draw(_values(contract, operation, mocked=mocked))
    given = {
        parameter.identity: values[_name(parameter)]
        for parameter in operation.parameters
        if not parameter.optional or draw(st.booleans())
    }
    body = operation.request_body
    media_type = None
    if body is not None and (body.required or draw(st.booleans())):
        media_type = draw(st.sampled_from(sorted(body.content)))
    return Call(
        arguments=given,
        body=ABSENT if media_type is None else values[f"body {media_type}"],
        media_type=media_type,
        credentials=draw(key_sets(operation)),
        native=draw(st.booleans()),
    )


def _name(parameter: Parameter) -> str:
    return f"{parameter.location} {parameter.name}"


@lru_cache
def _values(
    contract: Contract, operation: Operation, *, mocked: bool
) -> st.SearchStrategy[dict[str, Any]]:
    """A value for each parameter and for each media type of the body, by name."""
    members = {_name(each): encodable_schema(contract, each) for each in operation.parameters}
    if operation.request_body is not None:
        members |= {
            f"body {media_type}": encodable_body_schema(contract, media_type, schema, mocked=mocked)
            for media_type, schema in operation.request_body.content.items()
        }
    if not members:
        return st.just({})

    places = {_name(each): each for each in operation.parameters}

    def carries(values: dict[str, Any]) -> bool:
        if mocked and not all(
            is_accepted_by_prism(places.get(name), values[name]) for name in values
        ):
            return False
        return all(is_encodable(each, values[name]) for name, each in places.items())

    whole = _object_of(members)
    allows = contract.validator(whole).is_valid

    def clamped(values: dict[str, Any]) -> dict[str, Any]:
        small = clamp_numbers(values)
        return small if small != values and allows(small) else values

    strategy = from_schema(contract, whole)
    return (strategy.map(clamped) if mocked else strategy).filter(carries)


def _object_of(members: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(members),
        "properties": members,
        "additionalProperties": False,
    }


def from_schema(
    contract: Contract, schema: Any, mode: GenerationMode = GenerationMode.POSITIVE
) -> st.SearchStrategy[Any]:
    """JSON values of a *schema* of the contract; in the negative mode, values that break it."""
    key = id(schema), mode
    # Kept with its schema: when that is gone, another may get its identity.
    known = _MADE.setdefault(contract, {})
    if key not in known:
        known[key] = schema, _made(contract, schema, mode)
    return known[key][1]


def _made(contract: Contract, schema: Any, mode: GenerationMode) -> st.SearchStrategy[Any]:
    # In the dialect of OpenAPI 3.1, which says `null` in one way; in 3.0 readers differ.
    schemas = contract.document.get("components", {}).get("schemas", {})
    components = json_schema({"schemas": schemas}, contract.version)
    schema = json_schema(schema, contract.version)
    document = {
        "openapi": "3.1.0",
        "info": {"title": "values", "version": "1"},
        "components": components,
        "paths": {"/": {"post": {
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
            "responses": {"default": {"description": "Any."}},
        }}},
    }  # fmt: skip
    operation = schemathesis.openapi.from_dict(document)["/"]["POST"]
    return operation.as_strategy(generation_mode=mode).map(lambda case: _plain(case.body))


def _plain(value: Any) -> Any:
    """Bytes as text, as far as they are any: schemathesis has a type of its own for them."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    data = getattr(value, "data", value)
    return data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else value
