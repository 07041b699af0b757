"""
Run nox with nothing but Python and pip at hand:

    python3 scripts/bootstrap.py -s contract

Arguments go to nox as they are. The first run installs the nox and the uv that
requirements/bootstrap.txt pins into .bootstrap/; later runs use what is there.
"""
# Old Pythons must be able to read this far to be turned away: no syntax newer than Python 3.6.

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
HOME = ROOT / ".bootstrap"
LOG = HOME / "pip.log"


class BootstrapError(Exception):
    """Nox cannot be started; the text is one line that names the cause and the remedy."""


def check_python(version: Tuple[int, ...]) -> None:
    """Refuse a Python that the client and its tools do not run on."""
    if version < OLDEST:
        needed, found = (".".join(map(str, number)) for number in (OLDEST, version))
        raise BootstrapError(
            f"Python {needed} or newer is needed, this is {found}: run this with a newer one"
        )


def environment() -> Path:
    """Return the Python of an environment that has nox and uv, and make it when there is none."""
    # An environment is never changed: another lock or another Python leads to another folder.
    made_from = [LOCK.read_bytes(), sys.version.encode(), os.fsencode(sys.base_prefix)]
    name = hashlib.sha256(b"\0".join(made_from)).hexdigest()[:12]
    place = HOME / f"{platform.python_version()}-{name}"
    python = Path("Scripts", "python.exe") if os.name == "nt" else Path("bin", "python")
    if not (place / python).exists():
        HOME.mkdir(exist_ok=True)
        # Built aside and renamed when whole, so an interrupted run leaves nothing half made.
        with tempfile.TemporaryDirectory(prefix="new-", dir=str(HOME)) as aside:
            build(Path(aside, "env"), python)
            if not (place / python).exists():  # another run may have made it meanwhile
                shutil.rmtree(str(place), ignore_errors=True)
                Path(aside, "env").rename(place)
    return place / python


def build(place: Path, python: Path) -> None:
    """Make an environment with what the lock pins; *python* is its Python's place within."""
    print("Installing nox and uv into .bootstrap/ (first run only)", file=sys.stderr, flush=True)
    # Debian's Python may have pip without ensurepip, and others ensurepip without pip.
    lacks_pip = importlib.util.find_spec("pip") is None
    if lacks_pip and importlib.util.find_spec("ensurepip") is None:
        raise BootstrapError(
            f"{sys.executable} has no pip: install it (on Debian: apt install python3-pip) "
            "and run this again"
        )
    venv.EnvBuilder(symlinks=os.name != "nt", with_pip=lacks_pip).create(str(place))
    pip = [str(place / python), "-m", "pip"]
    if not lacks_pip:
        pip = [sys.executable, "-m", "pip", "--python", str(place / python)]
    command = [*pip, "install", "--no-input", "--disable-pip-version-check", "--retries", "2"]
    command += ["--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
    with LOG.open("wb") as log:
        code = subprocess.call(command, stdout=log, stderr=subprocess.STDOUT)
    if code != 0:
        raise BootstrapError(
            "cannot install nox and uv, which the first run fetches: check the network "
            f"(or pip's index settings) and run this again; pip's words are in {LOG}"
        )


def main(arguments: List[str]) -> int:
    """Start nox; return its exit code where this process cannot become nox."""
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
    if os.name != "nt":  # there, execv would give the shell back at once
        os.execv(command[0], command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
