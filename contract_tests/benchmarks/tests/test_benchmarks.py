"""The table of figures says what was asked for and what was measured; no time is asserted."""

from __future__ import annotations

import httpx
import pytest

from contract_tests.benchmarks import __main__
from contract_tests.benchmarks.client import server
from contract_tests.benchmarks.growth import SIZES, is_linear
from contract_tests.benchmarks.row import Row, in_turns, ratio


def test_the_table_says_what_is_missed() -> None:
    """In Markdown; a figure without a target has no verdict."""
    rows = [Row("speed", "2", "3 x", True), Row("size", "1", "2", False), Row("growth", "", "4 s")]
    assert __main__.table(rows) == [
        "| figure | target | measured | verdict |",
        "| --- | --- | --- | --- |",
        "| speed | 2 | 3 x | reached |",
        "| size | 1 | 2 | missed |",
        "| growth |  | 4 s |  |",
    ]


def test_what_is_compared_is_measured_in_turns() -> None:
    """After one turn that does not count; rounds are compared, and not sums."""
    seen: list[str] = []
    seconds = in_turns(2, lambda: seen.append("a"), lambda: seen.append("b"))
    assert seen == ["a", "b"] * 3
    assert [len(each) for each in seconds] == [2, 2]
    assert ratio([1, 20, 300], [1, 10, 100]) == 2


@pytest.mark.parametrize(("power", "linear"), [(1, True), (2, False)])
def test_growth_is_linear_or_not(power: int, linear: bool) -> None:
    """A second half that costs much more for each operation is not."""
    assert is_linear({size: float(size**power) for size in SIZES}) == linear


def test_the_little_server_answers() -> None:
    """The same to everything, over one connection or another."""
    with server({"a": 1}) as url, httpx.Client(trust_env=False) as http:
        assert [http.post(url).json(), http.post(url).json()] == [{"a": 1}] * 2


def test_an_unknown_figure_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """And the known ones are named."""
    assert __main__.main(["wire", "wires"]) == 4
    assert "no figure wires; there are wire, " in capsys.readouterr().out
