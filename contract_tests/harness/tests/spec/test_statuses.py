"""The statuses that an operation documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contract_tests.harness.spec.model import Response
from contract_tests.harness.tests.sample_spec import make_part, things


def test_the_most_specific_pattern_documents_a_status() -> None:
    """An exact status has precedence over a range, and a range over the default."""
    patterns = [make_part().response(status) for status in (201, 404, 503)]
    assert [each and each.pattern for each in patterns] == ["201", "4XX", "default"]
    assert [make_part().least_status(each) for each in make_part().responses] == [201, 400, 200]
    assert things().operations[1].response(404) is None


@pytest.mark.parametrize(
    ("patterns", "successes", "usual"),
    [
        (["204", "200", "404"], (200, 204), (200, 204)),
        (["2XX", "404"], (200,), (200,)),
        (["default"], (200,), (200,)),
        (["307", "404", "5XX"], (), (307, 404, 500)),
        (["101"], (), (101,)),
    ],
)
def test_an_operation_without_a_success_has_usual_statuses(
    patterns: list[str], successes: tuple[int, ...], usual: tuple[int, ...]
) -> None:
    """Some operations only redirect, and some contracts document errors only."""
    responses = tuple(Response(pattern, {}, {}) for pattern in patterns)
    operation = replace(make_part(), responses=responses)
    assert (operation.successes, operation.usual_statuses) == (successes, usual)
