"""`nox -s corpus` measures each contract in a folder, and ends with the sums."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from contract_tests.corpus import __main__ as corpus
from contract_tests.corpus.client_worker import relative_size
from contract_tests.corpus.laws import operation_verdicts
from contract_tests.corpus.measurement import Measurement, append_result, read_results
from contract_tests.corpus.page import HEADINGS, summary, table
from contract_tests.corpus.selection import evenly_spaced
from contract_tests.harness import results_page
from contract_tests.harness.exit_codes import BROKEN, USAGE
from contract_tests.harness.plugin.generate_stock import generate_stock_package
from contract_tests.harness.project import ROOT

HEAD = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"
OPERATION = "{responses: {204: {description: Done.}}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A contract with three operations, of which one is skipped, and an invalid file."""
    found = tmp_path / "contracts"
    found.mkdir()
    body = "{parameters: [{name: b, in: body, required: true}], responses: {}}"
    paths = f"paths: {{/a: {{get: {OPERATION}, post: {body}}}, /b: {{get: {OPERATION}}}}}\n"
    (found / "half.json").write_text(json.dumps(yaml.safe_load(HEAD + paths)))
    (found / "none.json").write_text("{}")
    (found / "notes.txt").write_text("no contract")
    return found


def test_each_contract_is_generated_and_verified(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A contract that cannot be generated counts, with its reason; the page has no reasons."""
    results, page = tmp_path / "results.jsonl", tmp_path / "reach.md"
    page.write_text(f"Above.\n{results_page.BEGIN}{results_page.END}\nBelow.\n")
    words = [str(folder), f"--results={results}", f"--page={page}", "--operations=1"]
    assert corpus.main(words) == BROKEN
    half, none = sorted(read_results(results).values(), key=lambda each: each.name)
    assert (half.operations, half.generated, half.skipped) == (3, 2, 1)
    assert (half.kept, half.broken, half.not_verified, half.outcome) == (1, 0, 0, "kept")
    assert "#/paths/~1a/post" in half.reason
    assert none.outcome == "refused" and "not an OpenAPI 3 document" in none.reason
    output = capsys.readouterr().out
    assert "1 of 2 contracts have a client, with 2 of 3 operations" in output
    text = page.read_text()
    assert "| half.json | 3 | 2 | 1 | 0 | 0 | 1 | 0 | kept |" in text
    assert text.startswith("Above.") and text.endswith("Below.\n") and "#/paths" not in text


def test_a_second_run_continues(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A contract is measured again only if it, this project or an option has changed."""
    results = tmp_path / "results.jsonl"
    words = [str(folder), f"--results={results}", "--operations=0"]
    corpus.main(words)
    monkeypatch.setattr(corpus, "measure_one", None)
    assert corpus.main(words) == BROKEN
    for changed in ([*words, "--limit=200"], [*words, "--check=mypy"]):
        with pytest.raises(TypeError):
            corpus.main(changed)
    (folder / "none.json").write_text("[]")
    with pytest.raises(TypeError):
        corpus.main(words)


def test_a_contract_has_a_limit_of_time(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A contract that exceeds the limit counts as too slow."""
    assert corpus.main([str(folder), "--limit=0.01"]) == BROKEN
    assert capsys.readouterr().out.count("too slow") == 2


@pytest.mark.parametrize("words", [[], ["--operations=all"]], ids=str)
def test_an_invalid_command_line_is_a_usage_error(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder without a contract is a usage error, as is an invalid option."""
    try:
        code = corpus.main([str(tmp_path), *words])
    except SystemExit as end:
        code = int(end.code or 0)
    assert code == USAGE and "error: " in capsys.readouterr().err


def report(status: str, completed: int = 1, **members: Any) -> dict[str, Any]:
    """A report of two operations, of which the second was not selected."""
    rows = [("request", "GET /a", "kept", 1), ("parity", "GET /a", status, completed)]
    rows += [("request", "GET /b", "not verified (1 of 1 tests did not run)", 0)]
    names = ("law", "operation", "status", "tests_completed")
    laws: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
    for law in laws:
        law["kept"] = law["status"] == "kept"
    return {"laws": laws, "failures": [], "errors": [], **members}


def test_an_operation_is_kept_if_every_law_is() -> None:
    """The first reason is that of the failure or of the error, or else the status of a law."""
    failure = {"operation": "GET /a", "check": "path", "difference": "", "received": "/A"}
    error = {"operation": "GET /a", "message": "Boom"}
    for given, expected in [
        (report("kept"), ("kept", "")),
        (report("broken", failures=[failure], errors=[error]), ("broken", "GET /a: path: /A")),
        (report("not verified (error)", 0, errors=[error]), ("not verified", "GET /a: Boom")),
        (report("not verified (no cases)"),
         ("not verified", "GET /a: parity law: not verified (no cases)")),
    ]:  # fmt: skip
        assert operation_verdicts(given) == {"GET /a": expected}


def test_a_client_is_compared_with_one_of_the_same_operations(tmp_path: Path) -> None:
    """A client with other operations, or a contract without a client, has no relative size."""
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(f"{HEAD}paths: {{/a: {{get: {OPERATION}}}}}\n")
    two.write_text(f"{HEAD}paths: {{/a: {{get: {OPERATION}, post: {OPERATION}}}}}\n")
    client = tmp_path / "client"
    client.mkdir()
    package = generate_stock_package(one, client)
    assert relative_size(package, one, tmp_path) == 1
    (package / "more.py").write_bytes(b" " * sum(p.stat().st_size for p in package.rglob("*.py")))
    assert relative_size(package, one, tmp_path) == 2
    assert relative_size(package, two, tmp_path) == 0
    two.write_text("openapi: 3.0.3\ninfo: 1\npaths: {}\n")
    assert relative_size(package, two, tmp_path) == 0


def test_the_operations_of_a_large_contract_are_evenly_spaced() -> None:
    """A number that is not smaller than that of the operations selects all."""
    assert evenly_spaced(list(range(10)), 3) == [0, 3, 6]
    assert evenly_spaced([1, 2], 2) == evenly_spaced([1, 2], 9) == [1, 2]


def test_the_sums_and_the_table_have_every_contract(tmp_path: Path) -> None:
    """A measurement is read from the file of results as it was written."""
    results = tmp_path / "results.jsonl"
    one = Measurement("a.yaml", "1", operations=3, generated=3, kept=2, broken=1, outcome="broken")
    one = replace(one, relative_size=1.234)
    append_result(results, one)
    append_result(results, Measurement("b.yaml", "2", operations=1, outcome="refused"))
    found = list(read_results(results).values())
    assert found[0] == one and json.loads(results.read_text().splitlines()[0])["broken"] == 1
    assert "of 3 operations whose laws ran, 2 are kept, 1 broken and 0 not verified" in summary(
        found
    )
    assert "has 1.23 times the size of one of stock openapi-python-client (1 con" in summary(found)
    assert "no size to compare with that of" in summary(found[1:])
    assert [line for line in table(found).splitlines() if line.startswith(("| a", "| b"))] == [
        "| a.yaml | 3 | 3 | 2 | 1 | 0 | 0 | 0 | broken | 0.0 s | 0 s | 1.23 |",
        "| b.yaml | 1 | 0 | 0 | 0 | 0 | 0 | 0 | refused | 0.0 s | 0 s | - |",
    ]


def test_the_checked_in_page_was_written_by_the_session() -> None:
    """It has a row for each contract, and the sums."""
    text = (ROOT / "docs" / "reach.md").read_text(encoding="utf-8")
    results = text.partition(results_page.BEGIN)[2].partition(results_page.END)[0]
    rows = [line for line in results.splitlines() if line.startswith("| ")]
    assert rows[0] == f"| {' | '.join(HEADINGS)} |" and len(rows) > 30
    assert "contracts have a client" in results
