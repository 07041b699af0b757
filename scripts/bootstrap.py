"""
Run nox with nothing but Python and pip installed:

    python3 scripts/bootstrap.py -s contract

All arguments are passed to nox. The first run installs the versions of nox and uv pinned in
requirements/bootstrap.txt into .bootstrap/; later runs reuse them.
"""
# An unsupported Python must be able to parse this file: no syntax newer than Python 3.6.

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import List, Tuple

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "bootstrap.txt"
ENVIRONMENTS = ROOT / ".bootstrap"
LOG = ENVIRONMENTS / "pip.log"


class BootstrapError(Exception):
    """Nox cannot be started. The message is one line with the cause and the remedy."""


def check_python(version: Tuple[int, ...]) -> None:
    """Raise `BootstrapError` if *version* is older than the oldest supported Python."""
    if version < OLDEST:
        needed, current = (".".join(map(str, number)) for number in (OLDEST, version))
        raise BootstrapError(
            f"Python {needed} or newer is needed, this is {current}: run it with a newer Python"
        )


def environment() -> Path:
    """Return the Python of the environment with nox and uv; create the environment if missing."""
    # The name depends on the lock and on this Python, so an environment never has to change.
    inputs = [LOCK.read_bytes(), sys.version.encode(), os.fsencode(sys.base_prefix)]
    digest = hashlib.sha256(b"\0".join(inputs)).hexdigest()[:12]
    folder = ENVIRONMENTS / f"{platform.python_version()}-{digest}"
    python = Path("Scripts", "python.exe") if os.name == "nt" else Path("bin", "python")
    if not (folder / python).exists():
        ENVIRONMENTS.mkdir(exist_ok=True)
        # Built in a temporary folder and renamed, so an interruption leaves no partial environment.
        with tempfile.TemporaryDirectory(prefix="new-", dir=str(ENVIRONMENTS)) as scratch:
            build(Path(scratch, "env"), python)
            if not (folder / python).exists():  # another run may have created it meanwhile
                shutil.rmtree(str(folder), ignore_errors=True)
                Path(scratch, "env").rename(folder)
    return folder / python


def build(folder: Path, python: Path) -> None:
    """Create an environment with the locked packages; *python* is relative to *folder*."""
    print("Installing nox and uv into .bootstrap/ (first run only)", file=sys.stderr, flush=True)
    # Debian's Python may have pip without ensurepip; other Pythons have ensurepip without pip.
    lacks_pip = importlib.util.find_spec("pip") is None
    if lacks_pip and importlib.util.find_spec("ensurepip") is None:
        raise BootstrapError(
            f"{sys.executable} has no pip: install it (on Debian: apt install python3-pip) "
            "and run this again"
        )
    venv.EnvBuilder(symlinks=os.name != "nt", with_pip=lacks_pip).create(str(folder))
    pip = [str(folder / python), "-m", "pip"]
    if not lacks_pip:
        pip = [sys.executable, "-m", "pip", "--python", str(folder / python)]
    command = [*pip, "install", "--no-input", "--disable-pip-version-check", "--retries", "2"]
    command += ["--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
    with LOG.open("wb") as log:
        code = subprocess.call(command, stdout=log, stderr=subprocess.STDOUT)
    if code != 0:
        raise BootstrapError(
            "cannot install nox and uv: check the network (or pip's index settings) "
            f"and run this again; the output of pip is in {LOG}"
        )


def main(arguments: List[str]) -> int:
    """Replace this process with nox. On Windows, and if nox cannot start, return the exit code."""
    try:
        check_python(sys.version_info[:3])
        python = environment()
    except (BootstrapError, OSError, subprocess.CalledProcessError) as error:
        print(f"bootstrap: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bootstrap: interrupted", file=sys.stderr)
        return 130
    command = [str(python), "-m", "nox", "-f", str(ROOT / "noxfile.py"), *arguments]
    if os.name != "nt":  # on Windows, execv would return to the shell at once
        os.execv(command[0], command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
