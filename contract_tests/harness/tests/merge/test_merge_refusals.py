"""`nox -s merge` refuses reports that are not the shards of one run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.exit_codes import KEPT, USAGE
from contract_tests.harness.merge.__main__ import main
from contract_tests.harness.tests.merge.sample_shards import shards, write

pytest_plugins = ["pytester"]


def edited(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    """A function that changes the `report.json` of a folder."""

    def edit(folder: Path) -> None:
        data = json.loads((folder / "report.json").read_bytes())
        change(data)
        write(folder, data)

    return edit


REFUSALS: dict[str, Callable[[Path], object]] = {
    "have different contracts: ": edited(lambda data: data["contract"].update(sha256="0" * 64)),
    "have different clients: ": edited(lambda data: data["package"].update(sha256="0" * 64)),
    "have different profiles: ": edited(lambda data: data["run"].update(profile="dev")),
    "have different seeds: ": edited(lambda data: data["run"].update(seed=8)),
    "have different baselines: ": edited(lambda data: data.update(baseline=[])),
    "have different newer contracts: ": edited(lambda data: data.update(against={"sha256": ""})),
    "have different limitations: ": edited(lambda data: data.update(limitations=[{}])),
    "have different coverage items: ": edited(lambda data: data["coverage"]["parts"].pop()),
    "have different versions of tools: ": edited(lambda data: data["versions"].update(Python="2")),
    "have different numbers of shards: ": edited(lambda data: data["run"]["shard"].update(count=4)),
    "shard 1 of 3 is given twice": edited(lambda data: data["run"]["shard"].update(number=1)),
    "is not a report of this version": edited(lambda data: data.update(format=3)),
    "is not the report of a shard": edited(lambda data: data["run"].update(shard=None)),
    "report.json is not a report": lambda folder: write(folder, {}),
    "report.json cannot be read": lambda folder: (folder / "report.json").unlink(),
    "junit.xml cannot be read": lambda folder: (folder / "junit.xml").write_text("<"),
    "ran in the shard 1 of 3 and the shard 2 of 3": lambda folder: shutil.copy(
        folder.with_name("shard-1") / "junit.xml", folder
    ),
}


def test_reports_that_are_not_the_shards_of_one_run_are_refused(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line names the reports and the remedy; no report is written."""
    folders, _ = shards(pytester, "pass")
    for message, spoil in REFUSALS.items():
        shutil.copytree(pytester.path / folders[1], pytester.path / "saved")
        spoil(pytester.path / folders[1])
        capsys.readouterr()
        assert main([*folders, "--report=merged"]) == USAGE, message
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("merge: ") and message in line
        shutil.rmtree(folders[1])
        (pytester.path / "saved").rename(folders[1])
    assert main([*folders[:2], "--report=merged"]) == USAGE
    assert "shard 3 of 3 is missing: give each once" in capsys.readouterr().err
    assert main([*folders, f"--report={folders[0]}"]) == USAGE
    assert "is the report of a shard: name another folder" in capsys.readouterr().err
    assert not (pytester.path / "merged").exists()
    assert main([*folders, "--report=merged"]) == KEPT
    assert main([*reversed(folders), "--report=reversed"]) == KEPT
    for name in ("report.json", "junit.xml"):
        texts = [(pytester.path / each / name).read_text() for each in ("merged", "reversed")]
        assert texts[0] == texts[1]
