"""The sessions of this project. `nox --list` shows them."""

from __future__ import annotations

import hashlib
import platform
import sys
from contextlib import suppress
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.needs_version = ">=2025.2.9"  # the first with `requires`
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_external_run = True
# Environments are kept per Python version: nox would reuse one that another Python made.
nox.options.envdir = f".nox/{platform.python_version()}"

OLDEST_PYTHON = "3.11"
if sys.version_info < tuple(map(int, OLDEST_PYTHON.split("."))):
    sys.exit(f"Python {OLDEST_PYTHON} or newer is needed: run nox with a newer one.")

HERE = Path(__file__).resolve().parent
# The import roots of the import linter and of contract_tests.
PYTHONPATH = ":".join(str(HERE / folder) for folder in ("", "scripts", "generated_client"))
CONTRACT = "openapi/carts.yaml"
LINTER_RULES = "openapi/redocly.yaml"
TESTS = "contract_tests"
LOCKS = Path("requirements")
REPORT = "report"
# Each worker starts a Prism of its own, which takes memory; `-- -n 0` runs without workers.
# With worksteal, idle workers take tests over: some tests take minutes, most take milliseconds.
IN_PARALLEL = ["-n", "auto", "--maxprocesses=4", "--dist=worksteal"]
# Exit code for "the harness cannot run", which CI tells apart from 1, a broken contract.
# See contract_tests/harness/exit_codes.py.
NOT_VERIFIED = 3


@nox.session
def contract(session: nox.Session) -> None:
    """Verify that the client keeps the contract, against a real Prism."""
    # A client given by --spec or --package is not the checked-in one, which may be stale.
    prepare(session, check=not any(a.startswith(("--spec", "--package")) for a in session.posargs))
    verify(session, "python", "-m", TESTS, *IN_PARALLEL, f"--report={REPORT}", *session.posargs)


@nox.session(default=False, requires=["lint", "typecheck", "consumer"])
def tests(session: nox.Session) -> None:
    """Run everything that CI runs: lint, types, a consumer, the contract, all self-tests."""
    prepare(session, "tests")
    verify(session, "pytest", *IN_PARALLEL, f"--report={REPORT}", *session.posargs)


@nox.session(default=False)
def mutate(session: nox.Session) -> None:
    """Plant faults in the client, the server and the harness, and count how many are caught."""
    prepare(session, "mutate")
    verify(session, "python", "-m", f"{TESTS}.mutation", *session.posargs)


@nox.session(default=False)
def live(session: nox.Session) -> None:
    """Verify the real service with a few calls: `-- --argument NAME=VALUE`."""
    install(session, "contract")
    verify(session, "python", "-m", f"{TESTS}.harness.live", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure speed and memory, and write docs/benchmarks.md; `-- NAME ...` measures a part."""
    prepare(session, "tests")
    # One figure is the time of a whole nox session.
    environment = {"PYTHONPATH": PYTHONPATH, "NOX_PYTHON": sys.executable}
    session.run("python", "-m", f"{TESTS}.benchmarks", *session.posargs, env=environment)


@nox.session(default=False)
def regenerate(session: nox.Session) -> None:
    """Regenerate the client. Commit the result."""
    install(session, "contract")
    session.run("python", "scripts/generate.py", *session.posargs)


@nox.session(default=False)
def lint(session: nox.Session) -> None:
    """Lint the contract, the code, and the layers that imports must respect."""
    install(session, "contract")
    install_tools(session)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-cache", env={"PYTHONPATH": PYTHONPATH})
    session.run("openapi-spec-validator", CONTRACT)
    session.run(
        "python", "scripts/node.py", "run", "redocly", "lint", f"--config={LINTER_RULES}", CONTRACT
    )


@nox.session(default=False)
def typecheck(session: nox.Session) -> None:
    """Check types: mypy on everything, pyright on the client."""
    install(session, "typecheck")
    install_tools(session)
    session.run("mypy")
    session.run("python", "scripts/node.py", "run", "pyright", f"--pythonpath={session.bin}/python")


@nox.session(default=False)
def vendor(session: nox.Session) -> None:
    """Copy the client into a folder of another project: `-- DEST`, or `-- DEST --check`."""
    session.chdir(session.invoked_from)
    session.run("python", HERE / "scripts" / "vendor.py", *session.posargs)


@nox.session(default=False)
def consumer(session: nox.Session) -> None:
    """Verify that another project can vendor or install the client, on each Python found."""
    install(session, "consumer")
    install_tools(session)
    session.run("python", "scripts/consumer.py", *session.posargs, env={"PYTHONPATH": PYTHONPATH})


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """Make one call by hand, with Prism in place of the API."""
    install(session, "contract")
    install_tools(session)
    environment = {"PYTHONPATH": PYTHONPATH}
    session.run("python", "scripts/demo.py", *session.posargs, env=environment)


@nox.session(default=False)
def corpus(session: nox.Session) -> None:
    """Measure how much of the contracts in a folder can be generated: `-- FOLDER`."""
    install(session, "contract")
    session.chdir(session.invoked_from)
    script = HERE / "scripts" / "corpus.py"
    session.run("python", script, *session.posargs, env={"PYTHONPATH": PYTHONPATH})


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Resolve the lock files again. Arguments go to uv: `nox -s lock -- --upgrade`."""
    install(session, "consumer")
    widest = "consumer"
    others = set(nox.project.load_toml("pyproject.toml")["dependency-groups"]) - {widest}
    for group in [widest, *sorted(others)]:
        session.run(
            *["uv", "pip", "compile", "--quiet", "--group", group],
            *["--universal", "--python-version", OLDEST_PYTHON],
            *["--generate-hashes", "--only-binary", ":all:"],
            *["--no-annotate", "--no-emit-index-url", "--custom-compile-command", "nox -s lock"],
            *([] if group == widest else ["--constraints", f"{LOCKS / widest}.txt"]),
            *["--output-file", f"{LOCKS / group}.txt", *session.posargs],
        )
    session.run("python", "scripts/node.py", "lock")


def prepare(session: nox.Session, group: str = "contract", *, check: bool = True) -> None:
    """Install what the harness needs; unless *check* is false, check that the client is fresh."""
    try:
        install(session, group)
        install_tools(session)
    except CommandFailed:
        sys.exit(NOT_VERIFIED)
    if not check:
        return
    try:
        verify(session, "python", "scripts/generate.py", "--check")
    except CommandFailed:  # replace the report of an earlier run by one that shows the stale client
        with suppress(CommandFailed):
            law = f"{TESTS}/freshness"
            session.run("python", "-m", TESTS, law, f"--report={REPORT}", "--tb=no")
        raise


def verify(session: nox.Session, *command: str) -> None:
    """
    Run a command whose exit code says who is at fault, and exit with the same code.

    Nox itself would exit with 1 for every failure. 2 is the generator's code for "cannot generate".
    """
    try:
        # After Ctrl-C, ending Prism and closing the report takes longer than nox would wait.
        session.run(*command, env={"PYTHONPATH": PYTHONPATH}, interrupt_timeout=10)
    except CommandFailed as failure:
        if failure.return_code in (None, 1):
            raise
        sys.exit(NOT_VERIFIED if failure.return_code == 2 else failure.return_code)


def install(session: nox.Session, group: str) -> None:
    """Install exactly what the lock file of *group* pins, unless it was installed before."""
    lock_file = LOCKS / f"{group}.txt"
    stamp = Path(session.virtualenv.location, "lock.sha256")
    digest = hashlib.sha256(lock_file.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    options = ["--require-hashes", "--only-binary", ":all:"]
    sync = ["uv", "pip", "sync", *options, str(lock_file)]
    # Without a network, uv can still install what another session made it fetch.
    commands = [sync, [*sync, "--offline"]]
    if session.venv_backend != "uv":
        commands = [["python", "-m", "pip", "install", *options, "-r", str(lock_file)]]
    for command in commands:
        with suppress(CommandFailed):
            if session.run_install(*command) is not None:  # None: `nox -R` skips installs
                stamp.write_text(digest)
            return
    session.warn(
        f"cannot install {lock_file}: check the network (or the index settings), run again"
    )
    raise CommandFailed


def install_tools(session: nox.Session) -> None:
    """Install Prism and the other tools that run on Node, unless they are there."""
    # After Ctrl-C, removing a partly made node_modules takes longer than nox would wait.
    session.run("python", "scripts/node.py", "install", interrupt_timeout=10)
