"""Checks of a generated client beyond the laws: its types, and the code of its README."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from contract_tests.harness.plugin.generate_for_spec import GeneratedClient
from contract_tests.harness.project import ROOT


def mypy_error(client: GeneratedClient) -> str:
    """Return the first error of `mypy --strict`, or an empty text."""
    cache = client.package.parent.parent / "mypy"
    options = ["--strict", "--config-file=", "--hide-error-context", f"--cache-dir={cache}"]
    environment = {name: text for name, text in os.environ.items() if name != "MYPYPATH"}
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, client.package.name],
        cwd=client.package.parent,
        env=environment,
        capture_output=True,
        text=True,
    )
    return (done.stdout + done.stderr).splitlines()[0] if done.returncode else ""


def pyright_error(client: GeneratedClient) -> str:
    """Return the first error of pyright in strict mode, or an empty text."""
    folder = client.package.parent
    settings = {"typeCheckingMode": "strict", "include": [client.package.name]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, str(ROOT / "scripts" / "node.py"), "run", "pyright"]
    done = subprocess.run(
        [*command, f"--pythonpath={sys.executable}", "--outputjson", f"--project={folder}"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if not done.returncode:
        return ""
    for each in json.loads(done.stdout)["generalDiagnostics"]:
        if each["severity"] == "error":
            place = f"{Path(each['file']).name}:{each['range']['start']['line'] + 1}"
            return f"{place}: {' '.join(each['message'].split())}"
    return done.stderr or done.stdout


def _readme_error(client: GeneratedClient) -> str:
    # What the blocks import belongs to the tests, and is not installed for a run of the laws.
    from contract_tests.corpus.readme_blocks import readme_error

    return readme_error(client)


# Each returns the first error, or an empty text.
CHECKS: Mapping[str, Callable[[GeneratedClient], str]] = {
    "mypy": mypy_error,
    "pyright": pyright_error,
    "readme": _readme_error,
}
