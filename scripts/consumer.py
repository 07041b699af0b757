"""
Prove that another project can use the client: a throw-away one vendors it, another installs it.

On each Python that is found, with attrs and httpx alone, at the lowest versions declared and at
the newest: type-check its use with mypy and pyright in strict mode, and call Prism.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

import vendor
from contract_tests.harness.prism.prism import Prism
from node import node_binary

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "scripts" / "consumer_project"
PYTHONS = ["3.11", "3.12", "3.13"]
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
# The module that lists the files of a wheel or an sdist.
UNPACK = {".whl": "zipfile", ".gz": "tarfile"}
PYRIGHT = ROOT / "node_modules" / "pyright" / "index.js"


class ConsumerError(Exception):
    """A step failed. The first line names the step, the rest is what it printed."""


@dataclass(frozen=True)
class Place:
    """An environment with the client's run-time dependencies, and a project in it."""

    python: Path
    project: Path


def run(step: str, *command: str | Path, cwd: Path = ROOT, expect: int = 0) -> str:
    """Run a command, return what it printed."""
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True)
    if done.returncode != expect:
        raise ConsumerError(f"{step} failed:\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def uv(step: str, *arguments: str | Path) -> str:
    """Run uv, which comes with this session, without fetching a Python."""
    return run(step, sys.executable, "-m", "uv", "--no-python-downloads", *arguments)


def find_python(version: str) -> Path | None:
    """The Python of that version on this machine, if there is one: uv's find, else pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for name in [version, *sorted(map(str, pyenv.glob(f"versions/{version}.*/bin/python")))]:
        try:
            return Path(uv("uv", "python", "find", "--system", "--no-project", name).strip())
        except ConsumerError:
            continue
    return None


def dependencies() -> list[str]:
    """What the package declares that it needs to run."""
    metadata = tomllib.loads((vendor.CLIENT / "pyproject.toml").read_text(encoding="utf-8"))
    declared: list[str] = metadata["project"]["dependencies"]
    return declared


def environment(python: Path, folder: Path, resolution: str, *what: str | Path) -> Path:
    """Make an environment in *folder* with *what* in it, and return its Python."""
    uv("uv venv", "venv", "--python", python, folder)
    inside = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    uv("uv pip install", "pip", "install", "--python", inside, "--resolution", resolution, *what)
    return inside


def versions(python: Path) -> str:
    """The versions of what the client needs, as installed."""
    names = "attrs", "httpx"
    code = f"from importlib.metadata import version; print(*[(n, version(n)) for n in {names}])"
    return re.sub(r"[(),']", "", run("import", python, "-c", code)).strip()


def check_types(place: Place) -> None:
    """The project passes both checkers; each misuse is refused by both, and nothing else is."""
    mypy = [sys.executable, "-m", "mypy", "--strict", "--cache-dir=.mypy_cache"]
    mypy += ["--python-executable", str(place.python)]
    run("mypy", *mypy, "acme", cwd=place.project)
    config = '{"typeCheckingMode": "strict", "include": ["acme"]}'
    (place.project / "pyrightconfig.json").write_text(config, encoding="utf-8")
    pyright: list[str | Path] = [node_binary(), PYRIGHT, "--pythonpath", place.python]
    run("pyright", *pyright, cwd=place.project)
    lines = (place.project / "misuse.py").read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if "# wrong" in line}
    for name, found in {
        "mypy": run("mypy", *mypy, "misuse.py", cwd=place.project, expect=1),
        "pyright": run("pyright", *pyright, "misuse.py", cwd=place.project, expect=1),
    }.items():
        refused = {int(line) for line in re.findall(r"misuse\.py:(\d+):.*error", found)}
        if refused != wrong:
            odd = ", ".join(map(str, sorted(refused ^ wrong)))
            raise ConsumerError(f"{name} judges misuse.py differently on line {odd}:\n{found}")


def call(place: Place, base_url: str) -> None:
    """The project makes its calls, with warnings as errors."""
    said = run(
        "the call", place.python, "-W", "error", "-m", "acme.checkout", base_url, cwd=place.project
    )
    if said.count("https://") != 2:
        raise ConsumerError(f"the call failed: two URLs were expected:\n{said}")


def build(folder: Path) -> Path:
    """Build the wheel and the sdist, check both, and return the wheel."""
    source = folder / "source"
    shutil.copytree(vendor.CLIENT, source)
    out = folder / "dist"
    run("build", sys.executable, "-m", "build", "--no-isolation", "--outdir", out, source)
    run("twine check", sys.executable, "-m", "twine", "check", "--strict", *out.iterdir())
    for archive in out.iterdir():
        packed = run("unpack", sys.executable, "-m", UNPACK[archive.suffix], "-l", archive)
        if not re.search(r"\w+/LICENSE\b", packed):
            raise ConsumerError(f"{archive.name}: the package has no LICENSE:\n{packed}")
    return next(out.glob("*.whl"))


def prove(version: str, python: Path, wheel: Path, base_url: str, scratch: Path) -> None:
    """Vendor and install on one Python; print a line for each."""
    source = next(vendor.CLIENT.glob("*/GENERATED.json")).parent
    for name, resolution in RESOLUTIONS.items():
        project = scratch / f"{version}-{name}"
        shutil.copytree(PROJECT, project)
        vendor.vendor(source, project / "acme" / "_vendor")
        inside = environment(python, project / ".venv", resolution, *dependencies())
        place = Place(inside, project)
        check_types(place)
        call(place, base_url)
        print(f"{version:8}{'vendored':10}{versions(inside):32}mypy, pyright, call")
    inside = environment(python, scratch / f"{version}-wheel", "highest", f"{wheel}[retry]")
    run("import", inside, "-W", "error", "-c", f"import {source.name}.retry")
    print(f"{version:8}{'installed':10}{versions(inside):32}import, with the extra [retry]")


def main() -> int:
    """Prove it on each Python that is found; say which are not."""
    with tempfile.TemporaryDirectory() as folder, Prism(ROOT / "openapi" / "carts.yaml") as prism:
        scratch = Path(folder)
        wheel = build(scratch)
        found = {version: find_python(version) for version in PYTHONS}
        for version, python in found.items():
            if python is None:
                print(f"{version:8}not found on this machine, so not proven")
            else:
                prove(version, python, wheel, prism.url, scratch)
    if not any(found.values()):
        raise ConsumerError("no Python was found")
    print("The client can be vendored and installed.")
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except ConsumerError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
