"""`--shard I/N`: all shards together run each test once, and cost the same."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from itertools import product
from xml.etree import ElementTree

import pytest

from contract_tests.harness.exit_codes import KEPT
from contract_tests.harness.plugin.setup import law_files
from contract_tests.harness.plugin.sharding import COSTS, divide
from contract_tests.harness.report.shards import Shard, read_shard
from contract_tests.harness.tests.sample_run import run

pytest_plugins = ["pytester"]

FUNCTIONS = [*COSTS, *(f"test_{number}" for number in range(40))]


def costs(sizes: Mapping[str, int], count: int) -> list[float]:
    """The cost of each part, if the cost of a test is proportional to the size of its operation."""
    tests = list(product(FUNCTIONS, sizes))
    parts = divide(tests, sizes, count)
    assert sorted(index for part in parts for index in part) == list(range(len(tests)))
    return [
        sum(COSTS.get(function, 1) * sizes[operation] for function, operation in each)
        for each in ([tests[index] for index in part] for part in parts)
    ]


@pytest.mark.parametrize(
    ("sizes", "limit"),
    [
        ([7] * 50, 1.01),
        ([1, 2, 4, 8, 16, 32, 64] * 5, 1.025),
        ([500, *[10] * 80], 1.35),
        ([7], 1.1),
    ],
    ids=["equal", "unequal", "one large operation", "one operation"],
)
def test_each_part_costs_about_the_same(sizes: list[int], limit: float) -> None:
    """The largest of four parts is within the *limit* of their mean; each test is in one part."""
    found = costs({f"GET /{number}": size for number, size in enumerate(sizes)}, 4)
    assert max(found) <= limit * sum(found) / 4


@pytest.mark.parametrize("name", ["test_0", "test_sequential_calls_do_not_mix"])
def test_a_wrong_estimate_for_a_function_does_no_harm(name: str) -> None:
    """A function that costs far more than its estimate is divided evenly, too."""
    operations = {f"GET /{number}": number for number in range(1, 21)}
    tests = list(product(FUNCTIONS, operations))
    for part in divide(tests, operations, 4):
        assert sum(tests[index][0] == name for index in part) in range(4, 7)


def test_the_estimates_name_existing_tests() -> None:
    """A test that is renamed would lose its estimate."""
    defined = {
        node.name
        for file in law_files()
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert defined >= COSTS.keys()


@pytest.mark.parametrize(
    "text", ["0/4", "5/4", "a", "", "1/", "/4", "1/0", "-1/4", "1.5/4", "1/2/3"]
)
def test_an_invalid_shard_is_refused(text: str) -> None:
    """The message has the text and the form that is expected."""
    with pytest.raises(ValueError, match="must be I/N, with I from 1 to N") as caught:
        read_shard(text)
    assert repr(text) in str(caught.value)
    assert read_shard("2/4") == Shard(2, 4)


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["one process", "a worker"])
def test_all_shards_run_each_test_once(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    """A shard without a failure is a success, and gives no verdict."""
    ran = []
    for number in (1, 2):
        junit = pytester.path / f"{number}.xml"
        result = run(pytester, "pass", f"--shard={number}/2", f"--junitxml={junit}", *workers)
        assert result.ret == KEPT
        result.stdout.fnmatch_lines(f"Shard {number} of 2 found no failure in * tests. *merge*")
        result.stdout.fnmatch_lines("parity * 1 of 2 tests passed in this shard")
        assert "not verified" not in result.stdout.str()
        assert "keeps the contract" not in result.stdout.str()
        assert "Not covered" not in result.stdout.str()
        root = ElementTree.parse(junit).getroot()  # noqa: S314 (written by pytest)
        ran += [case.get("name") for case in root.iter("testcase")]
    assert len(ran) == len(set(ran)) == 11


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["one process", "a worker"])
def test_a_shard_without_tests_is_not_a_failure(
    pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    """There are eleven tests."""
    result = run(pytester, "pass", "--shard=12/12", *workers)
    result.stdout.fnmatch_lines("Shard 12 of 12 has no tests.")
    assert result.ret == KEPT
