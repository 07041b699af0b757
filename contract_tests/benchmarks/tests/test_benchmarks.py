"""The benchmark table shows target, value and verdict. No test asserts a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.benchmarks import __main__, cpu_time, document
from contract_tests.benchmarks.growth import SIZES, is_linear
from contract_tests.benchmarks.measurement import Measurement, median_ratio, time_alternately
from contract_tests.benchmarks.scale import by_operation
from contract_tests.harness import results_page

MEASUREMENTS = [
    Measurement("speed", "2", "3 x", True),
    Measurement("size", "1", "2", False),
    Measurement("growth", "", "4 s"),
]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace the benchmarks by instant ones, and the page by a temporary file."""
    page = tmp_path / "benchmarks.md"
    page.write_text(f"# Title\n{results_page.BEGIN}\nold\n{results_page.END}\nNotes\n")
    monkeypatch.setattr(document, "PAGE", page)
    monkeypatch.setattr(document, "describe_machine", lambda: "A machine")
    monkeypatch.setattr(__main__, "BENCHMARKS", {"all": lambda: iter(MEASUREMENTS), "bad": fail})
    return page


def fail() -> Iterator[Measurement]:
    raise RuntimeError("no server")


def test_the_table_shows_whether_a_target_was_reached() -> None:
    """The table is Markdown; a figure without a target has no verdict."""
    assert list(document.table(MEASUREMENTS)) == [
        "| figure | target | measured | verdict |",
        "| --- | --- | --- | --- |",
        "| speed | 2 | 3 x | reached |",
        "| size | 1 | 2 | missed |",
        "| growth |  | 4 s |  |",
    ]


def test_compared_functions_alternate() -> None:
    """One round warms up; each round is compared with itself, not the sums."""
    order: list[str] = []
    seconds = time_alternately(2, lambda: order.append("a"), lambda: order.append("b"))
    assert order == ["a", "b"] * 3
    assert [len(each) for each in seconds] == [2, 2]
    assert median_ratio([1, 20, 300], [1, 10, 100]) == 2


@pytest.mark.parametrize(("power", "linear"), [(1, True), (2, False)])
def test_quadratic_growth_is_not_linear(power: int, linear: bool) -> None:
    """An operation must not cost much more in the second half of the sizes."""
    assert is_linear({size: float(size**power) for size in SIZES}) == linear


def test_an_unknown_name_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """The message lists the names that exist, and nothing is measured."""
    assert __main__.main(["prism", "prisms"]) == 4
    assert "unknown: prisms; choose from prism, " in capsys.readouterr().out


def test_only_a_complete_run_updates_the_page(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Selected benchmarks, or one that fails, leave the page unchanged."""
    old = page.read_text()
    assert __main__.main(["all"]) == 0
    assert __main__.main([]) == 3
    assert page.read_text() == old
    monkeypatch.delitem(__main__.BENCHMARKS, "bad")
    assert __main__.main([]) == 0
    lines = page.read_text().splitlines()
    assert "old" not in lines
    assert [lines[0], lines[3], lines[-1]] == ["# Title", "Measured on: A machine.", "Notes"]


def test_the_tests_of_an_operation_are_added_up() -> None:
    """Each operation has its own sum."""
    tests = [
        {"operation": "GET /a", "seconds": 1.5},
        {"operation": "GET /b", "seconds": 1},
        {"operation": "GET /a", "seconds": 2},
    ]
    assert by_operation(tests) == {"GET /a": 3.5, "GET /b": 1}


def test_the_time_of_children_is_counted() -> None:
    """A child that computes for a while has CPU time; Linux tells it while the child runs."""
    if not cpu_time.PROC.is_dir():
        assert cpu_time.children_seconds() == 0
        return
    before = cpu_time.children_seconds()
    source = "import time\nwhile time.process_time() < 0.2: pass\nprint(flush=True)\ninput()"
    command = [sys.executable, "-c", source]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdout.readline()
        assert cpu_time.children_seconds() - before >= 0.1
        child.stdin.close()
