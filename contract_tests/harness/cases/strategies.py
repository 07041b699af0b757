"""
Hypothesis strategies for calls: every allowed value, present or absent, with all credentials.

schemathesis generates the values of one call as a single JSON body in which every parameter is a
required member. So the values are not restricted by the encoding of a URL or header. Booleans drawn
here decide which optional arguments are sent, so every combination is reached. Credentials are
drawn here too.
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

from contract_tests.harness.cases.limited_sizes import composed_references, limited
from contract_tests.harness.cases.patterns import with_explicit_braces
from contract_tests.harness.cases.wire_constraints import (
    clamp_numbers,
    encodable_body_schema,
    encodable_schema,
    is_accepted_by_prism,
    is_encodable,
    is_encodable_body,
    is_form_for_prism,
)
from contract_tests.harness.oracles.schema_validator import strict_validator
from contract_tests.harness.spec import (
    ABSENT,
    Call,
    Contract,
    Credential,
    Operation,
    Parameter,
    SecurityScheme,
)
from contract_tests.harness.spec.json_schema import json_schema

Test = TypeVar("Test", bound=Callable[..., Any])

VISIBLE_ASCII = string.ascii_letters + string.digits + string.punctuation

# Credentials that a header carries unchanged. `st.text` would also draw words of the source code,
# such as error messages; a list of characters would be one choice per character.
tokens = st.binary(min_size=1, max_size=64).map(
    lambda data: "".join(VISIBLE_ASCII[byte % len(VISIBLE_ASCII)] for byte in data)
)
# A word before an API key, such as ``Bearer``.
prefixes = st.none() | st.text(string.ascii_letters, min_size=1, max_size=10)
# Seeds for the random bodies of Prism.
seeds = st.integers(0, 2**31 - 1)
# Fewer examples than this would show little.
MIN_EXAMPLES = 6
# Strategies by contract and (id of the schema, mode), because they are expensive to build. Each
# schema is kept too: another one could get the `id` of one that was freed.
_CACHE: WeakKeyDictionary[Contract, dict[Any, tuple[Any, st.SearchStrategy[Any]]]] = (
    WeakKeyDictionary()
)


def random_responses(operation: Operation) -> st.SearchStrategy[str]:
    """Values of the header `Prefer` that ask Prism for a usual status with a random body."""
    return st.builds(
        "code={}, dynamic=true, seed={}".format, st.sampled_from(operation.usual_statuses), seeds
    )


def reduced_examples(test: Test) -> Test:
    """Run *test* with a quarter of the profile's examples: its cases are similar or expensive."""
    # The profile is chosen before pytest imports the tests.
    return settings(max_examples=max(MIN_EXAMPLES, settings().max_examples // 4))(test)


@st.composite
def credential_sets(draw: st.DrawFn, operation: Operation) -> dict[str, Credential]:
    """Credentials for one security alternative, by scheme; all values are different."""
    credentials: dict[str, Credential] = {}
    values: set[str] = set()
    for scheme in draw(st.sampled_from(operation.security)):
        value = draw(tokens)
        while value in values:  # not drawn again, because Hypothesis often repeats a value
            value += VISIBLE_ASCII[0]
        values.add(value)
        credentials[scheme.name] = _credential(draw, scheme, value)
    return credentials


def _credential(draw: st.DrawFn, scheme: SecurityScheme, value: str) -> Credential:
    if scheme.is_basic:
        # A password may contain a colon (RFC 7617, 2), but Prism rejects it.
        user = draw(tokens).replace(":", "_")
        return Credential(value.replace(":", "_"), user=user)
    return Credential(value, draw(prefixes) if scheme.type == "apiKey" else None)


@st.composite
def calls(
    draw: st.DrawFn, contract: Contract, operation: Operation, *, mocked: bool = False
) -> Call:
    """Calls of *operation* that the contract allows, and if *mocked*, that Prism accepts."""
    values = draw(_values(contract, operation, mocked=mocked))
    arguments = {
        parameter.identity: values[_name(parameter)]
        for parameter in operation.parameters
        if not parameter.optional or draw(st.booleans())
    }
    body = operation.request_body
    media_type = None
    if body is not None and (body.required or draw(st.booleans())):
        media_type = draw(st.sampled_from(sorted(body.content)))
    return Call(
        arguments=arguments,
        body=ABSENT if media_type is None else values[f"body {media_type}"],
        media_type=media_type,
        credentials=draw(credential_sets(operation)),
        native=draw(st.booleans()),
    )


def _name(parameter: Parameter) -> str:
    return f"{parameter.location} {parameter.name}"


@lru_cache
def _values(
    contract: Contract, operation: Operation, *, mocked: bool
) -> st.SearchStrategy[dict[str, Any]]:
    """Values by name for every parameter, and for every media type of the body."""
    members = {_name(each): encodable_schema(contract, each) for each in operation.parameters}
    if operation.request_body is not None:
        members |= {
            f"body {media_type}": encodable_body_schema(contract, media_type, schema, mocked=mocked)
            for media_type, schema in operation.request_body.content.items()
        }
    if not members:
        return st.just({})
    parameters = {_name(each): each for each in operation.parameters}

    def can_be_sent(values: dict[str, Any]) -> bool:
        bodies = [(name.removeprefix("body "), values[name]) for name in values.keys() - parameters]
        return all(is_encodable(each, values[name]) for name, each in parameters.items()) and all(
            is_encodable_body(*pair) for pair in bodies
        )

    def is_read_by_prism(values: dict[str, Any]) -> bool:
        bodies = [(name.removeprefix("body "), values[name]) for name in values.keys() - parameters]
        return all(is_accepted_by_prism(parameters.get(n), values[n]) for n in values) and all(
            is_form_for_prism(*pair) for pair in bodies
        )

    schema = _object_of(members)
    allows = strict_validator(contract.validator(schema)).is_valid

    def clamped(values: dict[str, Any]) -> dict[str, Any]:
        small = clamp_numbers(values)
        return small if small != values and allows(small) else values

    # schemathesis ignores what it cannot read, such as some patterns.
    strategy = from_schema(contract, schema).filter(allows)
    if mocked:
        strategy = strategy.map(clamped).filter(is_read_by_prism)
    return strategy.filter(can_be_sent)


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
    """JSON values that *schema* allows; in the negative mode, values that break it."""
    key = id(schema), mode
    strategies = _CACHE.setdefault(contract, {})
    if key not in strategies:
        strategies[key] = schema, _from_schema(contract, schema, mode)
    return strategies[key][1]


def _from_schema(contract: Contract, schema: Any, mode: GenerationMode) -> st.SearchStrategy[Any]:
    # schemathesis gets OpenAPI 3.1, whose null is unambiguous; `nullable` of 3.0 is not.
    named = contract.document.get("components", {}).get("schemas", {})
    schemas = with_explicit_braces(json_schema({"schemas": named}, contract.version))["schemas"]
    schema = with_explicit_braces(json_schema(schema, contract.version))
    composed = frozenset(composed_references([schema, schemas]))
    schema = limited(schema, composed)
    document = {
        "openapi": "3.1.0",
        "info": {"title": "values", "version": "1"},
        "components": {"schemas": {
            name: limited(each, composed, f"#/components/schemas/{name}")
            for name, each in schemas.items()
        }},
        "paths": {"/": {"post": {
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
            "responses": {"default": {"description": "Any."}},
        }}},
    }  # fmt: skip
    operation = schemathesis.openapi.from_dict(document)["/"]["POST"]
    return operation.as_strategy(generation_mode=mode).map(lambda case: _plain(case.body))


def _plain(value: Any) -> Any:
    """Return *value* with text in place of bytes, for which schemathesis has its own type."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    data = getattr(value, "data", value)
    return data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else value
