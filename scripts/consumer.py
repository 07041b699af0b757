"""
Verify that another project can vendor the client, and install its wheel.

For each Python on this machine, with the lowest declared and with the newest versions of attrs and
httpx: check the types of a small project with mypy and pyright in strict mode, and let it call
Prism. A list of wrong uses must be rejected by both type checkers. The same client, generated for
httpx2, must be usable in the same way.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

import vendor
from contract_tests.harness.prism.prism import Prism
from generation import output_tree
from generation.regeneration import GeneratorInputs
from node import node_binary

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "scripts" / "consumer_project"
PACKAGE = next(vendor.CLIENT.glob(f"*/{output_tree.STAMP}")).parent
PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.14t"]
# uv's names for how to choose among the allowed versions.
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
PYRIGHT = ROOT / "node_modules" / "pyright" / "index.js"


class ConsumerError(Exception):
    """A step failed. The first line names the step, the rest is its output."""


def run(step: str, *command: str | Path, cwd: Path = ROOT, expect: int = 0) -> str:
    """
    Run a command; return its standard output.

    Raises:
        ConsumerError: the exit code is not *expect*.
    """
    process = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True)
    if process.returncode != expect:
        raise ConsumerError(f"{step} failed:\n{process.stdout}{process.stderr}".rstrip())
    return process.stdout


def uv(step: str, *arguments: str | Path) -> str:
    """Run the uv of this session, which never downloads a Python."""
    return run(step, sys.executable, "-m", "uv", "--no-python-downloads", *arguments)


def find_python(version: str) -> Path | None:
    """Find a Python of this version with uv, else with pyenv; None if there is none."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for name in [version, *sorted(map(str, pyenv.glob(f"versions/{version}.*/bin/python")))]:
        try:
            return Path(uv("uv", "python", "find", "--system", "--no-project", name).strip())
        except ConsumerError:
            continue
    return None


def environment(python: Path, folder: Path, resolution: str, *packages: str | Path) -> Path:
    """Create an environment in *folder* with these packages; return its Python."""
    uv("uv venv", "venv", "--python", python, folder)
    inner = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    uv("uv pip install", "pip", "install", "--python", inner, "--resolution", resolution, *packages)
    return inner


def versions(python: Path, library: str = "httpx") -> str:
    """The installed versions of attrs and of the HTTP library, in words."""
    code = (
        "from importlib.metadata import version\n"
        f"print('attrs', version('attrs'), '{library}', version('{library}'))"
    )
    return run("import", python, "-c", code).strip()


def check_types(python: Path, project: Path) -> None:
    """Check that mypy and pyright accept the project, and reject each line marked as wrong."""
    mypy: list[str | Path] = [sys.executable, "-m", "mypy", "--strict", "--cache-dir=.mypy_cache"]
    mypy += ["--python-executable", python]
    run("mypy", *mypy, "acme", cwd=project)
    config = '{"typeCheckingMode": "strict", "include": ["acme"]}'
    (project / "pyrightconfig.json").write_text(config, encoding="utf-8")
    pyright: list[str | Path] = [node_binary(), PYRIGHT, "--pythonpath", python]
    run("pyright", *pyright, cwd=project)
    lines = (project / "misuse.py").read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if "# wrong" in line}
    for name, command in {"mypy": mypy, "pyright": pyright}.items():
        output = run(name, *command, "misuse.py", cwd=project, expect=1)
        rejected = {int(line) for line in re.findall(r"misuse\.py:(\d+):.*error", output)}
        if rejected != wrong:
            lines_that_differ = ", ".join(map(str, sorted(rejected ^ wrong)))
            raise ConsumerError(
                f"{name} and the marks in misuse.py differ on line {lines_that_differ}:\n{output}"
            )


def check_calls(python: Path, project: Path, base_url: str) -> None:
    """Check that the calls of the project succeed, with warnings as errors."""
    command: list[str | Path] = [python, "-W", "error", "-m", "acme.checkout", base_url]
    output = run("the call", *command, cwd=project)
    if output.count("https://") != 2:
        raise ConsumerError(f"the call failed: expected two URLs:\n{output}")


def build_wheel(folder: Path) -> Path:
    """Build wheel and sdist, check them, and return the wheel, which has each stamped file."""
    source = folder / "source"
    shutil.copytree(vendor.CLIENT, source)
    out = folder / "dist"
    run("build", sys.executable, "-m", "build", "--no-isolation", "--outdir", out, source)
    run("twine check", sys.executable, "-m", "twine", "check", "--strict", *out.iterdir())
    wheel = next(out.glob("*.whl"))
    stamped = {f"{PACKAGE.name}/{name}" for name in output_tree.read_stamp(PACKAGE)["files"]}
    if missing := sorted(stamped - {*zipfile.ZipFile(wheel).namelist()}):
        raise ConsumerError(f"build failed: the wheel lacks {', '.join(missing)}")
    return wheel


def for_httpx2(folder: Path) -> Path:
    """Generate the client for httpx2 in *folder*, and return its package."""
    config = folder / "generator.yaml"
    text = GeneratorInputs.config.read_text(encoding="utf-8")
    config.write_text(text.replace("http_library: httpx\n", "http_library: httpx2\n"), "utf-8")
    target = folder / "client"
    GeneratorInputs(config=config, target=target).build(target)
    return target / PACKAGE.name


def verify(
    version: str, python: Path, wheel: Path, other: Path, base_url: str, scratch: Path
) -> None:
    """Vendor and install the client with one Python; print a line for each check."""
    vendored = [(PACKAGE, "httpx", name) for name in RESOLUTIONS] + [(other, "httpx2", "newest")]
    for package, library, name in vendored:
        metadata = tomllib.loads((package.parent / "pyproject.toml").read_text(encoding="utf-8"))
        project = scratch / f"{version}-{library}-{name}"
        shutil.copytree(PROJECT, project)
        vendor.vendor(package, project / "acme" / "_vendor")
        dependencies = metadata["project"]["dependencies"]
        inner = environment(python, project / ".venv", RESOLUTIONS[name], *dependencies)
        check_types(inner, project)
        check_calls(inner, project, base_url)
        print(f"{version:8}{'vendored':10}{versions(inner, library):32}mypy, pyright, call")
    inner = environment(python, scratch / f"{version}-wheel", "highest", wheel)
    run("import", inner, "-W", "error", "-c", f"import {PACKAGE.name}")
    print(f"{version:8}{'installed':10}{versions(inner):32}import")


def main() -> int:
    """Verify the client with every Python that is found; print the versions that are not."""
    with tempfile.TemporaryDirectory() as folder, Prism(ROOT / "openapi" / "carts.yaml") as prism:
        scratch = Path(folder)
        wheel = build_wheel(scratch)
        (scratch / "httpx2").mkdir()
        other = for_httpx2(scratch / "httpx2")
        pythons = {version: find_python(version) for version in PYTHONS}
        for version, python in pythons.items():
            if python is None:
                print(f"{version:8}not found on this machine: not verified")
            else:
                verify(version, python, wheel, other, prism.url, scratch)
    if not any(pythons.values()):
        raise ConsumerError("no Python was found")
    print("The client can be vendored and installed.")
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except ConsumerError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
