"""The order of the self-tests."""

from __future__ import annotations

import pytest

from contract_tests.harness.tests.slow_first import spread


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 9])
@pytest.mark.parametrize("slow", ["", "A", "ABC", "ABCDEFG"])
def test_each_worker_begins_with_its_share_of_the_slow_tests(workers: int, slow: str) -> None:
    """No test is lost, fast tests keep their order, and each worker starts with a slow one."""
    fast = [str(number) for number in range(100)]
    ordered = spread(slow, fast, workers)
    assert sorted(ordered) == sorted([*slow, *fast])
    assert [each for each in ordered if each not in slow] == fast
    size = -(-len(ordered) // workers)
    first_tests = "".join(ordered[worker * size] for worker in range(workers))
    assert first_tests.startswith(slow[:workers])
