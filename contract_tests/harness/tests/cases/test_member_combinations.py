"""Combinations of member states, and the status matrix."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from contract_tests.harness.cases.body_variants import EDGE_VARIANTS, LARGE_VARIANTS, VARIANTS
from contract_tests.harness.cases.examples import ANY_TYPE
from contract_tests.harness.cases.member_combinations import (
    json_responses,
    member_combinations,
    response_combinations,
)
from contract_tests.harness.cases.status_matrix import (
    ALL_STATUSES,
    SAMPLING_STEP,
    StatusMatrix,
)
from contract_tests.harness.tests.sample_spec import make_part, things

PAIR = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"type": "string", "format": "uuid"}, "b": {"type": "integer"}},
}
PAIRS = {"type": "array", "minItems": 1, "items": PAIR}


def state(body: dict[str, Any], name: str) -> str:
    """Return absent, null, valid, wrong type or wrong format."""
    if name not in body or body[name] is None:
        return "absent" if name not in body else "null"
    if isinstance(body[name], str) and name == "a":
        return "valid" if len(body[name]) == 36 else "wrong format"
    return "valid" if isinstance(body[name], int) and name == "b" else "wrong type"


def test_every_combination_of_states_is_generated_once() -> None:
    """The states of two members and of an undocumented one are combined."""
    combinations = member_combinations(things(), PAIR)
    objects = [body for body in combinations.combinations if isinstance(body, dict)]
    states = [(state(b, "a"), state(b, "b"), bool(b.keys() - {"a", "b"})) for b in objects]
    assert sorted(states) == sorted(
        product(
            ["absent", "null", "valid", "wrong format", "wrong type"],
            ["absent", "null", "valid", "wrong type"],
            [False, True],
        )
    )
    # All objects, null, and a value that is not an object.
    assert combinations.total == len(combinations.combinations) == 5 * 4 * 2 + 2
    assert "all 42 combinations" in str(combinations)


def test_single_changes_try_every_type_in_every_place() -> None:
    """The whole, its item and each member are replaced; everything else stays valid."""
    changes = member_combinations(things(), PAIRS).single_changes
    ((item,), *_) = changes
    for value in ANY_TYPE:
        for changed in (value, [value], [{**item, "a": value}], [{**item, "b": value}]):
            assert changed in changes


def test_single_changes_remove_each_place_once() -> None:
    """Each member, and the only item of an array, is removed."""
    changes = member_combinations(things(), PAIRS).single_changes
    ((item,), *_) = changes
    for name in item:
        assert [{key: value for key, value in item.items() if key != name}] in changes
    assert [] in changes


@pytest.mark.parametrize("bound", [1, 10, 39])
def test_a_large_product_is_sampled_reproducibly(bound: int) -> None:
    """The description names the size of the sample and of the product."""
    sample = member_combinations(things(), PAIR, bound)
    assert len(sample.combinations) == bound + 2
    assert f"{bound + 2} of 42 combinations" in str(sample)
    assert sample == member_combinations(things(), PAIR, bound)


def test_response_combinations_have_distinct_bodies() -> None:
    """No body is counted twice."""
    for description, responses in response_combinations(things(), make_part()):
        bodies = [response.body for response in responses]
        assert len(bodies) == len(set(bodies)), description


def test_each_schema_has_its_own_status() -> None:
    """A range and the default have a status that no other response documents."""
    assert [status for status, _, _ in json_responses(things(), make_part())] == [201, 400]


def test_combinations_contain_valid_and_invalid_bodies() -> None:
    """A sample of one kind would verify only half of the client."""
    for _, _, schema in json_responses(things(), make_part()):
        bodies = member_combinations(things(), schema).bodies
        assert {things().validator(schema).is_valid(body) for body in bodies} == {True, False}


def test_the_matrix_has_every_status_and_a_representative_of_each_response() -> None:
    """Statuses from 100 to 999 are sent; an undocumented class has one representative."""
    documented, undocumented = (StatusMatrix(things(), each) for each in things().operations)
    assert {response.status for response in documented.statuses()} == set(ALL_STATUSES)
    assert documented.representative_statuses() == [100, 201, 400]
    assert undocumented.representative_statuses() == [
        100, 200, 201, 300, 400, 500, 600, 700, 800, 900,
    ]  # fmt: skip


@pytest.mark.parametrize(("index", "success"), [(0, 201), (1, 200)])
def test_a_sample_of_the_matrix_has_each_variant_with_each_success(
    index: int, success: int
) -> None:
    """The other representatives take turns in the variants, and none is missing."""
    matrix = StatusMatrix(things(), things().operations[index], sampled=True)
    cells = [*matrix.representatives(), *matrix.statuses()]
    others = {each for each in matrix.representative_statuses() if each != success}
    for variant in (*EDGE_VARIANTS, *LARGE_VARIANTS):
        statuses = {cell.status for cell in cells if cell.name == variant}
        assert success in statuses and len(statuses & others) == 1
    for variant in VARIANTS:
        statuses = {cell.status for cell in cells if cell.name == variant}
        assert statuses >= {success, *ALL_STATUSES[::SAMPLING_STEP]}
    assert {cell.status for cell in cells if cell.name in EDGE_VARIANTS} == {success, *others}


def test_the_complete_matrix_has_each_variant_with_each_representative() -> None:
    """The sample is a part of it."""
    complete, sampled = (
        StatusMatrix(things(), things().operations[1], sampled=sampled) for sampled in (False, True)
    )
    cells = {(c.status, c.name) for c in (*complete.representatives(), *complete.statuses())}
    statuses = complete.representative_statuses()
    assert cells >= {(s, v) for s in statuses for v in (*EDGE_VARIANTS, *LARGE_VARIANTS)}
    assert cells >= {(s, v) for s in ALL_STATUSES for v in VARIANTS}
    greatest = complete.representative_statuses(reversed(ALL_STATUSES))
    cells_of_representatives = {(c.status, c.name) for c in complete.representatives()}
    assert cells_of_representatives >= {(s, v) for s in (*statuses, *greatest) for v in VARIANTS}
    assert cells > {(c.status, c.name) for c in (*sampled.representatives(), *sampled.statuses())}


def test_variants_differ_from_each_other() -> None:
    """No two cells of the matrix are equal; the first one has the valid body."""
    responses = list(StatusMatrix(things(), make_part()).representatives())
    assert len({(r.status, r.headers, r.body) for r in responses}) == len(responses)
    assert json.loads(responses[0].body)


def test_cells_over_sockets_have_a_status_that_may_have_a_body() -> None:
    """Each representative of such a status has each small variant."""
    responses = list(StatusMatrix(things(), make_part()).over_sockets())
    assert {response.status for response in responses} == {201, 400}
    assert len(responses) == 2 * len(VARIANTS)
