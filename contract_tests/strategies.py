"""
Strategies for calls: every value the contract allows, present or absent, with every set of keys.

schemathesis makes the values. It reads a contract in which nothing is optional, so that each value
exists, and our own coins then say which are sent: thus every present/absent combination is reached.
Keys are ours too. schemathesis makes them as header parameters, empty half of the time.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import schemathesis
from hypothesis import settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from contract_tests.contract import ABSENT, Call, Contract, ContractError, Key, Operation

VISIBLE = string.ascii_letters + string.digits + string.punctuation


# A key: visible ASCII, what may stand in a header without being changed.
# Not `st.text`, which also offers words that it finds in the source, error messages among them.
tokens = st.lists(st.sampled_from(VISIBLE), min_size=1, max_size=64).map("".join)
# A word before the key, such as ``Bearer``.
prefixes = st.none() | st.text(string.ascii_letters, min_size=1, max_size=10)
# A quarter of the examples, for laws whose cases differ little or cost several calls each.
few = settings(max_examples=settings().max_examples // 4)
# For the mock server's random bodies.
seeds = st.integers(0, 2**31 - 1)


@st.composite
def key_sets(draw: st.DrawFn, operation: Operation) -> dict[str, Key]:
    """The keys of one security alternative, by scheme. No two have the same value."""
    schemes = draw(st.sampled_from(operation.security))
    size = len(schemes)
    values = draw(st.lists(tokens, min_size=size, max_size=size, unique=True))
    return {
        scheme.name: Key(value, draw(prefixes) if scheme.type == "apiKey" else None)
        for scheme, value in zip(schemes, values, strict=True)
    }


@st.composite
def calls(draw: st.DrawFn, contract: Contract, operation: Operation) -> Call:
    """Calls of *operation* that the contract allows."""
    case = draw(_cases(contract, operation))
    given = {
        parameter.key: _value(case, parameter.location, parameter.name)
        for parameter in operation.parameters
        if not parameter.omittable or draw(st.booleans())
    }
    body = operation.request_body
    sends_body = body is not None and (body.required or draw(st.booleans()))
    return Call(
        arguments=given,
        body=case.body if sends_body else ABSENT,
        media_type=case.media_type if sends_body else None,
        keys=draw(key_sets(operation)),
        native=draw(st.booleans()),
    )


def _value(case: Any, location: str, name: str) -> Any:
    if location == "path":
        # schemathesis has percent-encoded it already; the client must do that itself.
        value = case.path_parameters[name]
        return unquote(value) if isinstance(value, str) else value
    containers = {"query": case.query, "header": case.headers, "cookie": case.cookies}
    return containers[location][name]


@lru_cache
def _cases(contract: Contract, operation: Operation) -> st.SearchStrategy[Any]:
    schema = schemathesis.openapi.from_dict(_all_given(contract, operation))
    return schema[operation.path][operation.method].as_strategy(
        generation_mode=GenerationMode.POSITIVE
    )


def _all_given(contract: Contract, operation: Operation) -> dict[str, Any]:
    """
    A contract of this one operation, with every parameter and the body required, and no security.
    """
    definition: dict[str, Any] = {
        "parameters": [
            {
                "name": parameter.name,
                "in": parameter.location,
                "required": True,
                "schema": parameter.schema,
                "style": parameter.style,
                "explode": parameter.explode,
            }
            for parameter in operation.parameters
        ],
        "responses": {"default": {"description": "Any."}},
    }
    if operation.request_body is not None:
        definition["requestBody"] = {
            "required": True,
            "content": _json_content(operation, operation.request_body.content),
        }
    return {
        "openapi": contract.document["openapi"],
        "info": contract.document["info"],
        "components": {"schemas": contract.document.get("components", {}).get("schemas", {})},
        "paths": {operation.path: {operation.method.lower(): definition}},
    }


def _json_content(
    operation: Operation, content: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    chosen = {media: {"schema": schema} for media, schema in content.items() if is_json(media)}
    if not chosen:
        raise ContractError(f"{operation.label} takes no JSON body: the harness knows no other")
    return chosen


def is_json(media_type: str) -> bool:
    """Whether *media_type* is JSON, such as ``application/json; charset=utf-8`` or ``a/b+json``."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")
