"""A baseline accepts known failures and limitations of a client; new ones still fail."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from contract_tests.harness.exit_codes import BROKEN, KEPT
from contract_tests.harness.tests.sample_run import A, B, run

pytest_plugins = ["pytester"]

#: A failure of one law for the first operation.
FAILS = "if law == 'request' and operation is A: raise failure()"
ITEM = f"failure request law, {A}: the_check"


def baseline(folder: Path, *items: str, expires: str = "") -> str:
    """Write a baseline that accepts these *items*, and return the option."""
    tables = [
        f"[[accepted]]\nitem = {json.dumps(item)}\nreason = 'known'\n"
        + (f"expires = {expires}\n" if expires else "")
        for item in items
    ]
    (folder / "known.toml").write_text("\n".join(tables))
    return f"--baseline={folder / 'known.toml'}"


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "in a worker"])
def test_an_accepted_failure_does_not_break_the_contract(
    pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    """The report still has the failure, with the reason of the baseline."""
    option = baseline(pytester.path, ITEM)
    result = run(pytester, FAILS, option, "--report=report", *workers)
    assert result.ret == KEPT
    result.assert_outcomes(passed=10, xfailed=1)
    result.stdout.fnmatch_lines(
        ["*failures that the baseline accepts: 1", "The client keeps the contract."]
    )
    data = json.loads((pytester.path / "report" / "report.json").read_text())
    assert [failure["accepted"] for failure in data["failures"]] == ["known"]
    assert all(row["kept"] for row in data["laws"])


@pytest.mark.parametrize(
    "item",
    [ITEM.replace("request", "response"), ITEM.replace(A, B), ITEM.replace("the_check", "other")],
    ids=["law", "operation", "check"],
)
def test_another_failure_breaks_the_contract(pytester: pytest.Pytester, item: str) -> None:
    """The entry is stale, because nothing of this run has its item."""
    result = run(pytester, FAILS, baseline(pytester.path, item))
    assert result.ret == BROKEN
    result.assert_outcomes(passed=10, failed=1)
    result.stdout.fnmatch_lines(f"stale, remove it from the baseline: {item}")


def test_a_second_failure_of_the_same_test_breaks_the_contract(pytester: pytest.Pytester) -> None:
    """All failures of a test must be accepted."""
    body = FAILS.replace("failure()", "ExceptionGroup('', [failure(), failure('another')])")
    result = run(pytester, body, baseline(pytester.path, ITEM))
    assert result.ret == BROKEN
    result.assert_outcomes(passed=10, failed=1)


def test_an_expired_entry_accepts_nothing(pytester: pytest.Pytester) -> None:
    """The output says when it expired."""
    result = run(pytester, FAILS, baseline(pytester.path, ITEM, expires="2020-01-01"))
    assert result.ret == BROKEN
    result.stdout.fnmatch_lines(f"expired on 2020-01-01, so not accepted: {ITEM}")


def test_a_new_limitation_breaks_a_run_with_a_baseline(pytester: pytest.Pytester) -> None:
    """Without a baseline, limitations are only shown."""
    limited = "--limitation=/paths/~1a"
    assert run(pytester, "pass", limited).ret == KEPT
    result = run(pytester, "pass", limited, baseline(pytester.path, ITEM))
    assert result.ret == BROKEN
    result.stdout.fnmatch_lines("not in the baseline: skipped /paths/~1a")
    assert run(pytester, "pass", limited, baseline(pytester.path, "skipped /paths/~1a")).ret == KEPT


def test_a_written_baseline_needs_only_reasons(pytester: pytest.Pytester) -> None:
    """It has the failures and the limitations of the run, and known entries keep their reason."""
    target = pytester.path / "new.toml"
    known = baseline(pytester.path, ITEM)
    run(pytester, FAILS, known, f"--write-baseline={target}", "--limitation=/a", "--limitation=/b")
    entries = tomllib.loads(target.read_text())["accepted"]
    assert {entry["item"]: entry["reason"] for entry in entries} == {
        ITEM: "known",
        "skipped /a": "",
        "skipped /b": "",
    }


@pytest.mark.parametrize(
    ("body", "options"),
    [
        (FAILS, ["-k", "second"]),
        (FAILS, ["-k", "parity or second"]),
        ("pass", ["--law-folder=request"]),
        ("if law == 'parity': raise OSError", []),
    ],
    ids=["a part of a law", "a law", "a part of the files", "an error"],
)
def test_a_part_of_the_tests_neither_makes_entries_stale_nor_writes_a_baseline(
    pytester: pytest.Pytester, body: str, options: list[str]
) -> None:
    """The failures of the other tests are not known."""
    target = pytester.path / "new.toml"
    known = baseline(pytester.path, ITEM)
    result = run(pytester, body, known, f"--write-baseline={target}", *options)
    assert "stale, remove" not in result.stdout.str()
    result.stdout.fnmatch_lines(f"{target} is not written: a test did not run, or had an error.")
    assert not target.exists()
