"""What makes cases makes those that it says: one that made none would let every client pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.harness.cases.argument_cases import parameter_cases
from contract_tests.harness.cases.body_variants import VARIANTS
from contract_tests.harness.cases.boundary_values import (
    BASE64,
    LONG,
    PREFIX,
    call_boundary_cases,
    header_boundary_values,
)
from contract_tests.harness.cases.examples import ARGUMENT, NEAR, ExampleFactory, valid_calls
from contract_tests.harness.cases.servers import first_server_url
from contract_tests.harness.cases.status_matrix import StatusMatrix
from contract_tests.harness.cases.wire_constraints import (
    MAX_SAFE_INTEGER,
    clamp_numbers,
    encodable_schema,
    is_accepted_by_prism,
)
from contract_tests.harness.oracles.expected_outcome import OutcomeOracle
from contract_tests.harness.spec import ABSENT, Parameter
from contract_tests.harness.tests.sample_spec import make_part, things

A = {"a": {"type": "integer"}}
TEXTS = {"type": "array", "items": {"type": "string"}}


def named(name: str) -> Parameter:
    return next(each for each in make_part().parameters if each.name == name)


def test_what_a_refusal_must_not_show_is_the_value_but_for_a_short_one() -> None:
    """Words of three letters are in messages anyway."""
    call = valid_calls(things())[make_part()]
    attempts = parameter_cases(
        OutcomeOracle(things()), call, named("id"), ["a long secret", "abc", 12345678]
    )
    assert [each.secrets for each in attempts] == [("a long secret",), (), ()]


@pytest.mark.parametrize(
    ("name", "more", "fits", "does_not"),
    [
        ("id", {"schema": {"type": "string"}}, ["a/b", "a,b"], [""]),
        ("limit", {"schema": {"type": "string"}}, ["", "a,b", "\n"], []),
        ("Accept", {"schema": {"type": "string"}}, ["a, b"], ["a\nb", " a"]),
        ("Accept", {"schema": TEXTS}, [["a"]], [[], ["a,b"]]),
        ("colour", {"schema": TEXTS, "style": "form", "explode": True}, [[], ["a,b"]], []),
        ("colour", {"schema": TEXTS, "style": "form", "explode": False}, [["a"]], [["a,b"]]),
        ("colour", {"schema": TEXTS, "required": True}, [["a"]], [[]]),
        ("colour", {"schema": {"oneOf": [{"type": "object", "properties": A}]}}, [{"a": 1}], [{}]),
    ],
    ids=["path", "query", "header", "list-in-header", "exploded", "joined", "required", "choice"],
)
def test_values_are_made_that_the_place_can_carry(
    name: str, more: dict[str, Any], fits: list[Any], does_not: list[Any]
) -> None:
    """And no others: what cannot travel is no case of a call that arrives."""
    allows = things().validator(encodable_schema(things(), replace(named(name), **more))).is_valid
    assert [value for value in (*fits, *does_not) if allows(value)] == fits


def test_what_stands_beside_an_all_of_counts() -> None:
    """A lone `allOf` is what it holds, and what is said beside it."""
    text = ExampleFactory(things()).example({"allOf": [{"type": "string"}], "minLength": 99})
    assert len(text) == 99


def test_each_header_of_an_answer_has_its_edges() -> None:
    """As texts, and none that a header cannot carry."""
    limits = {"schema": {"type": "integer", "minimum": 3, "maximum": 9}}
    response = replace(make_part().responses[0], headers={"X-A": limits, "X-B": {}})
    found = set(header_boundary_values(things(), response))
    assert {("X-A", "3"), ("X-A", "9"), ("X-B", "true"), ("X-B", "x" * LONG)} <= found
    assert {text for name, text in found if name == "X-A"} <= set("3456789")
    assert all(text.isprintable() for _, text in found)


def test_each_call_has_its_edges() -> None:
    """Without each thing that may be left out; with long keys, with a prefix, with base64."""
    call = valid_calls(things())[make_part()]
    found = [attempt.call for attempt in call_boundary_cases(make_part(), call)]
    left_out = [call.arguments.keys() - each.arguments.keys() for each in found]
    optional = {each.identity for each in make_part().parameters if each.optional}
    assert {key for keys in left_out for key in keys} == optional != set()
    assert max(map(len, left_out)) == 1
    assert any(each.body is ABSENT for each in found) and any(each.native for each in found)
    assert {frozenset(each.credentials) for each in found} == {
        frozenset({"Client", "Token"}),
        frozenset({"Token"}),
    }
    keys = [key for each in found for key in each.credentials.values()]
    assert any(len(key.value) > LONG for key in keys)
    assert any(key.prefix == PREFIX for key in keys)
    assert any(key.value.endswith(BASE64) for key in keys)


def test_what_http_can_carry_is_played_over_a_socket_too() -> None:
    """Of each sort of status that may have a body, each kind."""
    carried = list(StatusMatrix(things(), make_part()).over_sockets())
    assert {reply.status for reply in carried} == {201, 400}
    assert len(carried) == 2 * len(VARIANTS)


@pytest.mark.parametrize(
    ("place", "takes", "refuses"),
    [
        ("Accept", ["a", 0], ["", MAX_SAFE_INTEGER + 1]),
        ("id", ["", -MAX_SAFE_INTEGER], [-MAX_SAFE_INTEGER - 1]),
        ("limit", [""], []),
        ("must", ["a"], [""]),
        (None, [{"a": [MAX_SAFE_INTEGER, "", None, 1.5, True]}], [{"a": [MAX_SAFE_INTEGER + 1]}]),
    ],
)
def test_the_mock_server_is_not_asked_for_what_it_cannot_take(
    place: str | None, takes: list[Any], refuses: list[Any]
) -> None:
    """Nothing in a header or where a query must have something; integers beyond JavaScript's."""
    known = {"must": replace(named("limit"), required=True)}
    parameter = None if place is None else known.get(place) or named(place)
    assert [is_accepted_by_prism(parameter, value) for value in takes] == [True] * len(takes)
    assert [is_accepted_by_prism(parameter, value) for value in refuses] == [False] * len(refuses)


def test_what_the_mock_server_cannot_count_with_is_made_small() -> None:
    """Wherever it stands; the rest stays."""
    value = {"a": [MAX_SAFE_INTEGER + 1, MAX_SAFE_INTEGER, "x", None], "b": {"c": -1e300, "d": 0.5}}
    assert clamp_numbers(value) == {
        "a": [992, MAX_SAFE_INTEGER, "x", None],
        "b": {"c": 840, "d": 0.5},
    }
    assert is_accepted_by_prism(None, clamp_numbers(value))


@pytest.mark.parametrize("name", NEAR)
def test_what_is_nearly_right_is_wrong(name: str) -> None:
    """Each near miss of a format, and of a value that is listed."""
    samples = ExampleFactory(things())
    schema = {"type": "string", "format": name}
    near = [*samples.near_misses(schema, samples.example(schema))]
    assert len(near) == len(NEAR[name])
    assert not any(OutcomeOracle(things()).allows(schema, each) for each in near)


def test_what_is_nearly_right_is_so_in_one_place() -> None:
    """In each place of the whole; with members that it may not have."""
    listed = {"type": "array", "items": {"enum": ["ab"]}}
    schema = {"type": "object", "properties": {"a": listed}, "additionalProperties": False}
    near = [*ExampleFactory(things()).near_misses(schema, {"a": ["ab"]})]
    assert {"a": ["AB"]} in near and {"a": ["ab "]} in near and {"a_": ["ab"]} in near
    assert not any(OutcomeOracle(things()).allows(schema, each) for each in near)


@pytest.mark.parametrize(
    ("server", "found"),
    [
        ({"url": "https://host.example/v1/"}, ("https://host.example/v1", {})),
        (
            {"url": "https://{a}.example/{b}", "variables": {"a": {"enum": ["x"]}, "b": {}}},
            (f"https://x.example/{ARGUMENT}", {"a": "x", "b": ARGUMENT}),
        ),
        ({"url": "/v1"}, None),
        ({"url": "http://host.example"}, None),
    ],
)
def test_a_server_is_named_with_its_variables(server: dict[str, Any], found: object) -> None:
    """Where a client can do without being told: absolute, and not in the clear."""
    assert first_server_url(replace(things(), servers=(server,))) == found
    assert first_server_url(replace(things(), servers=())) is None
