"""
`--shard I/N`: the tests of one of several runs that verify a contract together.

Every run computes the same division, from the tests and the contract alone. pytest-split needs
recorded durations, which the first run of a contract does not have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from contract_tests.harness.report.coverage import Coverage
from contract_tests.harness.report.items import row_of
from contract_tests.harness.report.results import ResultCollector
from contract_tests.harness.report.shards import Shard
from contract_tests.harness.report.table import WHOLE

# What a test costs for one operation, in tenths of a second of the checked-in contract; others
# cost 1.
COSTS = {
    "test_every_status_with_every_body_ends_as_documented": 80,
    "test_every_combination_of_members_is_read_as_the_schema_says": 55,
    "test_every_success_makes_the_round_trip": 25,
    "test_every_header_arrives_as_passed": 20,
    "test_prism_receives_and_accepts_every_generated_call": 17,
    "test_representative_statuses_end_as_documented": 13,
    "test_a_complete_response_is_read_as_in_process": 13,
    "test_every_generated_call_is_sent_unchanged": 12,
    "test_the_functions_agree_on_every_kind_of_response": 11,
    "test_the_functions_agree_over_prism": 8,
    "test_sequential_calls_do_not_mix": 7,
    "test_concurrent_calls_do_not_mix": 5,
    "test_random_bodies_are_read_as_the_schema_says": 5,
    "test_a_missing_credential_ends_in_the_error_of_401": 4,
    "test_every_path_parameter_arrives_as_passed": 4,
    "test_hostile_credentials_are_refused_or_arrive": 4,
    "test_each_documented_error_is_raised": 3,
    "test_each_tolerance_is_known_and_used": 3,
}


class ShardSelector:
    """
    The plugin that selects the tests of a shard.

    Args:
        shard: the number of this run, and the number of all.
        results: knows the parts of each operation, which determine what its tests cost.
    """

    def __init__(self, shard: Shard, results: ResultCollector) -> None:
        self._shard = shard
        self._sizes = operation_sizes(results.coverage or Coverage())

    # After `-k` and `-m` have removed tests.
    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        shards = divide([_key(item) for item in items], self._sizes, self._shard.count)
        selected = set(shards[self._shard.number - 1])
        config.hook.pytest_deselected(
            items=[item for n, item in enumerate(items) if n not in selected]
        )
        items[:] = [item for n, item in enumerate(items) if n in selected]


def operation_sizes(coverage: Coverage) -> Mapping[str, int]:
    """The number of items and value classes of each operation."""
    sizes: Counter[str] = Counter()
    for item in coverage.items:
        sizes[item.operation] += 1 + len(item.classes)
    return sizes


def divide(
    tests: Sequence[tuple[str, str]], sizes: Mapping[str, int], count: int
) -> list[list[int]]:
    """
    Divide tests into parts that cost the same.

    The most expensive function comes first, and its largest operation. Each test goes to the part
    that costs least until then. So each function is spread over all parts, and an estimate that is
    wrong for a function as a whole does little harm.

    Args:
        tests: the name of the function and the operation of each test.
        sizes: the size of each operation.
        count: the number of parts.

    Returns:
        For each part, the indexes of its tests.
    """
    mean = sum(sizes.values()) / (len(sizes) or 1) or 1
    # A part of the cost of a test does not depend on its operation.
    costs = [COSTS.get(name, 1) * (1 + sizes.get(label, 0) / mean) for name, label in tests]

    def order(index: int) -> tuple[object, ...]:
        name, label = tests[index]
        return -COSTS.get(name, 1), name, -costs[index], label, index

    parts: list[list[int]] = [[] for _ in range(count)]
    totals = [0.0] * count
    for index in sorted(range(len(tests)), key=order):
        cheapest = totals.index(min(totals))
        parts[cheapest].append(index)
        totals[cheapest] += costs[index]
    return parts


def _key(item: pytest.Item) -> tuple[str, str]:
    """The function and the operation of a test."""
    row = row_of(item)
    return getattr(item, "originalname", None) or item.name, WHOLE if row is None else row[1]
