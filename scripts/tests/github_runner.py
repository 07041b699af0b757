"""Runs the steps of an action or of a job as GitHub runs them, in the folder of another project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

import github_action

ROOT = github_action.ROOT
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
# Where a job of the workflow checks this repository out.
HARNESS = "./.contract-harness"
RUN_ID = "4711"


class Job:
    """
    A job with steps.

    Args:
        folder: of the project; each job of a workflow has its own folder in it for temporary files.
        values: what expressions such as ``inputs.spec`` stand for.
        name: of the job.

    Attributes:
        code: the exit code of the last step that ran.
        output: of all steps.
        outputs: of all steps with an id, by ``ID.NAME``.
        summary: the job summary.
    """

    def __init__(self, folder: Path, values: Mapping[str, str], name: str = "job") -> None:
        self.folder = folder
        self.temp = folder / "temp" / name
        self.artifacts = folder / "artifacts"
        self.values = {**values, "runner.temp": str(self.temp)}
        self.code, self.output, self.summary = 0, "", ""
        self.outputs: dict[str, str] = {}
        self.temp.mkdir(parents=True, exist_ok=True)

    def run(self, steps: Iterable[Mapping[str, Any]]) -> None:
        """Run *steps* until one fails; later ones run if they have a condition that is true."""
        for step in steps:
            condition = step.get("if", "")
            if (self.code and not condition) or not self._holds(condition):
                continue
            inputs = {name: self._text(value) for name, value in step.get("with", {}).items()}
            action = step.get("uses", "").partition("@")[0]
            if action == HARNESS:
                self.run_action(step["id"], inputs)
            elif action == "actions/upload-artifact":
                shutil.copytree(inputs["path"], self.artifacts / inputs["name"])
            elif action == "actions/download-artifact":
                for artifact in self.artifacts.glob(inputs["pattern"]):
                    shutil.copytree(artifact, Path(inputs["path"], artifact.name))
            elif "run" in step:
                self._run(step)

    def run_action(self, step: str, inputs: Mapping[str, str]) -> None:
        """Run the steps of `action.yml` with these *inputs*, as the step with the id *step*."""
        defaults = {name: each["default"] for name, each in ACTION["inputs"].items()}
        assert inputs.keys() <= defaults.keys()
        values = {f"inputs.{name}": value for name, value in {**defaults, **inputs}.items()}
        inner = Job(self.folder, values, self.temp.name)
        inner.run([each for each in ACTION["runs"]["steps"] if "run" in each])
        self.code, self.summary = inner.code, inner.summary
        self.output += inner.output
        for name, each in ACTION["outputs"].items():
            source = each["value"].strip("${} ").removeprefix("steps.").replace(".outputs", "")
            self.outputs[f"{step}.{name}"] = inner.outputs.get(source, "")
        self.outputs |= {f"{step}:{name}": value for name, value in inner.outputs.items()}

    def _run(self, step: Mapping[str, Any]) -> None:
        assert step["shell"] == "bash"
        files = {name: self.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.write_text("")
        environment = {
            **os.environ,
            **{name: self._text(value) for name, value in step.get("env", {}).items()},
            **{name: str(path) for name, path in files.items()},
            "GITHUB_ACTION_PATH": str(ROOT),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_RUN_ID": RUN_ID,
        }
        done = subprocess.run(
            ["/bin/bash", "-e", "-c", step["run"]],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        self.code = done.returncode
        self.output += done.stdout + done.stderr
        self.summary = files["GITHUB_STEP_SUMMARY"].read_text()
        for line in files["GITHUB_OUTPUT"].read_text().splitlines():
            name, _, value = line.partition("=")
            self.outputs[f"{step['id']}.{name}"] = value

    def _text(self, text: object) -> str:
        """*text* with the values of its expressions."""
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: self._value(found[1]), str(text))

    def _value(self, expression: str) -> str:
        step, dot, name = expression.removeprefix("steps.").partition(".outputs.")
        return self.outputs.get(f"{step}.{name}", "") if dot else self.values[expression]

    def _holds(self, condition: str) -> bool:
        """Whether a condition of the form ``always() && EXPRESSION`` holds; an empty one does."""
        always, _, expression = condition.partition(" && ")
        assert always in ("", "always()")
        return not condition or bool(self._value(expression))
