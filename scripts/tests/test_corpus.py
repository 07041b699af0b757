"""`nox -s corpus` measures each contract in a folder, and ends with the sums."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import corpus

HEAD = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"
OPERATION = "{responses: {204: {description: Done.}}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a contract of two operations, of which one is skipped, and an invalid file."""
    found = tmp_path / "contracts"
    found.mkdir()
    body = "{parameters: [{name: b, in: body, required: true}], responses: {}}"
    paths = f"paths: {{/a: {{get: {OPERATION}, post: {body}}}}}\n"
    (found / "half.yaml").write_text(HEAD + paths)
    (found / "none.json").write_text("{}")
    (found / "notes.txt").write_text("no contract")
    return found


def test_each_contract_is_measured(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A contract that cannot be generated counts, with its reason."""
    results, table = tmp_path / "results.jsonl", tmp_path / "reach.md"
    arguments = [str(folder), f"--results={results}", f"--table={table}"]
    assert corpus.main(arguments) == 1
    half, none = sorted(map(json.loads, results.read_text().splitlines()), key=lambda m: m["name"])
    assert (half["operations"], half["generated"], half["skipped"]) == (2, 1, 1)
    assert half["outcome"] == "generated" and "#/paths/~1a/post" in half["reason"]
    assert none["outcome"] == "refused" and "not an OpenAPI 3 document" in none["reason"]
    output = capsys.readouterr().out
    assert "1 of 2 contracts, 1 of 2 operations (50.0 %)" in output
    assert "| half.yaml | 2 | 1 | 1 | 0 | generated |" in table.read_text()
    assert "#/paths" not in table.read_text()


def test_a_second_run_continues(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A contract is measured again only if it or the generator has changed."""
    results = tmp_path / "results.jsonl"
    arguments = [str(folder), f"--results={results}"]
    corpus.main(arguments)
    monkeypatch.setattr(corpus, "measure_one", None)
    assert corpus.main(arguments) == 1
    (folder / "none.json").write_text("[]")
    with pytest.raises(TypeError):
        corpus.main(arguments)


def test_a_contract_has_a_limit_of_time(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A contract that exceeds the limit counts as too slow."""
    assert corpus.main([str(folder), "--limit=0.01"]) == 1
    assert capsys.readouterr().out.count("too slow") == 2


def test_a_folder_without_a_contract_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error is one line."""
    assert corpus.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
