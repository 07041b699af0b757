"""What takes long is shared out first."""

from __future__ import annotations

import pytest

from contract_tests.harness.tests.conftest import spread


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 9])
@pytest.mark.parametrize("slow", ["", "A", "ABC", "ABCDEFG"])
def test_each_worker_begins_with_its_share(workers: int, slow: str) -> None:
    """Nothing is lost, what is fast keeps its order, and the first of the slow begin at once."""
    rest = [str(number) for number in range(100)]
    ordered = spread(slow, rest, workers)
    assert sorted(ordered) == sorted([*slow, *rest])
    assert [each for each in ordered if each not in slow] == rest
    size = -(-len(ordered) // workers)
    begins = "".join(ordered[worker * size] for worker in range(workers))
    assert begins.startswith(slow[:workers])
