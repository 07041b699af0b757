"""The reusable workflow verifies a client in several jobs, and shows one verdict on GitHub."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import vendor
from contract_tests.harness.plugin.options import PROFILES
from generation import output_tree
from github_action import RANDOM_PROFILES, command
from tests.github_runner import ACTION, HARNESS, ROOT, RUN_ID, Job

FILE = ROOT / ".github" / "workflows" / "verify.yml"
WORKFLOW = yaml.safe_load(FILE.read_text())
JOBS = WORKFLOW["jobs"]
# YAML 1.1 reads the key `on` as a boolean.
INPUTS = WORKFLOW[True]["workflow_call"]["inputs"]
SOURCE = next(vendor.CLIENT.glob(f"*/{output_tree.STAMP}")).parent
CONTRACT = (ROOT / "openapi" / "carts.yaml").read_text()


def values(**inputs: str) -> dict[str, str]:
    """The values of all inputs."""
    defaults = {name: str(each.get("default", "")) for name, each in INPUTS.items()}
    return {f"inputs.{name}": value for name, value in {**defaults, **inputs}.items()}


def planned(folder: Path, shards: str) -> Job:
    """The first job, for a number of shards."""
    job = Job(folder, values(shards=shards), "plan")
    job.run(JOBS["plan"]["steps"])
    return job


class Run:
    """The jobs of the workflow, one after the other, in the folder of another project."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        shards = json.loads(planned(folder, inputs["shards"]).outputs["plan.shards"])
        self.shards = [
            self._job(folder, "shard", {**inputs, "matrix.shard": str(number)}) for number in shards
        ]
        self.merge = self._job(folder, "merge", inputs)
        self.report = folder / "artifacts" / "contract-report"

    def _job(self, folder: Path, name: str, inputs: dict[str, str]) -> Job:
        shard = inputs.pop("matrix.shard", "")
        given = {**values(**inputs), "matrix.shard": shard}
        given |= {"job.workflow_repository": "o/r", "job.workflow_sha": "0" * 40}
        job = Job(folder, given, f"{name}{shard}")
        job.run(JOBS[name]["steps"])
        return job


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run of a client that renames a header, and of a contract with an incompatible change."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "api.yaml").write_text(CONTRACT)
    newer = CONTRACT.replace("  /carts/{cartId}/redirect_urls:\n", "  /carts/{cartId}/urls:\n")
    assert newer != CONTRACT
    (folder / "newer.yaml").write_text(newer)
    client = folder / "client" / SOURCE.name
    vendor.vendor(SOURCE, client.parent)
    module = client / "client.py"
    correct = module.read_text()
    module.write_text(correct.replace('"X-Auth-Token"', '"X-Other-Token"'))
    assert module.read_text() != correct
    inputs = {"package": str(client), "against": "newer.yaml", "profile": "brief", "shards": "2"}
    return Run(folder, spec="api.yaml", **inputs)


@pytest.mark.slow
def test_the_merged_report_has_the_failures_of_all_shards(broken: Run) -> None:
    """Each job has the exit code of its session; shards leave annotations to the merge."""
    outputs = [job.output for job in (*broken.shards, broken.merge)]
    assert [job.code for job in broken.shards] == [1, 1], outputs
    assert (broken.merge.code, broken.merge.outputs["verify.verdict"]) == (1, "broken"), outputs
    line = next(n for n, text in enumerate(CONTRACT.splitlines(), 1) if text == "    post:")
    annotation = f"::error file=api.yaml,line={line},title=request law%3A "
    assert [annotation in output for output in outputs] == [False, False, True]
    report = json.loads((broken.report / "report.json").read_text())
    assert report["verdict"]["kept"] is False and report["run"]["shard"] is None
    assert all(row["tests_completed"] == row["tests_collected"] > 0 for row in report["laws"])


@pytest.mark.slow
def test_the_summary_has_the_verdict_and_the_changes_of_the_newer_contract(broken: Run) -> None:
    """The summary of a shard is one line, and points to the merge or names the broken laws."""
    summary = broken.merge.summary
    assert "| request | `POST /carts/{cartId}/redirect_urls` |" in summary
    assert "The client breaks the contract: " in summary and "Received" in summary
    assert "- `breaks request: POST /carts/{cartId}/redirect_urls" in summary
    for job in broken.shards:
        (line,) = job.summary.splitlines()
        assert line.startswith("### ")


@pytest.mark.parametrize("shards", ["0", "-1", "2.5", "four", "257", "1000"])
def test_an_invalid_number_of_shards_is_one_error(tmp_path: Path, shards: str) -> None:
    """GitHub runs at most 256 jobs of a matrix."""
    job = planned(tmp_path, shards)
    (line,) = job.output.splitlines()
    assert job.code == 1 and line.startswith("::error::the input `shards` must be an integer")
    assert json.loads(planned(tmp_path, "256").outputs["plan.shards"]) == list(range(1, 257))


def test_every_action_is_pinned_and_every_input_is_passed() -> None:
    """The harness is that of the workflow's own revision, not of the caller's repository."""
    steps = [step for job in JOBS.values() for step in job["steps"]]
    used = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", each) for each in used if each != HARNESS)
    own = [s["with"] for s in steps if s.get("with", {}).get("path") == HARNESS.removeprefix("./")]
    assert len(own) == used.count(HARNESS) == 2
    for each in own:
        assert each["repository"] == "${{ job.workflow_repository }}"
        assert each["ref"] == "${{ job.workflow_sha }}"
    (shard,) = [step for step in JOBS["shard"]["steps"] if step.get("uses") == HARNESS]
    passed = {name for name, value in shard["with"].items() if value == f"${{{{ inputs.{name} }}}}"}
    assert passed == INPUTS.keys() - {"shards", "name"} and passed <= ACTION["inputs"].keys()
    text = FILE.read_text()
    assert all("${{" not in str(step.get("run")) for step in steps) and "secrets." not in text


@pytest.mark.parametrize("profile", PROFILES)
def test_all_shards_of_a_random_profile_have_the_same_seed(profile: str) -> None:
    """It is the number of the workflow run, which all its jobs share."""
    assert {n for n, each in PROFILES.items() if not each.get("derandomize")} == RANDOM_PROFILES
    inputs: dict[str, Any] = dict.fromkeys(ACTION["inputs"], "")
    for shard in ("1/2", ""):
        given = {**inputs, "spec": "a.yaml", "profile": profile, "shard": shard}
        seeded = f"--seed={RUN_ID}" in command(given, Path("report"), RUN_ID)
        assert seeded == (bool(shard) and profile in RANDOM_PROFILES)
