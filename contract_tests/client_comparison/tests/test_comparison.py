"""The comparison: results of all contracts are merged, and each break has its smallest example."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from contract_tests.client_comparison import document
from contract_tests.client_comparison.columns import COLUMNS, Column
from contract_tests.client_comparison.runs import ComparisonError, report_of
from contract_tests.client_comparison.table import PARTS, Cell, cells, lines
from contract_tests.harness import results_page
from contract_tests.harness.driver.call_arguments import MISSING_PART
from contract_tests.harness.exit_codes import USAGE
from contract_tests.harness.plugin.generate_for_spec import GenerationFailedError
from contract_tests.harness.project import ROOT, SPEC
from contract_tests.harness.report.promises import ALL_CHECKS
from contract_tests.harness.spec.yaml12 import read_document

REQUESTS = ("requests", "path conformance")
PETS = ROOT / "contract_tests" / "harness" / "tests" / "specs" / "pets.yaml"


def failure(received: str, promise: str = "requests", **changes: Any) -> dict[str, Any]:
    """A failure as in `report.json`."""
    about = {"law": "request", "operation": "GET /a", "check": "path conformance"}
    texts = {"received": received, "documented": "that", "canned_response": ""}
    return {**about, **texts, "promise": promise, "python": ["import", "from", "call"], **changes}


def report(*failures: dict[str, Any], passed: int = 5) -> dict[str, Any]:
    """A report on one operation with two checks, one of which is not promised."""
    counts = {"passed": passed, "failed": len(failures), "not_promised": 0}
    rows = [
        {"promise": "requests", "check": "path conformance", **counts},
        {"promise": "secrets", "check": "a check", "passed": 0, "failed": 0, "not_promised": 3},
    ]
    return {"promises": rows, "failures": failures, "laws": [{"operation": "GET /a"}], "errors": []}


def test_the_results_of_all_contracts_are_added() -> None:
    """One cell has the cases of each contract, and is broken if one of them is."""
    merged = cells({"one.yaml": report(), "two.yaml": report(failure("this"), passed=1000)})
    assert merged[REQUESTS].text == "**broken**: 1 of 1,006"
    assert merged["secrets", "a check"].text == "not promised"
    assert merged[PARTS].text == "kept: 2"
    assert cells({"one.yaml": report()})[REQUESTS].text == "kept: 5"


def test_the_smallest_failure_of_all_contracts_is_the_example() -> None:
    """Its contract is named; of two of the same length, the order of the runs does not decide."""
    long, short, other = failure("a long text"), failure("b"), failure("a")
    for first, second in ((long, short), (short, long)):
        cell = cells({"one.yaml": report(first), "two.yaml": report(second)})[REQUESTS]
        smallest = cell.smallest_failure
        assert smallest is not None and smallest["received"] == "b"
        assert smallest["contract"] == ("two.yaml" if second is short else "one.yaml")
    for pair in ((other, short), (short, other)):
        smallest = cells({"one.yaml": report(*pair)})[REQUESTS].smallest_failure
        assert smallest is not None and smallest["received"] == "a"


def test_failures_with_another_title_belong_to_their_rows() -> None:
    """Parity failures are named after functions, and others are of a promise as a whole."""
    parity = failure("this", "parity", law="parity", check="asyncio does as sync does")
    shared = failure("this", "shared clients", check="body round trip")
    missing = failure("no function", "", check=MISSING_PART)
    merged = cells({"one.yaml": report(parity, shared, missing)})
    assert merged["parity", "sync async parity"].failures
    assert merged["shared clients", ALL_CHECKS].failures
    assert merged[PARTS].text == "**broken**: 1 of 1"


def test_the_table_has_a_row_for_each_check_and_a_column_for_each_client() -> None:
    """A check that one client never reaches is "no case" there."""
    first, second = cells({"one.yaml": report()}), {PARTS: Cell(passed=2)}
    assert lines(["a", "b"], [first, second])[2:] == [
        f"| operations | {MISSING_PART} | kept: 1 | kept: 2 |",
        "| requests | path conformance | kept: 5 | no case |",
        "| secrets | a check | not promised | no case |",
    ]


def test_the_page_shows_each_break_without_ports_of_this_machine() -> None:
    """The lines can be compared with those of another run."""
    call = failure("x" * 1000, python=["import", "call(base_url='http://127.0.0.1:45169')"])
    merged = cells({"one.yaml": report(call)})
    text = "\n".join(document.results(COLUMNS, [merged] * len(COLUMNS), ["one.yaml"], "brief"))
    assert text.count("### requests: path conformance") == len(COLUMNS)
    assert "call(base_url='http://127.0.0.1')" in text and "45169" not in text
    assert max(map(len, text.splitlines())) < document.LONGEST + 10
    assert all(column.title in text and column.description in text for column in COLUMNS)


def test_only_the_results_of_the_page_are_replaced() -> None:
    """What is written by hand stays."""
    page = f"above\n{results_page.BEGIN}\nold\n{results_page.END}\nbelow\n"
    updated = results_page.update(page, "new")
    assert results_page.update(updated, "new") == updated and "old" not in updated
    assert re.fullmatch(r"above\n<!--.+\n\nnew\n\n<!--.+\nbelow\n", updated)


def test_the_checked_in_page_was_written_by_the_session() -> None:
    """It has a row for each promise, and the versions that are installed."""
    text = document.PAGE.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows[0] == f"| promise | check | {' | '.join(each.title for each in COLUMNS)} |"
    assert len(rows) > 40 and text.count("```text") >= 2
    (versions,) = [line for line in text.splitlines() if line.startswith("Versions: ")]
    assert f"openapi-python-client {version('openapi-python-client')}," in versions


def fake_column(**changes: Any) -> Column:
    """A column whose generator writes nothing."""
    return Column("fake", "a fake", lambda spec, folder: folder / "client", **changes)


def test_a_client_that_cannot_be_generated_ends_the_comparison(tmp_path: Path) -> None:
    """The error names the column."""

    def fails(spec: Path, folder: Path) -> Path:
        raise GenerationFailedError("no such feature")

    with pytest.raises(ComparisonError, match=r"^fake: no such feature$"):
        report_of(Column("fake", "a fake", fails), SPEC, tmp_path, ())


def test_an_operation_without_which_a_client_can_be_generated_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a failure of its own, and the laws run for the contract without it."""
    specs: list[Any] = []

    def fails_for_post(spec: Path, folder: Path) -> Path:
        if "post" in read_document(spec)["paths"]["/pets"]:
            raise GenerationFailedError("no such feature")
        return folder / "client"

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        specs.extend(read_document(Path(w[7:])) for w in command if w.startswith("--spec="))
        (tmp_path / "report").mkdir()
        (tmp_path / "report" / "report.json").write_text(json.dumps(report()))
        return subprocess.CompletedProcess([], 1, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    merged = report_of(Column("fake", "a fake", fails_for_post), PETS, tmp_path, ())
    (missing,) = merged["failures"]
    assert missing["operation"] == "POST /pets" and "no such feature" in missing["received"]
    assert cells({"pets.yaml": merged})[PARTS].text == "**broken**: 1 of 2"
    assert [sorted(document["paths"]["/pets"]) for document in specs] == [["get"]]
    assert "/pets/{petId}" in specs[0]["paths"]


def test_a_run_with_an_error_of_the_harness_has_no_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise, a client would not be judged by the cases that did not run."""
    error = {"law": "request", "operation": "GET /a", "test": "test_it", "message": "Boom:\n a"}
    results = tmp_path / "report" / "report.json"

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        results.parent.mkdir(exist_ok=True)
        results.write_text(json.dumps({**report(), "errors": [error]}))
        return subprocess.CompletedProcess([], 1, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(ComparisonError, match=r"^fake, a\.yaml: test_it: Boom: a$"):
        report_of(fake_column(), Path("a.yaml"), tmp_path, ())


def test_a_run_without_a_report_is_explained_by_its_last_line(tmp_path: Path) -> None:
    """A folder without a package is refused by the run itself."""
    with pytest.raises(ComparisonError, match=r"^fake, carts\.yaml: .* is not a client package"):
        report_of(fake_column(), ROOT / "openapi" / "carts.yaml", tmp_path, ())


@pytest.mark.parametrize("words", [("nothing.yaml",), ("--profile", "all")], ids=str)
def test_an_invalid_command_line_is_a_usage_error(words: tuple[str, ...]) -> None:
    """Nothing is generated, and the last line names the word."""
    command = [sys.executable, "-m", "contract_tests.client_comparison", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, words[-1] in done.stderr.splitlines()[-1]) == (USAGE, True)
