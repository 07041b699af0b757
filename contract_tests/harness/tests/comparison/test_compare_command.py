"""`nox -s compare`: output, exit codes and the baseline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.comparison.__main__ import main
from contract_tests.harness.exit_codes import BROKEN, KEPT, NOT_VERIFIED, USAGE
from contract_tests.harness.tests.comparison.small_contracts import TEXT, contract, query

ITEM = "breaks request: POST /pets, query parameter q: type: string -> integer"


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a contract, and return the path of its file."""

    def write(name: str, **parts: Any) -> str:
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(contract(**parts).document))
        return str(path)

    return write


def test_changes_that_break_end_in_exit_code_1(
    write: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each change is a line, and the last line counts them; all operations are compared."""
    old = write("old", parameters=query(TEXT))
    new = write("new", parameters=query({"type": "integer"}))
    assert main([old, new]) == BROKEN
    change, count = capsys.readouterr().out.splitlines()
    assert change == f"{ITEM}; example: POST https://pets.example/pets?q=text"
    assert count == "1 breaking change, 0 compatible changes."
    assert main([old, old]) == KEPT
    assert capsys.readouterr().out == "0 breaking changes, 0 compatible changes.\n"


def test_a_baseline_needs_reasons_and_then_accepts(
    write: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A written file has an empty reason for each change, and no other content."""
    old = write("old", parameters=query(TEXT))
    new = write("new", parameters=query({"type": "integer"}))
    baseline = tmp_path / "baseline.toml"
    assert main([old, new, "--write-baseline", str(baseline)]) == BROKEN
    assert main([old, new, "--baseline", str(baseline)]) == USAGE
    assert f"baseline.toml: entry 1 has no `reason`: say why this is accepted: {ITEM}\n" in (
        capsys.readouterr().err
    )
    text = baseline.read_text().replace('reason = ""', 'reason = "Known."\nexpires = 2099-01-01')
    baseline.write_text(text)
    assert main([old, new, "--baseline", str(baseline)]) == KEPT
    assert "; accepted: Known.\n1 breaking change (1 accepted), 0" in capsys.readouterr().out
    assert main([old, old, "--baseline", str(baseline)]) == KEPT
    assert f"stale, remove it from the baseline: {ITEM}\n" in capsys.readouterr().out
    baseline.write_text(text.replace("2099", "2001"))
    assert main([old, new, "--baseline", str(baseline)]) == BROKEN
    assert f"expired on 2001-01-01, so not accepted: {ITEM}\n" in capsys.readouterr().out


def test_an_unusable_contract_ends_in_one_line(
    write: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 4 is for files that cannot be read, and 3 for operations without values."""
    swagger = tmp_path / "swagger.yaml"
    swagger.write_text("swagger: '2.0'")
    old = write("old", request=TEXT)
    assert main([old, str(swagger)]) == USAGE
    (line,) = capsys.readouterr().err.splitlines()
    assert "swagger.yaml is a Swagger 2.0 contract: convert it to OpenAPI 3 first" in line
    without_value = {"type": "string", "pattern": "("}
    assert main([write("impossible", request=without_value), old]) == NOT_VERIFIED
    assert "POST /pets cannot be compared: " in capsys.readouterr().out
    assert main([old, write("moved", path="/added", request=without_value)]) == BROKEN
    assert "POST /added cannot be compared: " in capsys.readouterr().out
    with pytest.raises(SystemExit) as caught:
        main([old])
    assert caught.value.code == USAGE


def test_a_partial_comparison_neither_makes_entries_stale_nor_writes_a_baseline(
    write: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The changes of an operation that cannot be compared are not known."""
    known, target = tmp_path / "known.toml", tmp_path / "new.toml"
    known.write_text(f'[[accepted]]\nitem = "{ITEM}"\nreason = "Known."\n')
    impossible = write("impossible", request={"type": "string", "pattern": "("})
    options = ["--baseline", str(known), "--write-baseline", str(target)]
    assert main([impossible, write("old", request=TEXT), *options]) == NOT_VERIFIED
    output = capsys.readouterr()
    assert "stale" not in output.out and not target.exists()
    assert "new.toml is not written: not every operation was compared" in output.err
