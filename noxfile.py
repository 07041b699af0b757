"""The sessions of this project. `nox --list` shows them."""

from __future__ import annotations

import hashlib
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

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
PYTHONPATH = os.pathsep.join(str(HERE / folder) for folder in ("", "scripts", "generated_client"))
CONTRACT = "openapi/carts.yaml"
LINTER_RULES = "openapi/redocly.yaml"
TESTS = "contract_tests"
ENVIRONMENT = {
    "PYTHONPATH": PYTHONPATH,
    # Not in the caller's folder, where Hypothesis would put it.
    "HYPOTHESIS_STORAGE_DIRECTORY": str(HERE / ".hypothesis"),
}
# Keep compiled modules even if the caller does not: these sessions start hundreds of processes.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
LOCKS = Path("requirements")
REPORT = "report"
# Each worker starts a Prism of its own, which takes memory; `-- -n 0` runs without workers.
# With worksteal, idle workers take tests over: some tests take minutes, most take milliseconds.
IN_PARALLEL = ["-n", "auto", "--maxprocesses=4", "--dist=worksteal"]
# Exit code for "the harness cannot run", which CI tells apart from 1, a broken contract.
# See contract_tests/harness/exit_codes.py.
NOT_VERIFIED = 3


def interrupt(*_: object) -> NoReturn:
    """Send SIGINT to every process of the session, as a terminal does for Ctrl-C, and end."""
    for pid in descendants(os.getpid()):
        with suppress(OSError):
            os.kill(pid, signal.SIGINT)
    raise KeyboardInterrupt


def descendants(ancestor: int) -> list[int]:
    """Return the ids of the processes that *ancestor* started, directly or not."""
    parents = process_parents()
    found = [ancestor]
    for each in found:
        found += [pid for pid, parent in parents.items() if parent == each]
    return found[1:]


def process_parents() -> dict[int, int]:
    """Return the parent of each process, by process id."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):  # Linux; images for containers may lack `ps`
        with suppress(OSError):  # the process has ended
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    if not parents:
        output = subprocess.check_output(["/bin/ps", "-A", "-o", "pid=,ppid="], text=True)
        parents = {int(pid): int(parent) for pid, parent in map(str.split, output.splitlines())}
    return parents


signal.signal(signal.SIGTERM, interrupt)


@nox.session
def contract(session: nox.Session) -> None:
    """Verify that the client keeps the contract, against a real Prism."""
    # A client given by --spec or --package is not the checked-in one, which may be stale.
    prepare(session, check=not any(a.startswith(("--spec", "--package")) for a in session.posargs))
    session.chdir(session.invoked_from)  # relative paths are those of the caller
    report = f"--report={HERE / REPORT}"
    verify(session, "python", "-m", TESTS, *IN_PARALLEL, report, *session.posargs)


@nox.session(default=False)
def compare(session: nox.Session) -> None:
    """Compare two contracts, without a client or Prism: `-- OLD NEW`."""
    install(session, "contract")
    run_module(session, "harness.comparison")


@nox.session(default=False)
def tests(session: nox.Session) -> None:
    """Run everything that CI runs: lint, types, a consumer, the contract, all self-tests."""
    install(session, "consumer")  # holds all groups except that of `compare-clients`
    steps = {"lint": run_lint, "typecheck": run_typecheck, "consumer": run_consumer}
    codes = {name: exit_code(step, session) for name, step in {**steps, "tests": run_tests}.items()}
    for name, code in codes.items():
        session.log(f"{name}: {f'failed, exit code {code}' if code else 'passed'}")
    if worst := max(codes.values()):
        sys.exit(worst)


@nox.session(default=False)
def replay(session: nox.Session) -> None:
    """Serve the response of a failed call, for its lines of Python and shell: `-- FILE`."""
    install(session, "contract")
    install_tools(session)
    run_module(session, "harness.replay_server")


@nox.session(default=False)
def recipes(session: nox.Session) -> None:
    """Verify the recipe for a change of the contract: `-- -k rename` follows it for one change."""
    prepare(session, "consumer")
    recipe = "scripts/tests/complete_recipe.py"
    verify(session, "pytest", recipe, *session.posargs)


@nox.session(default=False)
def merge(session: nox.Session) -> None:
    """Combine the reports of shards into one verdict: `-- REPORT... [--report DIR]`."""
    install(session, "contract")
    run_module(session, "harness.merge", f"--report={HERE / REPORT}")


@nox.session(default=False)
def mutate(session: nox.Session) -> None:
    """Plant faults in the client, the server and the harness, and count how many are caught."""
    prepare(session, "mutate")
    session.env.update(COMPILED)
    verify(session, "python", "-m", f"{TESTS}.mutation", *session.posargs)


@nox.session(default=False)
def live(session: nox.Session) -> None:
    """Verify the real service with a few calls: `-- --argument NAME=VALUE`."""
    install(session, "contract")
    run_module(session, "harness.live")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure speed and memory, and write docs/benchmarks.md; `-- NAME ...` measures a part."""
    prepare(session, "tests")
    session.env.update(COMPILED)
    # One figure is the time of a whole nox session.
    environment = {**ENVIRONMENT, "NOX_PYTHON": sys.executable}
    session.run("python", "-m", f"{TESTS}.benchmarks", *session.posargs, env=environment)


@nox.session(name="compare-clients", default=False)
def compare_clients(session: nox.Session) -> None:
    """Compare clients of other generators with those of this project: docs/comparison.md."""
    prepare(session, "comparison")  # has openapi-generator and a Java runtime
    run_module(session, "client_comparison")


@nox.session(default=False)
def upstream(session: nox.Session) -> None:
    """Verify the client against the contract that the vendor publishes: `-- [FILE_OR_URL]`."""
    prepare(session)
    session.chdir(session.invoked_from)
    script, report = str(HERE / "scripts" / "upstream.py"), f"--report={HERE / REPORT}"
    source = [each for each in session.posargs[:1] if not each.startswith("-")]
    options = session.posargs[len(source) :]
    verify(session, "python", script, *source, *IN_PARALLEL, report, *options)


@nox.session(default=False)
def generate(session: nox.Session) -> None:
    """Generate a client of any contract into a folder: `-- SPEC DEST`, or with `--check`."""
    install(session, "contract")
    session.chdir(session.invoked_from)
    verify(session, "python", str(HERE / "scripts" / "generate_client.py"), *session.posargs)


@nox.session(default=False)
def regenerate(session: nox.Session) -> None:
    """Regenerate the client. Commit the result."""
    install(session, "contract")
    session.run("python", "scripts/generate.py", *session.posargs)


@nox.session(default=False)
def lint(session: nox.Session) -> None:
    """Lint the contract, the code, and the layers that imports must respect."""
    install(session, "contract")
    run_lint(session)


@nox.session(default=False)
def typecheck(session: nox.Session) -> None:
    """Check types: mypy on everything, pyright on the client."""
    install(session, "typecheck")
    run_typecheck(session)


@nox.session(default=False)
def vendor(session: nox.Session) -> None:
    """Copy the client into a folder of another project: `-- DEST`, or `-- DEST --check`."""
    if any(each.startswith("--against") for each in session.posargs):
        install(session, "contract")
    session.chdir(session.invoked_from)
    verify(session, "python", str(HERE / "scripts" / "vendor.py"), *session.posargs)


@nox.session(default=False)
def consumer(session: nox.Session) -> None:
    """Verify that another project can vendor or install the client, on each Python found."""
    install(session, "consumer")
    run_consumer(session)


@nox.session(name="api-diff", default=False)
def api_diff(session: nox.Session) -> None:
    """List the changes of the client's public API since a revision: `-- REV`."""
    install(session, "tests")
    verify(session, "python", str(HERE / "scripts" / "api_diff.py"), *session.posargs)


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """Make one call by hand, with Prism in place of the API."""
    install(session, "contract")
    install_tools(session)
    session.run("python", "scripts/demo.py", *session.posargs, env=ENVIRONMENT)


@nox.session(default=False)
def corpus(session: nox.Session) -> None:
    """Generate and verify a client of each contract in a folder: `-- FOLDER`."""
    install(session, "tests")  # the examples in the READMEs of the clients need it
    install_tools(session)
    run_module(session, "corpus")


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


def run_lint(session: nox.Session) -> None:
    """Run the linters."""
    install_tools(session)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-cache", env=ENVIRONMENT)
    session.run("openapi-spec-validator", CONTRACT)
    session.run(
        "python", "scripts/node.py", "run", "redocly", "lint", f"--config={LINTER_RULES}", CONTRACT
    )


def run_typecheck(session: nox.Session) -> None:
    """Run the type checkers."""
    install_tools(session)
    session.run("mypy")
    python = Path(session.bin, "python.exe" if sys.platform == "win32" else "python")
    session.run("python", "scripts/node.py", "run", "pyright", f"--pythonpath={python}")


def run_consumer(session: nox.Session) -> None:
    """Verify that another project can use the client."""
    install_tools(session)
    session.run("python", "scripts/consumer.py", env=ENVIRONMENT)


def run_tests(session: nox.Session) -> None:
    """Run the laws and all self-tests."""
    prepare(session, "consumer")
    session.env.update(COMPILED)
    verify(session, "pytest", *IN_PARALLEL, f"--report={REPORT}", *session.posargs)


def exit_code(step: Callable[[nox.Session], None], session: nox.Session) -> int:
    """Run a step of a session, and return the exit code that it would end the session with."""
    try:
        step(session)
    except CommandFailed:
        return 1
    except SystemExit as error:
        return int(error.code or 0)
    return 0


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


def run_module(session: nox.Session, module: str, *arguments: str) -> None:
    """Run a module of `contract_tests` in the caller's folder, with the arguments after `--`."""
    session.chdir(session.invoked_from)
    verify(session, "python", "-m", f"{TESTS}.{module}", *arguments, *session.posargs)


def verify(session: nox.Session, *command: str) -> None:
    """
    Run a command whose exit code says who is at fault, and exit with the same code.

    Nox itself would exit with 1 for every failure. 2 is the generator's code for "cannot generate".
    """
    try:
        # After Ctrl-C, ending Prism and closing the report takes longer than nox would wait.
        session.run(*command, env=ENVIRONMENT, interrupt_timeout=10)
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
