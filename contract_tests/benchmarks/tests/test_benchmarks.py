"""The benchmark table shows target, value and verdict. No test asserts a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.benchmarks import __main__, document
from contract_tests.benchmarks.growth import SIZES, is_linear
from contract_tests.benchmarks.measurement import Measurement, median_ratio, time_alternately
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
