"""The menu: one session per verb. `nox --list` shows it."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from contextlib import suppress
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.needs_version = ">=2025.2.9"  # has `requires`
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_external_run = True
# Each Python has its own environments; nox would take one for the other.
nox.options.envdir = f".nox/{platform.python_version()}"

OLDEST_PYTHON = "3.11"
if sys.version_info < tuple(map(int, OLDEST_PYTHON.split("."))):
    sys.exit(f"Python {OLDEST_PYTHON} or newer is needed: run nox with a newer one.")

HERE = Path(__file__).resolve().parent
USES_HARNESS = {"PYTHONPATH": os.pathsep.join([str(HERE), str(HERE / "scripts")])}
CONTRACT = "openapi/carts.yaml"
LINTER_RULES = "openapi/redocly.yaml"
HARNESS = "contract_tests"
LOCKS = Path("requirements")
REPORT = "report"
WRITE = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
# Each worker has a mock server of its own, which takes memory. `-- -n 0` goes without.
# A worker that has nothing left takes over from another: some tests take minutes, most none.
IN_PARALLEL = ["-n", "auto", "--maxprocesses=4", "--dist=worksteal"]
# What CI tells apart from 1, a broken contract; see contract_tests/__main__.py.
CANNOT_RUN = 3


@nox.session
def contract(session: nox.Session) -> None:
    """Prove that the client keeps the contract, against a real Prism."""
    # Of another client, it says nothing whether ours is fresh.
    prepare(session, check=not any(a.startswith(("--spec", "--package")) for a in session.posargs))
    run_verified(
        session, "python", "-m", HARNESS, *IN_PARALLEL, f"--report={REPORT}", *session.posargs
    )


@nox.session(default=False, requires=["lint", "typecheck", "consumer"])
def tests(session: nox.Session) -> None:
    """Run everything CI runs: lint, types, a consumer, the contract, the proof of the harness."""
    prepare(session)
    run_verified(session, "pytest", *IN_PARALLEL, f"--report={REPORT}", *session.posargs)


@nox.session(default=False)
def mutate(session: nox.Session) -> None:
    """Break the client in every way we know, and count what the laws catch."""
    prepare(session, "mutate")
    run_verified(session, "python", "-m", f"{HARNESS}.mutation", *session.posargs, env=USES_HARNESS)


@nox.session(default=False)
def live(session: nox.Session) -> None:
    """Check the real service with a few calls: `-- --argument NAME=VALUE`."""
    install(session, "contract")
    run_verified(session, "python", "-m", f"{HARNESS}.harness.live", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure speed and memory, and write docs/benchmarks.md; `-- NAME ...` measures a part."""
    prepare(session)
    # It measures nox too.
    session.run(
        *["python", "-m", f"{HARNESS}.benchmarks", *session.posargs],
        env={**USES_HARNESS, "NOX_PYTHON": sys.executable},
    )


@nox.session(default=False)
def regenerate(session: nox.Session) -> None:
    """Regenerate the client. Commit the result."""
    install(session, "contract")
    session.run("python", "scripts/generate.py", *session.posargs)


@nox.session(default=False)
def lint(session: nox.Session) -> None:
    """Lint the contract and what is written by hand."""
    install(session, "contract")
    install_tools(session)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
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
    """Prove that another project can vendor or install the client, on each Python found."""
    install(session, "consumer")
    install_tools(session)
    session.run("python", "scripts/consumer.py", *session.posargs, env=USES_HARNESS)


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """Call the API by hand, with Prism in its place."""
    install(session, "contract")
    install_tools(session)
    session.run("python", "-m", f"{HARNESS}.harness.live.demo", *session.posargs, env=USES_HARNESS)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Resolve the locks anew. Arguments go to uv: `nox -s lock -- --upgrade`."""
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
    """Install what the harness needs, and see that the client is fresh, unless told not to."""
    try:
        install(session, group)
        install_tools(session)
    except CommandFailed:
        sys.exit(CANNOT_RUN)
    if not check:
        return
    try:
        run_verified(session, "python", "scripts/generate.py", "--check")
    except CommandFailed:  # the report, too, has to say so, in place of an older one
        with suppress(CommandFailed):
            freshness = f"{HARNESS}/freshness"
            session.run("python", "-m", HARNESS, freshness, f"--report={REPORT}", "--tb=no")
        raise


def run_verified(session: nox.Session, *command: str, env: dict[str, str] | None = None) -> None:
    """Run a command that says by its exit code who is at fault. Nox itself would say 1."""
    try:
        # After Ctrl-C, Prism is ended and the report closed: longer than nox would wait.
        session.run(*command, env=env, interrupt_timeout=10)
    except CommandFailed as failure:
        if failure.return_code in (None, 1):
            raise
        # 2 is the generator's: it cannot generate.
        sys.exit(CANNOT_RUN if failure.return_code == 2 else failure.return_code)


def install(session: nox.Session, group: str) -> None:
    """Install a lock into the session's environment; do nothing when it is there."""
    lock = LOCKS / f"{group}.txt"
    stamp = Path(session.virtualenv.location, "lock.sha256")
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    what = ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    # Without a network, uv can still install what another session had it fetch.
    attempts = [["--exact"], ["--exact", "--offline"]] if session.venv_backend == "uv" else [[]]
    for options in attempts:
        with suppress(CommandFailed):
            session.install(*options, *what)
            # Skipped by `nox -R`, as the line above is.
            session.run_install("python", "-c", WRITE, str(stamp), digest, log=False)
            return
    session.warn(f"cannot install {lock}: check the network (or the index settings), run again")
    raise CommandFailed


def install_tools(session: nox.Session) -> None:
    """Install Prism and the other tools on Node; do nothing when they are there."""
    # After Ctrl-C, removing a half-made node_modules takes longer than nox would wait.
    session.run("python", "scripts/node.py", "install", interrupt_timeout=10)
